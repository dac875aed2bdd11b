#include "emulator/cloudformation/creation.hpp"

namespace spillway::cloudformation {

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
  report_.add(at, "Resources." + resource_.logical_id, std::move(message));
}

}  // namespace spillway::cloudformation
