#include "emulator/autoscaling/policy_parameters.hpp"

#include <algorithm>
#include <cmath>

#include "emulator/autoscaling/operations.hpp"

namespace spillway::autoscaling {
namespace {

constexpr char kOperation[] = "application-autoscaling:PutScalingPolicy";
constexpr std::int64_t kLongestCooldown = 1'000'000'000;
constexpr std::size_t kMostSteps = 20;

void read_cooldown(core::Params& p, const char* name, Duration& to) {
  if (const auto value = p.optional_integer(name, 0, kLongestCooldown)) {
    to = std::chrono::seconds(*value);
  }
}

StepAdjustment read_step(core::Params& outer, const Json& item) {
  core::Params p(item, kOperation, kInvalid, "StepAdjustments.");
  StepAdjustment step;
  step.lower = p.optional_number("MetricIntervalLowerBound");
  step.upper = p.optional_number("MetricIntervalUpperBound");
  step.adjustment = p.integer("ScalingAdjustment", -1'000'000, 1'000'000);
  if (step.lower && step.upper && *step.lower >= *step.upper) {
    p.fail("Step adjustment lower bound must be less than its upper bound");
  }
  if (auto error = p.finish()) outer.fail(*error);
  return step;
}

// From the lowest to the highest they must meet, and reach as far as the alarm's metric can: the
// rules of application-autoscaling:StepAdjustment.
void check_intervals(core::Params& p, std::vector<StepAdjustment> steps) {
  std::sort(steps.begin(), steps.end(), [](const StepAdjustment& a, const StepAdjustment& b) {
    return a.lower.value_or(-INFINITY) < b.lower.value_or(-INFINITY);
  });
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const double end = steps[i - 1].upper.value_or(INFINITY);
    const double begin = steps[i].lower.value_or(-INFINITY);
    if (end > begin) p.fail("Step adjustment intervals overlap");
    if (end < begin) p.fail("Step adjustment intervals have a gap between them");
  }
  if (steps.empty()) return;
  const auto& lowest = steps.front();
  const auto& highest = steps.back();
  if (steps.size() == 1 && !lowest.lower && !lowest.upper) {
    p.fail("Both lower and upper bounds of a step adjustment cannot be left unspecified");
  }
  if (lowest.lower.value_or(0) < 0) {
    p.fail(
        "There must be a StepAdjustment with an unspecified lower bound (i.e., lower bound is "
        "null) when one StepAdjustment has a negative lower bound");
  }
  if (highest.upper.value_or(0) > 0) {
    p.fail(
        "There must be a StepAdjustment with an unspecified upper bound (i.e., upper bound is "
        "null) when one StepAdjustment has a positive upper bound");
  }
}

StepScaling read_steps(core::Params& outer, const Json& configuration) {
  core::Params p(configuration, kOperation, kInvalid, "StepScalingPolicyConfiguration.");
  StepScaling rule;
  const auto type = p.optional_choice(
      "AdjustmentType", {"ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"});
  if (!type) p.fail("An adjustment type is required for step scaling policies");
  if (type == "PercentChangeInCapacity") rule.type = AdjustmentType::percent;
  if (type == "ExactCapacity") rule.type = AdjustmentType::exact;
  rule.least_change = p.optional_integer("MinAdjustmentMagnitude", 0, 1'000'000).value_or(0);
  if (rule.least_change > 0 && rule.type != AdjustmentType::percent) {
    p.fail("MinAdjustmentMagnitude is only valid for the adjustment type PercentChangeInCapacity");
  }
  read_cooldown(p, "Cooldown", rule.cooldown);
  // Of several data points of an alarm's period; here each period has one.
  p.optional_choice("MetricAggregationType", {"Minimum", "Maximum", "Average"});
  const Json* steps = p.array("StepAdjustments");
  if (steps == nullptr || steps->empty() || steps->size() > kMostSteps) {
    p.fail("At least one step adjustment must be specified for step scaling policies, 20 at most");
  } else {
    for (const Json& item : *steps) rule.steps.push_back(read_step(p, item));
  }
  check_intervals(p, rule.steps);
  if (auto error = p.finish()) outer.fail(*error);
  return rule;
}

// "app/<name>/<id>/targetgroup/<name>/<id>"
void read_predefined(core::Params& outer, const Json& specification, Json& metric) {
  core::Params p(specification, kOperation, kInvalid, "PredefinedMetricSpecification.");
  const std::string type = p.string("PredefinedMetricType");
  const std::string label = p.optional_string("ResourceLabel").value_or("");
  if (type == "ALBRequestCountPerTarget") {
    const auto group = label.find("/targetgroup/");
    if (!label.starts_with("app/") || group == std::string::npos) {
      p.fail("Resource label must be of the form app/<name>/<id>/targetgroup/<name>/<id>");
    } else {
      metric = {{"Namespace", "AWS/ApplicationELB"},
                {"MetricName", "RequestCountPerTarget"},
                {"Dimensions",
                 Json::array({{{"Name", "TargetGroup"}, {"Value", label.substr(group + 1)}}})},
                {"Statistic", "Sum"}};
    }
  } else if (!p.failed()) {
    p.fail(core::not_modelled("the predefined metric " + type +
                              ", as no CPU or memory of a container is measured,"));
  }
  if (auto error = p.finish()) outer.fail(*error);
}

void read_customized(core::Params& outer, const Json& specification, Json& metric) {
  core::Params p(specification, kOperation, kInvalid, "CustomizedMetricSpecification.");
  metric = {{"Namespace", p.string("Namespace")}, {"MetricName", p.string("MetricName")}};
  const Json* dimensions = p.array("Dimensions");
  metric["Dimensions"] = dimensions == nullptr ? Json::array() : *dimensions;
  const auto statistic =
      p.optional_choice("Statistic", {"Average", "Minimum", "Maximum", "SampleCount", "Sum"});
  if (!statistic) p.fail("Statistic is required.");
  metric["Statistic"] = statistic.value_or("");
  if (const auto unit = p.optional_string("Unit")) metric["Unit"] = *unit;
  if (auto error = p.finish()) outer.fail(*error);  // Metrics: expressions are not modelled
}

TargetTracking read_tracking(core::Params& outer, const Json& configuration, Json& metric) {
  core::Params p(configuration, kOperation, kInvalid, "TargetTrackingScalingPolicyConfiguration.");
  TargetTracking rule;
  rule.target = p.optional_number("TargetValue").value_or(0);
  if (!std::isfinite(rule.target) || rule.target <= 0) p.fail("TargetValue must be more than 0.");
  read_cooldown(p, "ScaleOutCooldown", rule.out_cooldown);
  read_cooldown(p, "ScaleInCooldown", rule.in_cooldown);
  rule.scales_in = !p.optional_boolean("DisableScaleIn").value_or(false);
  const Json* predefined = p.object("PredefinedMetricSpecification");
  const Json* customized = p.object("CustomizedMetricSpecification");
  if ((predefined == nullptr) == (customized == nullptr)) {
    p.fail("Exactly one of a predefined and a customized metric must be specified");
  } else if (predefined != nullptr) {
    read_predefined(p, *predefined, metric);
  } else {
    read_customized(p, *customized, metric);
  }
  if (auto error = p.finish()) outer.fail(*error);
  return rule;
}

}  // namespace

boost::system::result<PolicyRequest, core::ApiError> read_policy(const Json& params) {
  core::Params p(params, kOperation, kInvalid);
  PolicyRequest request;
  ScalingPolicy& policy = request.policy;
  policy.name = p.string("PolicyName");
  if (!p.failed() && (policy.name.empty() || policy.name.size() > 256)) {
    p.fail("PolicyName must have between 1 and 256 characters");
  }
  read_kind(p, true);
  policy.resource_id = p.string("ResourceId");
  const std::string type = p.optional_string("PolicyType").value_or("StepScaling");
  const Json* steps = p.object("StepScalingPolicyConfiguration");
  const Json* tracking = p.object("TargetTrackingScalingPolicyConfiguration");
  if (type == "PredictiveScaling") {
    p.fail(core::not_modelled("the policy type PredictiveScaling"));
  } else if (type != "StepScaling" && type != "TargetTrackingScaling") {
    p.fail("Unknown policy type " + type);
  } else if ((type == "StepScaling") != (steps != nullptr && tracking == nullptr) ||
             (type == "TargetTrackingScaling") != (tracking != nullptr && steps == nullptr)) {
    p.fail("The configuration must be that of the policy type " + type);
  } else if (steps != nullptr) {
    policy.rule = read_steps(p, *steps);
    policy.configuration = *steps;
  } else {
    policy.rule = read_tracking(p, *tracking, request.metric);
    policy.configuration = *tracking;
  }
  if (auto error = p.finish()) return *error;
  return request;
}

}  // namespace spillway::autoscaling
