#include "emulator/eventbridge/json_path.hpp"

#include <charconv>

namespace spillway::eventbridge {
namespace {

PatternError malformed(std::string_view text) {
  return PatternError("Invalid JSONPath: " + std::string(text));
}

// What stands between brackets: an index. Names in brackets are not supported
// (`events:PutTargets`).
std::optional<std::size_t> index_of(std::string_view inside) {
  std::size_t index = 0;
  const char* end = inside.data() + inside.size();
  const auto [stop, error] = std::from_chars(inside.data(), end, index);
  if (inside.empty() || error != std::errc() || stop != end) return std::nullopt;
  return index;
}

}  // namespace

PatternResult<JsonPath> JsonPath::parse(std::string_view text) {
  if (text.empty() || text[0] != '$') return malformed(text);
  if (text.find_first_of("*?@:,") != std::string_view::npos || text.find("..") != text.npos) {
    return PatternError("a JSONPath with wildcards, slices or filters", true);
  }
  JsonPath path;
  for (std::size_t at = 1; at < text.size();) {
    if (text[at] == '.') {
      const std::size_t end = std::min(text.find_first_of(".[", at + 1), text.size());
      if (end == at + 1) return malformed(text);
      path.steps_.emplace_back(std::string(text.substr(at + 1, end - at - 1)));
      at = end;
    } else if (text[at] == '[') {
      const std::size_t end = text.find(']', at);
      if (end == std::string_view::npos) return malformed(text);
      const auto index = index_of(text.substr(at + 1, end - at - 1));
      if (!index) return malformed(text);
      path.steps_.emplace_back(*index);
      at = end + 1;
    } else {
      return malformed(text);
    }
  }
  return path;
}

const Json* JsonPath::find(const Json& document) const {
  const Json* value = &document;
  for (const Step& step : steps_) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (!value->is_object()) return nullptr;
      const auto member = value->find(*name);
      if (member == value->end()) return nullptr;
      value = &*member;
    } else {
      const std::size_t index = std::get<std::size_t>(step);
      if (!value->is_array() || index >= value->size()) return nullptr;
      value = &(*value)[index];
    }
  }
  return value;
}

}  // namespace spillway::eventbridge
