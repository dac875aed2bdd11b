// The operations on targets and policies, and their errors.
#include "tests/emulator/autoscaling/world.hpp"

using namespace spillway;
using namespace spillway::autoscaling;
using namespace spillway::autoscaling::test;
using namespace std::chrono_literals;

TEST_CASE("scalable targets and policies are described, and go together") {
  World w;
  w.bounds(1, 5);
  w.steps("out", 1);
  const Json made = w.track("t", 100);
  const Json kind{{"ServiceNamespace", "ecs"}};
  const Json target = w.ok("DescribeScalableTargets", kind)["ScalableTargets"][0];
  CHECK(target["MinCapacity"] == 1);
  CHECK(target["ResourceId"] == kResource);
  CHECK(target["RoleARN"].get<std::string>().ends_with(
      "AWSServiceRoleForApplicationAutoScaling_ECSService"));
  CHECK(w.ok("DescribeScalingPolicies", kind)["ScalingPolicies"].size() == 2);
  Json paged = kind;
  paged["MaxResults"] = 1;
  paged["NextToken"] = w.ok("DescribeScalingPolicies", paged)["NextToken"];
  CHECK_FALSE(w.ok("DescribeScalingPolicies", paged).contains("NextToken"));
  w.ok("DeleteScalingPolicy", named({{"PolicyName", "out"}}));
  CHECK(w.error("DeleteScalingPolicy", named({{"PolicyName", "out"}}))
            .starts_with("ObjectNotFoundException"));
  w.ok("DeregisterScalableTarget", named(Json::object()));
  CHECK(w.ok("DescribeScalingPolicies", kind)["ScalingPolicies"].empty());
  CHECK_FALSE(w.alarms.contains(made["Alarms"][0]["AlarmName"]));
  CHECK(w.error("DeregisterScalableTarget", named(Json::object()))
            .starts_with("ObjectNotFoundException"));
}

TEST_CASE("a policy of the same name is replaced, with its alarms, and keeps its ARN") {
  World w;
  w.bounds(1, 5);
  const Json first = w.track("t", 100);
  const Json second = w.track("t", 200);
  CHECK(first["PolicyARN"] == second["PolicyARN"]);
  CHECK(w.alarms.size() == 2);
  CHECK(w.alarms[second["Alarms"][0]["AlarmName"]]["Threshold"] == 200);
}

TEST_CASE("what is wrong or not modelled is refused") {
  World w;
  CHECK(w.error("RegisterScalableTarget", named({{"MinCapacity", 1}})).starts_with("Validation"));
  CHECK(w.error("RegisterScalableTarget", named({{"MinCapacity", 3}, {"MaxCapacity", 2}})) ==
        "ValidationException: Maximum capacity cannot be less than minimum capacity");
  Json unknown = named({{"MinCapacity", 1}, {"MaxCapacity", 2}});
  unknown["ResourceId"] = "service/c/nobody";
  CHECK(w.error("RegisterScalableTarget", unknown) ==
        "ValidationException: ECS service doesn't exist: service/c/nobody");
  unknown["ServiceNamespace"] = "dynamodb";
  CHECK(w.error("RegisterScalableTarget", unknown).starts_with("NotModelled"));
  const auto tracking = [&](const Json& configuration) {
    return w.error("PutScalingPolicy",
                   named({{"PolicyName", "t"},
                          {"PolicyType", "TargetTrackingScaling"},
                          {"TargetTrackingScalingPolicyConfiguration", configuration}}));
  };
  const Json cpu{{"PredefinedMetricType", "ECSServiceAverageCPUUtilization"}};
  CHECK(tracking({{"TargetValue", 50}, {"PredefinedMetricSpecification", cpu}})
            .find("ECSServiceAverageCPUUtilization") != std::string::npos);
  CHECK(tracking({{"TargetValue", 50}}).starts_with("ValidationException"));
  CHECK(tracking({{"TargetValue", 0}, {"PredefinedMetricSpecification", cpu}})
            .starts_with("ValidationException"));
  const auto steps = [&](const Json& all) {
    return w.error("PutScalingPolicy",
                   named({{"PolicyName", "t"},
                          {"StepScalingPolicyConfiguration",
                           {{"AdjustmentType", "ChangeInCapacity"}, {"StepAdjustments", all}}}}));
  };
  CHECK(steps(Json::array()).starts_with("ValidationException"));
  CHECK(steps(Json::array({{{"ScalingAdjustment", 1}}, {{"ScalingAdjustment", 2}}})) ==
        "ValidationException: Step adjustment intervals overlap");
  CHECK(steps(Json::array({{{"ScalingAdjustment", 1}, {"MetricIntervalLowerBound", 0}}}))
            .starts_with("ObjectNotFoundException: No scalable target found"));
  w.bounds(1, 2);
  CHECK(
      w.error("PutScalingPolicy", named({{"PolicyName", "t"}, {"PolicyType", "PredictiveScaling"}}))
          .starts_with("NotModelled"));
  w.scaling->alarm_fired("arn:aws:autoscaling:x:y:scalingPolicy:nobody", {"a", "ALARM", {}});
  w.run_to(10);
  CHECK(w.updates.empty());
}

TEST_CASE("the intervals of step adjustments meet, and leave out nothing that may happen") {
  World w;
  w.bounds(1, 9);
  const auto refusal = [&](const std::string& steps) {
    return w.error("PutScalingPolicy", named({{"PolicyName", "t"},
                                              {"StepScalingPolicyConfiguration",
                                               {{"AdjustmentType", "ChangeInCapacity"},
                                                {"StepAdjustments", Json::parse(steps)}}}}));
  };
  CHECK(refusal(R"([{"ScalingAdjustment": 2, "MetricIntervalLowerBound": 7},
                    {"ScalingAdjustment": 1, "MetricIntervalLowerBound": 0,
                     "MetricIntervalUpperBound": 5}])") ==
        "ValidationException: Step adjustment intervals have a gap between them");
  CHECK(refusal(R"([{"ScalingAdjustment": 1, "MetricIntervalLowerBound": 0,
                     "MetricIntervalUpperBound": 5},
                    {"ScalingAdjustment": 2, "MetricIntervalLowerBound": 4}])") ==
        "ValidationException: Step adjustment intervals overlap");
  CHECK(refusal(R"([{"ScalingAdjustment": 1, "MetricIntervalLowerBound": 0,
                     "MetricIntervalUpperBound": 5}])")
            .starts_with("ValidationException: There must be a StepAdjustment with an unspecified "
                         "upper bound"));
  CHECK(refusal(R"([{"ScalingAdjustment": -1, "MetricIntervalLowerBound": -5,
                     "MetricIntervalUpperBound": 0}])")
            .starts_with("ValidationException: There must be a StepAdjustment with an unspecified "
                         "lower bound"));
  CHECK(refusal(R"([{"ScalingAdjustment": 1}])") ==
        "ValidationException: Both lower and upper bounds of a step adjustment cannot be left "
        "unspecified");
}
