// Names and ARNs as callers give them, and pages of answers. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/core/params.hpp"

namespace spillway::ecs {

inline constexpr char kInvalid[] = "InvalidParameterException";

/// Of a cluster or a service: up to 255 letters, digits, hyphens and underscores.
bool is_valid_name(const std::string& name);
/// What stands after the last slash: the name or id in an ARN; a plain name itself.
std::string last_segment(const std::string& reference);
/// The cluster's name that a service's or task's ARN tells ("…:task/<cluster>/<id>"); else empty.
std::string cluster_in(const std::string& reference);
/// The text of a member, or empty: never throws, whatever stands there.
std::string text_of(const Json& object, const std::string& member);
/// The texts of a member that is a text or a list of texts; never throws.
std::vector<std::string> texts_of(const Json& object, const std::string& member);
/// The name of the cluster that a call is about: its `cluster`, or "default".
std::string cluster_of(const Json& params);
/// The ARN of the service that a call names, whether it exists or not; for IAM and for failures.
std::string service_arn(const core::Account& account, const Json& params,
                        const std::string& reference);

/// Reads maxResults and nextToken, and answers one page of `all` as {`member`: […], "nextToken"}.
/// An error of the parameters is kept in `p`.
Json page(core::Params& p, const std::string& member, const std::vector<std::string>& all,
          std::int64_t default_size);

core::ApiError invalid_parameter(std::string message);
/// {"arn": ..., "reason": "MISSING"} (aws-facts E1)
Json missing(const std::string& arn);
/// A parameter that may be sent empty, as some tools do, but whose contents are not modelled.
void refuse_contents(core::Params& p, std::string_view name, const std::string& operation);

}  // namespace spillway::ecs
