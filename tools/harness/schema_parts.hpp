// What JSON Schemas are put together from. Internal to schema.cpp and its parts.
#pragma once

#include <string>
#include <utility>

#include "runtime/json.hpp"

namespace spillway::harness {

inline Json text(const std::string& about) { return {{"type", "string"}, {"description", about}}; }

inline Json ref(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }

inline Json described(Json schema, const std::string& about) {
  schema["description"] = about;
  return schema;
}

// A mapping that knows its keys; `required` names those that must be there.
inline Json object(Json properties, Json required = Json::array()) {
  Json schema = {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

inline Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

inline Json one_of(Json alternatives) { return {{"oneOf", std::move(alternatives)}}; }

}  // namespace spillway::harness
