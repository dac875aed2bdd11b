// The policies that AWS keeps for everybody, as far as this kind of system uses them. A constant
// table; any thread.
#pragma once

#include <span>
#include <string_view>

namespace spillway::iam {

struct AwsPolicy {
  std::string_view path;  ///< "/service-role/"
  std::string_view name;
  std::string_view actions;  ///< a JSON list; all are allowed on every resource
};

std::span<const AwsPolicy> aws_policies();

}  // namespace spillway::iam
