// RegisterScalableTarget, DescribeScalableTargets, DeregisterScalableTarget,
// DescribeScalingActivities.
#include <algorithm>
#include <charconv>

#include "emulator/autoscaling/operations.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::autoscaling {
namespace {

constexpr std::int64_t kPageSize = 50;
constexpr std::int64_t kMostCapacity = 1'000'000;

// "service/<cluster>/<service>"; false if it is another kind of thing.
bool parse_resource(const std::string& id, ScalableTarget& target) {
  constexpr std::string_view kPrefix = "service/";
  const auto slash = id.rfind('/');
  if (!id.starts_with(kPrefix) || slash < kPrefix.size() || slash + 1 == id.size()) return false;
  target.resource_id = id;
  target.cluster = id.substr(kPrefix.size(), slash - kPrefix.size());
  target.service = id.substr(slash + 1);
  return !target.cluster.empty() && target.cluster.find('/') == std::string::npos;
}

struct Registration {
  std::string resource_id;
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
  std::optional<std::string> role_arn;
  std::optional<bool> in_suspended;
  std::optional<bool> out_suspended;
  std::optional<bool> scheduled_suspended;
};

std::optional<core::ApiError> read_registration(const Json& params, Registration& request) {
  core::Params p(params, "application-autoscaling:RegisterScalableTarget", kInvalid);
  read_kind(p, true);
  request.resource_id = p.string("ResourceId");
  request.min = p.optional_integer("MinCapacity", 0, kMostCapacity);
  request.max = p.optional_integer("MaxCapacity", 0, kMostCapacity);
  request.role_arn = p.optional_string("RoleARN");
  if (const Json* state = p.object("SuspendedState")) {
    core::Params inner(*state, "application-autoscaling:RegisterScalableTarget", kInvalid,
                       "SuspendedState.");
    request.in_suspended = inner.optional_boolean("DynamicScalingInSuspended");
    request.out_suspended = inner.optional_boolean("DynamicScalingOutSuspended");
    request.scheduled_suspended = inner.optional_boolean("ScheduledScalingSuspended");
    if (auto error = inner.finish()) p.fail(*error);
  }
  p.inert("Tags");
  return p.finish();
}

// Registered before: what is not given stays.
core::ApiResult register_target(AutoScaling& scaling, const Json& params) {
  Registration request;
  if (auto error = read_registration(params, request)) return *error;
  ScalableTarget target;
  if (!parse_resource(request.resource_id, target)) {
    return invalid("Unsupported service namespace, resource type or scalable dimension");
  }
  const auto known = scaling.targets().find(target.resource_id);
  const bool is_new = known == scaling.targets().end();
  if (!is_new) target = known->second;
  if (is_new && (!request.min || !request.max)) {
    return invalid("Minimum and maximum capacity must be specified for a new scalable target.");
  }
  target.min = request.min.value_or(target.min);
  target.max = request.max.value_or(target.max);
  if (target.min > target.max) {
    return invalid("Maximum capacity cannot be less than minimum capacity");
  }
  target.in_suspended = request.in_suspended.value_or(target.in_suspended);
  target.out_suspended = request.out_suspended.value_or(target.out_suspended);
  target.scheduled_suspended = request.scheduled_suspended.value_or(target.scheduled_suspended);
  const core::Account& account = scaling.context().account;
  target.role_arn = request.role_arn.value_or(target.role_arn);
  if (!scaling.has_service(target)) {
    return invalid("ECS service doesn't exist: " + target.resource_id);
  }
  if (is_new) {
    target.arn = account.arn(kService, "scalable-target/" + scaling.ids().hex(32));
    target.created_at = scaling.context().runtime.wall_now();
    if (target.role_arn.empty()) {
      target.role_arn = "arn:" + account.partition + ":iam::" + account.id +
                        ":role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
                        "AWSServiceRoleForApplicationAutoScaling_ECSService";
    }
  }
  ScalableTarget& kept = scaling.targets()[target.resource_id] = target;
  scaling.enforce_bounds(kept);
  return Json{{"ScalableTargetARN", kept.arn}};
}

Json describe(const ScalableTarget& target) {
  return {{"ServiceNamespace", kNamespace},
          {"ResourceId", target.resource_id},
          {"ScalableDimension", kDimension},
          {"MinCapacity", target.min},
          {"MaxCapacity", target.max},
          {"RoleARN", target.role_arn},
          {"CreationTime", epoch_seconds(target.created_at)},
          {"SuspendedState",
           {{"DynamicScalingInSuspended", target.in_suspended},
            {"DynamicScalingOutSuspended", target.out_suspended},
            {"ScheduledScalingSuspended", target.scheduled_suspended}}},
          {"ScalableTargetARN", target.arn}};
}

core::ApiResult describe_targets(AutoScaling& scaling, const Json& params) {
  core::Params p(params, "application-autoscaling:DescribeScalableTargets", kInvalid);
  read_kind(p, false);
  const auto wanted = p.strings("ResourceIds");
  Json all = Json::array();
  for (const auto& [id, target] : scaling.targets()) {
    const bool named = std::find(wanted.begin(), wanted.end(), id) != wanted.end();
    if (wanted.empty() || named) all.push_back(describe(target));
  }
  Json answer = page(p, "ScalableTargets", all);
  if (auto error = p.finish()) return *error;
  return answer;
}

core::ApiResult deregister(AutoScaling& scaling, const Json& params) {
  core::Params p(params, "application-autoscaling:DeregisterScalableTarget", kInvalid);
  read_kind(p, true);
  const std::string id = p.string("ResourceId");
  if (auto error = p.finish()) return *error;
  if (!scaling.targets().contains(id)) return not_registered(id);
  std::vector<std::string> its_policies;
  for (const auto& [arn, policy] : scaling.policies()) {
    if (policy.resource_id == id) its_policies.push_back(arn);
  }
  for (const auto& arn : its_policies) scaling.remove(arn);
  scaling.targets().erase(id);
  return Json::object();
}

Json describe(const Activity& activity) {
  Json shape = {{"ActivityId", activity.id},
                {"ServiceNamespace", kNamespace},
                {"ResourceId", activity.resource_id},
                {"ScalableDimension", kDimension},
                {"Description", "Setting desired count to " + std::to_string(activity.to) + "."},
                {"Cause", activity.cause},
                {"StartTime", epoch_seconds(activity.started_at)}};
  if (activity.ended_at) shape["EndTime"] = epoch_seconds(*activity.ended_at);
  shape["StatusCode"] = activity.status;
  shape["StatusMessage"] = activity.message;
  return shape;
}

core::ApiResult describe_activities(AutoScaling& scaling, const Json& params) {
  core::Params p(params, "application-autoscaling:DescribeScalingActivities", kInvalid);
  read_kind(p, false);
  const auto id = p.optional_string("ResourceId");
  if (p.optional_boolean("IncludeNotScaledActivities").value_or(false)) {
    p.fail(core::not_modelled("IncludeNotScaledActivities"));
  }
  Json all = Json::array();
  for (const Activity& activity : scaling.activities()) {
    if (!id || activity.resource_id == *id) all.push_back(describe(activity));
  }
  Json answer = page(p, "ScalingActivities", all);
  if (auto error = p.finish()) return *error;
  return answer;
}

}  // namespace

void read_kind(core::Params& p, bool dimension_required) {
  const std::string name_space = p.string("ServiceNamespace");
  if (!name_space.empty() && name_space != kNamespace) {
    p.fail(core::not_modelled("scaling of the service namespace " + name_space));
  }
  const auto dimension = p.optional_string("ScalableDimension");
  if (dimension ? *dimension != kDimension : dimension_required) {
    p.fail("Unsupported service namespace, resource type or scalable dimension");
  }
}

// The token is the number of the page's first item.
Json page(core::Params& p, const std::string& member, const Json& all) {
  const auto size =
      static_cast<std::size_t>(p.optional_integer("MaxResults", 1, kPageSize).value_or(kPageSize));
  const std::string token = p.optional_string("NextToken").value_or("0");
  std::size_t begin = 0;
  const char* const end_of_token = token.data() + token.size();
  const auto parsed = std::from_chars(token.data(), end_of_token, begin);
  if (parsed.ec != std::errc() || parsed.ptr != end_of_token || begin > all.size()) {
    p.fail(core::ApiError{"InvalidNextTokenException", "The next token supplied is invalid"});
    begin = 0;
  }
  const std::size_t end = std::min(all.size(), begin + size);
  Json answer{{member, Json::array()}};
  for (std::size_t i = begin; i < end; ++i) answer[member].push_back(all[i]);
  if (end < all.size()) answer["NextToken"] = std::to_string(end);
  return answer;
}

core::ApiError invalid(std::string message) { return {kInvalid, std::move(message)}; }

core::ApiError not_registered(const std::string& resource_id) {
  return {"ObjectNotFoundException",
          "No scalable target found for service namespace: ecs, resource ID: " + resource_id +
              ", scalable dimension: " + std::string(kDimension)};
}

void add_target_operations(AutoScaling& scaling) {
  using Handler = core::ApiResult (*)(AutoScaling&, const Json&);
  const auto add = [&](const char* action, Handler handler) {
    scaling.context().operations.add(
        kService, action, [&scaling, handler](const Json& params, const core::CallContext&) {
          return handler(scaling, params);
        });
  };
  add("RegisterScalableTarget", register_target);
  add("DescribeScalableTargets", describe_targets);
  add("DeregisterScalableTarget", deregister);
  add("DescribeScalingActivities", describe_activities);
}

}  // namespace spillway::autoscaling
