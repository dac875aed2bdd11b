// Application Auto Scaling by template: what is called, and what Ref gives.
#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

TEST_CASE("a scalable target and its policies, which name it by Ref") {
  Recording recording;
  const auto stack = create(recording, R"(
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 0
      MaxCapacity: '5'
      ResourceId: service/c/s
      ScalableDimension: ecs:service:DesiredCount
      ServiceNamespace: ecs
  Steps:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: steps
      PolicyType: StepScaling
      ScalingTargetId: !Ref Target
      StepScalingPolicyConfiguration:
        AdjustmentType: ChangeInCapacity
        Cooldown: 60
        StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]
  Tracking:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    DependsOn: Target
    Properties:
      PolicyName: tracking
      PolicyType: TargetTrackingScaling
      ResourceId: service/c/s
      ScalableDimension: ecs:service:DesiredCount
      ServiceNamespace: ecs
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 100
        PredefinedMetricSpecification:
          PredefinedMetricType: ALBRequestCountPerTarget
          ResourceLabel: app/lb/1/targetgroup/g/2
)");
  REQUIRE(stack);
  CHECK(stack->find("Target")->physical_id == "service/c/s|ecs:service:DesiredCount|ecs");
  CHECK(recording.params_of("application-autoscaling:RegisterScalableTarget") ==
        Json({{"MinCapacity", 0},
              {"MaxCapacity", 5},
              {"ResourceId", "service/c/s"},
              {"ScalableDimension", "ecs:service:DesiredCount"},
              {"ServiceNamespace", "ecs"}}));
  REQUIRE(recording.calls.size() == 3);
  for (const auto& [name, params] : recording.calls) {
    CHECK(params["ResourceId"] == "service/c/s");
    CHECK(params["ScalableDimension"] == "ecs:service:DesiredCount");
    CHECK(params["ServiceNamespace"] == "ecs");
    CHECK_FALSE(params.contains("ScalingTargetId"));
  }
  CHECK(stack->find("Steps")->physical_id ==
        "arn:aws:autoscaling:sa-east-1:123456789012:scalingPolicy:1:steps");
}

TEST_CASE("a scaling target's id of another form is refused") {
  Recording recording;
  const auto stack = create(recording, R"(
Resources:
  Steps:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: p, PolicyType: StepScaling, ScalingTargetId: service/c/s}
)");
  REQUIRE_FALSE(stack);
  CHECK_THAT(stack.error().front().to_string(), Catch::Contains("ScalingTargetId"));
}
