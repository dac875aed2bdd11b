// Attributes of load balancers, target groups and listeners: which there are, what values they
// take, which of them act here. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/alb/model.hpp"
#include "emulator/core/api_error.hpp"

namespace spillway::alb {

Attributes default_balancer_attributes();
Attributes default_group_attributes(TargetKind kind);
Attributes default_listener_attributes();

/// Sets what `list` ([{"Key", "Value"}]) says; nothing of it if there is an error. A value that
/// would act but is not modelled is refused by name.
std::optional<core::ApiError> change_balancer_attributes(const Json& list, Attributes& attributes);
std::optional<core::ApiError> change_group_attributes(const Json& list, TargetKind kind,
                                                      Attributes& attributes);
std::optional<core::ApiError> change_listener_attributes(const Json& list, Attributes& attributes);

/// Precondition: there is such an attribute.
const std::string& value_of(const Attributes& attributes, std::string_view key);

/// What they mean to the data plane.
LoadBalancerOptions balancer_options(const Attributes& attributes);
TargetGroupOptions group_options(const Attributes& attributes);
/// Of a listener's: does the load balancer name itself in the Server header?
bool server_header_of(const Attributes& attributes);

/// [{"Key", "Value"}], in alphabetical order.
Json attributes_json(const Attributes& attributes);

}  // namespace spillway::alb
