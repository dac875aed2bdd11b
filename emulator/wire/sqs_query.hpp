// SQS in the query protocol: its lists and maps are flattened and called otherwise than in its JSON
// protocol, whose names the operations carry. Pure functions; any thread.
#pragma once

#include <string>

#include "runtime/json.hpp"

namespace spillway::wire {

/// {"Attribute": [{"Name": n, "Value": v}]} becomes {"Attributes": {n: v}}, "AttributeName" becomes
/// "AttributeNames", and so on; of what decode_query gives.
Json sqs_parameters(Json decoded);

/// The content of the result element.
std::string sqs_result_xml(const Json& result);

}  // namespace spillway::wire
