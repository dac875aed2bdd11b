#include "emulator/cloudformation/creation.hpp"

#include <algorithm>
#include <cctype>

namespace spillway::cloudformation {
namespace {

bool is_word_at(std::string_view text, std::size_t at, std::size_t length) {
  const auto inside = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  return (at == 0 || !inside(at - 1)) && !inside(at + length);
}

// The name as services of the JSON protocols write it: repositoryName. A name of one word is an
// ordinary word then, and is none.
std::string with_small_initial(std::string name) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::count_if(name.begin(), name.end(), is_capital) < 2) return {};
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return name;
}

std::size_t find_word(std::string_view text, std::string_view word) {
  if (word.empty()) return std::string_view::npos;
  std::size_t at = text.find(word);
  while (at != std::string_view::npos && !is_word_at(text, at, word.size())) {
    at = text.find(word, at + 1);
  }
  return at;
}

// The property whose name is the first in the message; null: none is.
const document::Member* property_named_in(std::string_view message, const Node* properties) {
  if (properties == nullptr) return nullptr;
  const document::Member* found = nullptr;
  std::size_t first = message.size();
  for (const auto& member : properties->members) {
    const std::string& name = member.first.scalar;
    const std::size_t at =
        std::min(find_word(message, name), find_word(message, with_small_initial(name)));
    if (at >= first) continue;
    first = at;
    found = &member;
  }
  return found;
}

}  // namespace

Json Creation::take(std::string_view name) {
  const auto it = properties.find(std::string(name));
  if (it == properties.end()) return nullptr;
  Json value = std::move(*it);
  properties.erase(it);
  return value;
}

std::string Creation::name(std::string_view key, std::size_t limit) {
  Json& value = properties[std::string(key)];
  if (value.is_null()) value = ids_.name(resource_.logical_id, limit);
  return value.get<std::string>();
}

Json Creation::call(std::string_view service, std::string_view action, const Json& params) {
  if (failed_) return Json::object();
  const core::CallContext caller{"cloudformation", "", ids_.uuid()};
  auto answer = context_.operations.call(service, action, params, caller);
  if (answer) return std::move(*answer);
  const auto& error = answer.error();
  fail(std::string(service).append(":").append(action) + " refused it: " + error.code + ": " +
           error.message,
       error.hint);
  return Json::object();
}

std::string Creation::text(const Json& answer, const char* pointer) {
  if (failed_) return {};
  const Json::json_pointer at(pointer);
  if (answer.contains(at) && answer.at(at).is_string()) return answer.at(at).get<std::string>();
  fail(std::string("the answer lacks ") + pointer);
  return {};
}

void Creation::fail(std::string message, std::string hint) {
  if (failed_) return;
  failed_ = true;
  Node at;
  at.line = resource_.line;
  at.column = resource_.column;
  std::string path = "Resources." + resource_.logical_id;
  if (const document::Member* property = property_named_in(message, written_)) {
    at = property->second;
    path += ".Properties." + property->first.scalar;
  }
  report_.add(at, std::move(path), std::move(message), std::move(hint));
}

}  // namespace spillway::cloudformation
