#include "emulator/eventbridge/ip_range.hpp"

#include <charconv>
#include <string>
#include <vector>

namespace spillway::eventbridge {
namespace {

std::optional<unsigned> parse_number(std::string_view text, unsigned maximum, int base) {
  unsigned number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  if (text.empty() || error != std::errc() || stop != end || number > maximum) return std::nullopt;
  return number;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::optional<IpAddress> parse_v4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  IpAddress address;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto byte = parts[i].size() <= 3 ? parse_number(parts[i], 255, 10) : std::nullopt;
    if (!byte) return std::nullopt;
    address.bytes[i] = static_cast<std::uint8_t>(*byte);
  }
  return address;
}

// The 16-bit groups of one side of "::", as bytes.
std::optional<std::vector<std::uint8_t>> parse_groups(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  if (text.empty()) return bytes;
  for (const std::string_view part : split(text, ':')) {
    const auto group = part.size() <= 4 ? parse_number(part, 0xffff, 16) : std::nullopt;
    if (!group) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*group >> 8));
    bytes.push_back(static_cast<std::uint8_t>(*group & 0xff));
  }
  return bytes;
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const auto head = parse_groups(text.substr(0, gap));
  const auto tail = parse_groups(gap == std::string_view::npos ? "" : text.substr(gap + 2));
  if (!head || !tail) return std::nullopt;
  const std::size_t given = head->size() + tail->size();
  if (gap == std::string_view::npos ? given != 16 : given > 14) return std::nullopt;
  IpAddress address;
  address.v6 = true;
  std::copy(head->begin(), head->end(), address.bytes.begin());
  std::copy(tail->rbegin(), tail->rend(), address.bytes.rbegin());
  return address;
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_v4(text) : parse_v6(text);
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto base = parse_ip(text.substr(0, slash));
  if (!base) return std::nullopt;
  const auto bits = parse_number(text.substr(slash + 1), base->v6 ? 128 : 32, 10);
  if (!bits) return std::nullopt;
  return IpRange(*base, *bits);
}

bool IpRange::contains(const IpAddress& address) const {
  if (address.v6 != base_.v6) return false;
  for (unsigned bit = 0; bit < bits_; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if (((address.bytes[bit / 8] ^ base_.bytes[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace spillway::eventbridge
