// The parameters of PutTargets, checked; what is not modelled is refused by name.
#pragma once

#include <boost/system/result.hpp>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/params.hpp"
#include "emulator/eventbridge/rule.hpp"

namespace spillway::eventbridge {

inline constexpr char kValidation[] = "ValidationException";

/// One entry of "Targets".
boost::system::result<Target, core::ApiError> read_target(const Json& item,
                                                          const core::Account& account,
                                                          const core::CredentialIssuer& roles);

/// Fails unless EventBridge can assume the role.
void check_role(core::Params& p, const std::string& role_arn, const core::CredentialIssuer& roles);

/// As DescribeRule and ListTargetsByRule show it.
Json target_json(const Target& target);

/// True if it is made of [.-_A-Za-z0-9] and has 1 to 64 characters: a rule's or target's name.
bool is_name(std::string_view name);

}  // namespace spillway::eventbridge
