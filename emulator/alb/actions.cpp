#include "emulator/alb/actions.hpp"

#include <algorithm>

#include "emulator/core/params.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

constexpr std::size_t kMaxGroupsPerAction = 5;      // aws-facts A1
constexpr std::size_t kMaxGroupsPerBalancer = 100;  // aws-facts A1

ApiError invalid_action(std::string message) {
  return {"InvalidLoadBalancerAction", std::move(message)};
}

// What one action is read with.
struct Source {
  const Json& json;
  const Estate& estate;
  const std::string& operation;
  std::string path;  // "DefaultActions[0]."

  Params params(const Json& object, const std::string& below = {}) const {
    return Params(object, operation, kValidation, path + below);
  }
};

// How long clients stay with their target group; 0: not at all.
Duration read_stickiness(const Source& source, Params& config) {
  const Json* json = config.object("TargetGroupStickinessConfig");
  if (json == nullptr) return Duration(0);
  Params p = source.params(*json, "ForwardConfig.TargetGroupStickinessConfig.");
  const bool enabled = p.optional_boolean("Enabled").value_or(false);
  const auto seconds = p.optional_integer("DurationSeconds", enabled ? 1 : 0, 604800);
  if (enabled && !seconds) p.fail("Target group stickiness duration must be specified");
  if (auto error = p.finish()) config.fail(*error);
  return std::chrono::seconds(enabled ? seconds.value_or(0) : 0);
}

// Target stickiness among several groups needs theirs, and cannot be the application's.
std::optional<ApiError> sticky_targets_error(const Forward& forward) {
  if (forward.shares.size() < 2) return std::nullopt;
  for (const auto& share : forward.shares) {
    const Stickiness stickiness = share.group->options.stickiness;
    if (stickiness == Stickiness::app_cookie) {
      return invalid_action(
          "A target group with application-based stickiness cannot be forwarded to together with "
          "others: " +
          share.group->arn);
    }
    if (stickiness != Stickiness::off && forward.sticky_for == Duration(0)) {
      return invalid_action(
          "You must enable group stickiness on a rule if you enabled target stickiness on one of "
          "its target groups");
    }
  }
  return std::nullopt;
}

Read<Forward::Share> read_share(const Source& source, const Json& json, bool alone) {
  Params p = source.params(json, "ForwardConfig.TargetGroups.");
  const std::string arn = p.string("TargetGroupArn");
  const auto weight = p.optional_integer("Weight", 0, 999);
  if (!weight && !alone) p.fail("A weight must be given for each of several target groups");
  if (auto error = p.finish()) return *error;
  TargetGroup* group = source.estate.find_group(arn);
  if (group == nullptr) return group_not_found();
  return Forward::Share{group, static_cast<std::uint32_t>(weight.value_or(1))};
}

Read<Forward> read_forward_config(const Source& source, const Json& json) {
  Params p = source.params(json, "ForwardConfig.");
  const Json* groups = p.array("TargetGroups");
  const Duration sticky_for = read_stickiness(source, p);
  if (auto error = p.finish()) return *error;
  if (groups == nullptr || groups->empty() || groups->size() > kMaxGroupsPerAction) {
    return ApiError{kValidation, source.path + "ForwardConfig must name 1 to 5 target groups"};
  }
  Forward forward;
  forward.sticky_for = sticky_for;
  for (const auto& item : *groups) {
    auto share = read_share(source, item, groups->size() == 1);
    if (!share) return share.error();
    const bool twice = std::any_of(forward.shares.begin(), forward.shares.end(),
                                   [&](const auto& known) { return known.group == share->group; });
    if (twice) return ApiError{kValidation, "A target group may be named once in an action"};
    forward.total += share->weight;
    forward.shares.push_back(*share);
  }
  if (auto error = sticky_targets_error(forward)) return *error;
  return forward;
}

// TargetGroupArn, ForwardConfig, or both if they say the same (aws-facts A1).
Read<Forward> read_forward(const Source& source, Params& p) {
  const auto arn = p.optional_string("TargetGroupArn");
  const Json* config = p.object("ForwardConfig");
  if (auto error = p.finish()) return *error;
  if (!arn && config == nullptr) {
    return ApiError{kValidation, "A forward action must name a target group"};
  }
  if (config == nullptr) {
    TargetGroup* group = source.estate.find_group(*arn);
    if (group == nullptr) return group_not_found();
    Forward forward;
    forward.shares = {{group, 1}};
    forward.total = 1;
    return forward;
  }
  auto forward = read_forward_config(source, *config);
  if (!forward) return forward;
  if (arn && (forward->shares.size() != 1 || forward->shares.front().group->arn != *arn)) {
    return invalid_action(
        "If both TargetGroupArn and ForwardConfig are given, ForwardConfig must name that one "
        "target group only");
  }
  return forward;
}

Read<FixedResponse> read_fixed_response(const Source& source, Params& action) {
  static const std::vector<std::string> kTypes = {"text/plain", "text/css", "text/html",
                                                  "application/javascript", "application/json"};
  const Json* json = action.object("FixedResponseConfig");
  if (auto error = action.finish()) return *error;
  if (json == nullptr) return ApiError{kValidation, "FixedResponseConfig must be given"};
  Params p = source.params(*json, "FixedResponseConfig.");
  FixedResponse fixed;
  fixed.status = static_cast<int>(p.integer("StatusCode", 200, 599));
  fixed.content_type = p.optional_choice("ContentType", kTypes).value_or(fixed.content_type);
  fixed.body = p.optional_string("MessageBody").value_or("");
  if (fixed.status / 100 == 3) p.fail("StatusCode must be 2xx, 4xx or 5xx");
  if (fixed.body.size() > 1024) p.fail("MessageBody must not be longer than 1024 bytes");
  if (auto error = p.finish()) return *error;
  return fixed;
}

// "#{host}" and its like stand for a part of the request's URI; nothing else may look like one.
void check_variables(Params& p, std::string_view part) {
  static constexpr std::string_view kVariables[] = {"#{protocol}", "#{host}", "#{port}", "#{path}",
                                                    "#{query}"};
  for (auto at = part.find("#{"); at != std::string_view::npos; at = part.find("#{", at + 2)) {
    const std::string_view rest = part.substr(at);
    const bool known = std::any_of(std::begin(kVariables), std::end(kVariables),
                                   [&](auto variable) { return rest.starts_with(variable); });
    if (known) continue;
    p.fail(core::with_hint(
        ApiError{kValidation, "The variable '" + std::string(rest.substr(0, rest.find('}') + 1)) +
                                  "' of a redirect is not valid"},
        "there are #{protocol}, #{host}, #{port}, #{path} and #{query}"));
  }
}

// What elbv2:RedirectActionConfig says of the parts.
void check_redirect(Params& p, const Redirect& redirect) {
  constexpr std::size_t kLongest = 128;
  if (!redirect.path.starts_with('/')) p.fail("The path of a redirect must begin with '/'");
  if (redirect.query.starts_with('?')) p.fail("The query of a redirect must not begin with '?'");
  for (const auto& part : {redirect.host, redirect.path, redirect.query}) {
    check_variables(p, part);
    if (part.size() > kLongest) {
      p.fail("The part '" + part + "' of a redirect must not be longer than '128' characters");
    }
  }
  if (redirect.host.empty()) p.fail("The host of a redirect must not be empty");
  const bool is_number = !redirect.port.empty() && redirect.port.size() <= 5 &&
                         std::all_of(redirect.port.begin(), redirect.port.end(),
                                     [](char c) { return c >= '0' && c <= '9'; }) &&
                         std::stoi(redirect.port) >= 1 && std::stoi(redirect.port) <= 65535;
  if (!is_number && redirect.port != "#{port}") {
    p.fail("The port '" + redirect.port + "' of a redirect must be 1 to 65535 or #{port}");
  }
}

Read<Redirect> read_redirect(const Source& source, Params& action) {
  const Json* json = action.object("RedirectConfig");
  if (auto error = action.finish()) return *error;
  if (json == nullptr) return ApiError{kValidation, "RedirectConfig must be given"};
  Params p = source.params(*json, "RedirectConfig.");
  Redirect redirect;
  const Redirect same;
  redirect.protocol =
      p.optional_choice("Protocol", {"HTTP", "HTTPS", "#{protocol}"}).value_or(redirect.protocol);
  redirect.host = p.optional_string("Host").value_or(redirect.host);
  redirect.port = p.optional_string("Port").value_or(redirect.port);
  redirect.path = p.optional_string("Path").value_or(redirect.path);
  redirect.query = p.optional_string("Query").value_or(redirect.query);
  const auto status = p.optional_choice("StatusCode", {"HTTP_301", "HTTP_302"});
  if (!status) p.fail("RedirectConfig must have a StatusCode");
  redirect.status = status == "HTTP_302" ? 302 : 301;
  check_redirect(p, redirect);
  if (auto error = p.finish()) return *error;
  if (redirect.protocol == same.protocol && redirect.host == same.host &&
      redirect.port == same.port && redirect.path == same.path) {
    return invalid_action("A redirect must change protocol, host, port or path: it would loop");
  }
  return redirect;
}

template <class T>
Read<Action> wrap(Read<T> what, std::optional<std::int64_t> order) {
  if (!what) return what.error();
  return Action{std::move(*what), order};
}

}  // namespace

ApiError group_not_found() {
  return {"TargetGroupNotFound", "One or more target groups not found"};
}

Read<Action> read_actions(const Json& list, const Estate& estate, const std::string& operation,
                          const std::string& path) {
  if (list.empty()) return ApiError{kValidation, path + " must hold an action"};
  const Source source{list.front(), estate, operation, path + "[0]."};
  Params p = source.params(source.json);
  const std::string type = p.string("Type");
  const auto order = p.optional_integer("Order", 1, 50000);
  if (p.failed()) return *p.finish();
  const bool known = type == "forward" || type == "fixed-response" || type == "redirect";
  if (!known) return core::not_modelled("an action of type " + type);
  // All types that may stand before another one are for authentication.
  if (list.size() > 1) return invalid_action("An action list ends with its first such action");
  if (type == "forward") return wrap(read_forward(source, p), order);
  if (type == "redirect") return wrap(read_redirect(source, p), order);
  return wrap(read_fixed_response(source, p), order);
}

std::optional<ApiError> stickiness_error(const TargetGroup& group,
                                         const TargetGroupOptions& options, const Estate& estate) {
  if (options.stickiness == Stickiness::off) return std::nullopt;
  for (const Forward* forward : estate.forwards_to(group)) {
    if (forward->shares.size() < 2) continue;
    if (options.stickiness == Stickiness::app_cookie) {
      return ApiError{"InvalidConfigurationRequest",
                      "This target group appears behind a rule with several target groups. "
                      "Application-based stickiness cannot be enabled for it"};
    }
    if (forward->sticky_for == Duration(0)) {
      return ApiError{"InvalidConfigurationRequest",
                      "This target group appears behind a rule with group stickiness disabled (" +
                          group.arn +
                          "). You must enable group stickiness before enabling target stickiness"};
    }
  }
  return std::nullopt;
}

std::optional<ApiError> association_error(const Action& action, const LoadBalancer& balancer,
                                          const Estate& estate) {
  const auto* forward = std::get_if<Forward>(&action.what);
  if (forward == nullptr) return std::nullopt;
  auto groups = estate.groups_of(balancer);
  for (const auto& share : forward->shares) {
    const LoadBalancer* user = estate.configured_user(*share.group);
    if (user != nullptr && user != &balancer) {
      return ApiError{"TargetGroupAssociationLimit",
                      "The following target groups cannot be associated with more than one load "
                      "balancer: " +
                          share.group->arn};
    }
    if (user == nullptr) groups.push_back(share.group);
  }
  if (groups.size() <= kMaxGroupsPerBalancer) return std::nullopt;
  return ApiError{"TooManyUniqueTargetGroupsPerLoadBalancer",
                  "A load balancer may have at most 100 target groups"};
}

}  // namespace spillway::alb
