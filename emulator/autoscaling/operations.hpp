// The operations of Application Auto Scaling. Called once, by AutoScaling's constructor.
#pragma once

#include "emulator/autoscaling/auto_scaling.hpp"
#include "emulator/core/params.hpp"

namespace spillway::autoscaling {

inline constexpr char kService[] = "application-autoscaling";
inline constexpr char kInvalid[] = "ValidationException";

/// RegisterScalableTarget, DescribeScalableTargets, DeregisterScalableTarget,
/// DescribeScalingActivities.
void add_target_operations(AutoScaling& scaling);
/// PutScalingPolicy, DescribeScalingPolicies, DeleteScalingPolicy.
void add_policy_operations(AutoScaling& scaling);

/// Reads ServiceNamespace and ScalableDimension, which must be those of ECS services: others are
/// refused by name. `dimension_required`: of the calls that name one target.
void read_kind(core::Params& p, bool dimension_required);
/// MaxResults and NextToken: one page of `all`, as {`member`: […], "NextToken"}.
Json page(core::Params& p, const std::string& member, const Json& all);
core::ApiError invalid(std::string message);
core::ApiError not_registered(const std::string& resource_id);

}  // namespace spillway::autoscaling
