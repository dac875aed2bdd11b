// Actions and rule conditions as elbv2's API writes them: read strictly, and shown again
// (aws-facts A1, A7). Pure functions but for the look-up of target groups.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

#include "emulator/alb/estate.hpp"
#include "emulator/core/api_error.hpp"

namespace spillway::alb {

/// The code of a bad value (aws-facts A7; its wording is UNSOURCED).
inline constexpr const char* kValidation = "ValidationError";

template <class T>
using Read = boost::system::result<T, core::ApiError>;

core::ApiError group_not_found();

/// `list` is DefaultActions or Actions; `operation` and `path` are for messages.
Read<Action> read_actions(const Json& list, const Estate& estate, const std::string& operation,
                          const std::string& path);
Json actions_json(const Action& action);

Read<std::vector<Condition>> read_conditions(const Json& list, const std::string& operation);
Json conditions_json(const std::vector<Condition>& conditions);

/// Whether a group may take these options, as target stickiness goes with how it is forwarded to
/// (aws-facts A1).
std::optional<core::ApiError> stickiness_error(const TargetGroup& group,
                                               const TargetGroupOptions& options,
                                               const Estate& estate);

/// Whether a load balancer may forward as the action says: a target group belongs to one load
/// balancer only, and a load balancer has at most 100.
std::optional<core::ApiError> association_error(const Action& action, const LoadBalancer& balancer,
                                                const Estate& estate);

}  // namespace spillway::alb
