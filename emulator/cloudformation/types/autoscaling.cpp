#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr char kService[] = "application-autoscaling";

Schema target_schema() {
  return {required(integer("MaxCapacity")),
          required(integer("MinCapacity")),
          required(text("ResourceId")),
          text("RoleARN"),
          required(text("ScalableDimension")),
          required(text("ServiceNamespace")),
          object("SuspendedState",
                 {boolean("DynamicScalingInSuspended"), boolean("DynamicScalingOutSuspended"),
                  boolean("ScheduledScalingSuspended")}),
          json("ScheduledActions")};
}

Schema policy_schema() {
  const Schema step = {number("MetricIntervalLowerBound"), number("MetricIntervalUpperBound"),
                       required(integer("ScalingAdjustment"))};
  const Schema steps = {text("AdjustmentType"), integer("Cooldown"), text("MetricAggregationType"),
                        integer("MinAdjustmentMagnitude"), objects("StepAdjustments", step)};
  const Schema dimension = {required(text("Name")), required(text("Value"))};
  const Schema customized = {
      text("Namespace"), text("MetricName"), objects("Dimensions", dimension),
      text("Statistic"), text("Unit"),       json("Metrics")};
  const Schema predefined = {required(text("PredefinedMetricType")), text("ResourceLabel")};
  const Schema tracking = {required(number("TargetValue")),
                           boolean("DisableScaleIn"),
                           integer("ScaleInCooldown"),
                           integer("ScaleOutCooldown"),
                           object("PredefinedMetricSpecification", predefined),
                           object("CustomizedMetricSpecification", customized)};
  return {required(text("PolicyName")),
          required(text("PolicyType")),
          text("ResourceId"),
          text("ScalableDimension"),
          text("ServiceNamespace"),
          text("ScalingTargetId"),
          object("StepScalingPolicyConfiguration", steps),
          object("TargetTrackingScalingPolicyConfiguration", tracking)};
}

void create_target(Creation& creation) {
  const Json& properties = creation.properties;
  const auto text_of = [&](const char* name) { return properties.value(name, std::string()); };
  const std::string id = text_of("ResourceId") + "|" + text_of("ScalableDimension") + "|" +
                         text_of("ServiceNamespace");
  creation.call(kService, "RegisterScalableTarget", properties);
  creation.set_physical_id(id);
  creation.set_attribute("Id", id);
}

/// "service/c/s|ecs:service:DesiredCount|ecs": what Ref gives of a scalable target.
void take_target_id(Creation& creation) {
  const Json id = creation.take("ScalingTargetId");
  if (!id.is_string()) return;
  const auto& text = id.get_ref<const std::string&>();
  const auto first = text.find('|');
  const auto last = text.rfind('|');
  if (first == std::string::npos || first == last) {
    creation.fail("ScalingTargetId must be the id of a scalable target, as Ref gives it");
    return;
  }
  creation.properties["ResourceId"] = text.substr(0, first);
  creation.properties["ScalableDimension"] = text.substr(first + 1, last - first - 1);
  creation.properties["ServiceNamespace"] = text.substr(last + 1);
}

void create_policy(Creation& creation) {
  take_target_id(creation);
  const Json answer = creation.call(kService, "PutScalingPolicy", creation.properties);
  const std::string arn = creation.text(answer, "/PolicyARN");
  creation.set_physical_id(arn);
  creation.set_attribute("Arn", arn);
}

}  // namespace

std::vector<ResourceType> autoscaling_types() {
  return {
      {"AWS::ApplicationAutoScaling::ScalableTarget", {"Id"}, target_schema(), create_target},
      {"AWS::ApplicationAutoScaling::ScalingPolicy", {"Arn"}, policy_schema(), create_policy},
  };
}

}  // namespace spillway::cloudformation
