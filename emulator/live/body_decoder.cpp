#include "emulator/live/body_decoder.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace spillway::live {
namespace {

using Kind = BodyFraming::Kind;

constexpr std::size_t kMaxSizeLine = 256;  // with extensions, which nobody uses
constexpr std::size_t kMaxTrailers = 8 * 1024;

// "1f4" or "1F4;name=value"; nothing if it is no size.
std::optional<std::uint64_t> parse_size(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find(';'));
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || digits.size() > 15) return std::nullopt;
  return size;
}

}  // namespace

void BodyDecoder::begin(const BodyFraming& framing) {
  framing_ = framing;
  over_ = framing.kind == Kind::none;
  malformed_ = false;
  part_ = Part::size;
  trailer_bytes_ = 0;
  line_.clear();
  if (framing.kind == Kind::chunked) framing_.length = 0;
}

std::string_view BodyDecoder::decode(std::string_view& block, std::string& scratch) {
  if (over_ || malformed_) return {};
  switch (framing_.kind) {
    case Kind::none:
      return {};
    case Kind::until_close:
      return std::exchange(block, {});
    case Kind::chunked:
      return decode_chunks(block, scratch);
    case Kind::length:
      break;
  }
  const auto taken =
      static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), framing_.length));
  const std::string_view content = block.substr(0, taken);
  block.remove_prefix(taken);
  framing_.length -= taken;
  over_ = framing_.length == 0;
  return content;
}

// The content of the only chunk in a block as it lies there; of several, put together.
std::string_view BodyDecoder::decode_chunks(std::string_view& block, std::string& scratch) {
  std::string_view content;
  scratch.clear();
  while (!block.empty() && !over_ && !malformed_) {
    if (part_ != Part::content) {
      if (take_line(block)) end_line();
      continue;
    }
    const auto taken =
        static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), framing_.length));
    if (content.empty() && scratch.empty()) {
      content = block.substr(0, taken);
    } else {
      if (scratch.empty()) scratch = content;
      scratch.append(block.substr(0, taken));
    }
    block.remove_prefix(taken);
    framing_.length -= taken;
    if (framing_.length == 0) part_ = Part::content_end;
  }
  return scratch.empty() ? content : scratch;
}

// True: line_ is a whole line, without its end.
bool BodyDecoder::take_line(std::string_view& block) {
  const auto feed = block.find('\n');
  line_.append(block.substr(0, feed));
  block.remove_prefix(feed == std::string_view::npos ? block.size() : feed + 1);
  const std::size_t limit = part_ == Part::trailer ? kMaxTrailers : kMaxSizeLine;
  malformed_ = line_.size() > limit;
  if (feed == std::string_view::npos || malformed_) return false;
  malformed_ = !line_.ends_with('\r');
  if (malformed_) return false;
  line_.pop_back();
  return true;
}

void BodyDecoder::end_line() {
  const std::string line = std::exchange(line_, {});
  switch (part_) {
    case Part::size: {
      const auto size = parse_size(line);
      malformed_ = !size;
      framing_.length = size.value_or(0);
      part_ = framing_.length > 0 ? Part::content : Part::trailer;
      break;
    }
    case Part::content:
      break;
    case Part::content_end:
      malformed_ = !line.empty();
      part_ = Part::size;
      break;
    case Part::trailer:  // not passed on
      trailer_bytes_ += line.size();
      malformed_ = trailer_bytes_ > kMaxTrailers;
      over_ = line.empty();
      break;
  }
}

std::string_view chunk_head(std::size_t size, char (&buffer)[20]) {
  char* end = std::to_chars(buffer, buffer + 18, size, 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  return {buffer, static_cast<std::size_t>(end - buffer)};
}

}  // namespace spillway::live
