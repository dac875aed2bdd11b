#include "emulator/cloudformation/creation.hpp"

#include <cctype>

namespace spillway::cloudformation {
namespace {

bool is_word_at(std::string_view text, std::size_t at, std::size_t length) {
  const auto inside = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  return (at == 0 || !inside(at - 1)) && !inside(at + length);
}

// The property whose name is the first in the message; null: none is.
const document::Member* property_named_in(std::string_view message, const Node* properties) {
  if (properties == nullptr) return nullptr;
  const document::Member* found = nullptr;
  std::size_t first = message.size();
  for (const auto& member : properties->members) {
    const std::string_view name = member.first.scalar;
    for (std::size_t at = message.find(name); at < first; at = message.find(name, at + 1)) {
      if (!is_word_at(message, at, name.size())) continue;
      first = at;
      found = &member;
    }
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
       error.message);
  return Json::object();
}

std::string Creation::text(const Json& answer, const char* pointer) {
  if (failed_) return {};
  const Json::json_pointer at(pointer);
  if (answer.contains(at) && answer.at(at).is_string()) return answer.at(at).get<std::string>();
  fail(std::string("the answer lacks ") + pointer);
  return {};
}

void Creation::fail(std::string message) {
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
  report_.add(at, std::move(path), std::move(message));
}

}  // namespace spillway::cloudformation
