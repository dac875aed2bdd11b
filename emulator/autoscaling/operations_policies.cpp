// PutScalingPolicy, DescribeScalingPolicies, DeleteScalingPolicy.
#include <algorithm>

#include "emulator/autoscaling/operations.hpp"
#include "emulator/autoscaling/policy_parameters.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::autoscaling {
namespace {

using AlarmResult = boost::system::result<OwnAlarm, core::ApiError>;

constexpr std::int64_t kPeriod = 60;

// One of the two alarms of target tracking.
AlarmResult make_alarm(AutoScaling& scaling, const PolicyRequest& request, bool high) {
  const ScalingPolicy& policy = request.policy;
  const Settings& settings = scaling.settings();
  const double target = std::get<TargetTracking>(policy.rule).target;
  Json params = request.metric;
  const std::string name = "TargetTracking-" + policy.resource_id +
                           (high ? "-AlarmHigh-" : "-AlarmLow-") + scaling.ids().uuid();
  params["AlarmName"] = name;
  params["AlarmDescription"] =
      "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + policy.arn + ".";
  params["AlarmActions"] = Json::array({policy.arn});
  params["Period"] = kPeriod;
  params["EvaluationPeriods"] =
      high ? settings.tracking_high_periods : settings.tracking_low_periods;
  params["Threshold"] = high ? target : target * settings.tracking_low_factor;
  params["ComparisonOperator"] = high ? "GreaterThanThreshold" : "LessThanThreshold";
  const core::Context& context = scaling.context();
  const auto answer =
      context.operations.call("cloudwatch", "PutMetricAlarm", params,
                              {"application-autoscaling", "", "application-autoscaling"});
  if (!answer) return answer.error();
  return OwnAlarm{name, context.account.arn("cloudwatch", "alarm:" + name)};
}

std::optional<core::ApiError> make_alarms(AutoScaling& scaling, PolicyRequest& request) {
  for (const bool high : {true, false}) {
    if (!high && !std::get<TargetTracking>(request.policy.rule).scales_in) continue;
    auto made = make_alarm(scaling, request, high);
    if (!made) return made.error();
    (high ? request.policy.high : request.policy.low) = *made;
  }
  return std::nullopt;
}

ScalingPolicy* find(AutoScaling& scaling, const std::string& resource_id, const std::string& name) {
  for (auto& [arn, policy] : scaling.policies()) {
    if (policy.resource_id == resource_id && policy.name == name) return &policy;
  }
  return nullptr;
}

Json describe_alarms(const ScalingPolicy& policy) {
  Json alarms = Json::array();
  for (const auto& own : {policy.high, policy.low}) {
    if (own) alarms.push_back({{"AlarmName", own->name}, {"AlarmARN", own->arn}});
  }
  return alarms;
}

// A policy of that name is replaced, its alarms with it, and keeps its ARN.
core::ApiResult put(AutoScaling& scaling, const Json& params) {
  auto request = read_policy(params);
  if (!request) return request.error();
  ScalingPolicy& policy = request->policy;
  if (!scaling.targets().contains(policy.resource_id)) return not_registered(policy.resource_id);
  const core::Context& context = scaling.context();
  if (const ScalingPolicy* old = find(scaling, policy.resource_id, policy.name)) {
    if (old->tracks() != policy.tracks()) {
      return invalid("The type of a scaling policy cannot be changed");
    }
    policy.arn = old->arn;
    policy.created_at = old->created_at;
    scaling.remove(policy.arn);
  } else {
    policy.arn = context.account.arn("autoscaling", "scalingPolicy:" + scaling.ids().uuid() +
                                                        ":resource/ecs/" + policy.resource_id +
                                                        ":policyName/" + policy.name);
    policy.created_at = context.runtime.wall_now();
  }
  ScalingPolicy& kept = scaling.policies()[policy.arn] = policy;
  if (policy.tracks()) {
    if (auto error = make_alarms(scaling, *request)) {
      scaling.remove(kept.arn);
      return *error;
    }
    kept.high = policy.high;
    kept.low = policy.low;
  }
  return Json{{"PolicyARN", kept.arn}, {"Alarms", describe_alarms(kept)}};
}

Json describe(const ScalingPolicy& policy) {
  const bool tracks = policy.tracks();
  return {{"PolicyARN", policy.arn},
          {"PolicyName", policy.name},
          {"ServiceNamespace", kNamespace},
          {"ResourceId", policy.resource_id},
          {"ScalableDimension", kDimension},
          {"PolicyType", tracks ? "TargetTrackingScaling" : "StepScaling"},
          {tracks ? "TargetTrackingScalingPolicyConfiguration" : "StepScalingPolicyConfiguration",
           policy.configuration},
          {"Alarms", describe_alarms(policy)},
          {"CreationTime", epoch_seconds(policy.created_at)}};
}

core::ApiResult describe_policies(AutoScaling& scaling, const Json& params) {
  core::Params p(params, "application-autoscaling:DescribeScalingPolicies", kInvalid);
  read_kind(p, false);
  const auto resource = p.optional_string("ResourceId");
  const auto names = p.strings("PolicyNames");
  Json all = Json::array();
  for (const auto& [arn, policy] : scaling.policies()) {
    if (resource && policy.resource_id != *resource) continue;
    const bool named = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name == policy.name || name == policy.arn;
    });
    if (names.empty() || named) all.push_back(describe(policy));
  }
  Json answer = page(p, "ScalingPolicies", all);
  if (auto error = p.finish()) return *error;
  return answer;
}

core::ApiResult remove(AutoScaling& scaling, const Json& params) {
  core::Params p(params, "application-autoscaling:DeleteScalingPolicy", kInvalid);
  read_kind(p, true);
  const std::string resource = p.string("ResourceId");
  const std::string name = p.string("PolicyName");
  if (auto error = p.finish()) return *error;
  const ScalingPolicy* policy = find(scaling, resource, name);
  if (policy == nullptr) {
    return core::ApiError{
        "ObjectNotFoundException",
        "No scaling policy found for service namespace: ecs, resource ID: " + resource +
            ", scalable dimension: " + std::string(kDimension) + ", policy name: " + name};
  }
  scaling.remove(std::string(policy->arn));
  return Json::object();
}

}  // namespace

void add_policy_operations(AutoScaling& scaling) {
  using Handler = core::ApiResult (*)(AutoScaling&, const Json&);
  const auto add = [&](const char* action, Handler handler) {
    scaling.context().operations.add(
        kService, action, [&scaling, handler](const Json& params, const core::CallContext&) {
          return handler(scaling, params);
        });
  };
  add("PutScalingPolicy", put);
  add("DescribeScalingPolicies", describe_policies);
  add("DeleteScalingPolicy", remove);
}

}  // namespace spillway::autoscaling
