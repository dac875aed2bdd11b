// The project's JSON type: objects keep the order in which their members were written, so that a
// template's resources, a timeline's data and an answer's members stay as their author put them.
// For the per-request path see core::JsonWriter and simdjson instead.
#pragma once

#include <nlohmann/json.hpp>

namespace spillway {

using Json = nlohmann::ordered_json;

}  // namespace spillway
