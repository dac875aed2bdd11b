// The services that aws::Client can call, and what each speaks (aws-facts F1). A constant table;
// callable from any thread.
#pragma once

#include <span>
#include <string_view>

namespace spillway::aws {

enum class Protocol { query, json_1_0, json_1_1, rest_json };

struct Service {
  std::string_view name;  ///< as the CLI names it: "elbv2"
  Protocol protocol;
  std::string_view signing_name;     ///< of the credential scope: "elasticloadbalancing"
  std::string_view endpoint_prefix;  ///< the host name's first part
  std::string_view service_id;       ///< in AWS_ENDPOINT_URL_<service_id>
  std::string_view target_prefix;    ///< X-Amz-Target up to the dot; JSON protocols only
  std::string_view version;          ///< query: Version; rest_json: the path's first part
  bool global = false;               ///< one endpoint for all regions, signed for us-east-1
};

std::span<const Service> services();

/// Null if the table does not know it.
const Service* find_service(std::string_view name);

}  // namespace spillway::aws
