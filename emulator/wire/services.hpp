// The services as the server side knows them: how a request says which one it means, and what its
// answers are labelled with (aws-facts F1, F2). A constant table; any thread.
#pragma once

#include <string_view>

#include "runtime/aws/service_table.hpp"

namespace spillway::wire {

using aws::Protocol;

struct Service {
  std::string_view name;           ///< as in aws::Service, OperationRegistry: "elbv2"
  std::string_view iam_prefix;     ///< of its actions in policies: "elasticloadbalancing"
  std::string_view xml_namespace;  ///< query protocol; empty: it does not speak it
  bool empty_result_element;       ///< query: <OpResult/> is there even if it has no members
  std::string_view target_prefix;  ///< JSON protocols; empty: it speaks none
  Protocol json = Protocol::json_1_1;
};

/// Null if there is none.
const Service* find_service(std::string_view name);
const Service* service_of_target(std::string_view prefix);    ///< "AWSEvents"
const Service* service_of_version(std::string_view version);  ///< of the query protocol

/// The action as policies spell it: "lambda:InvokeFunction" for Invoke.
std::string_view iam_action_name(std::string_view service, std::string_view action);

}  // namespace spillway::wire
