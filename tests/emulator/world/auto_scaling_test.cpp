// Application Auto Scaling and container health checks in a whole world, with the real neighbours.
#include "tests/emulator/world/failover_world.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using testing::FailoverWorld;

namespace {

struct ScaledWorld : FailoverWorld {
  explicit ScaledWorld(int min, std::vector<core::Fault> faults = {})
      : FailoverWorld(1, std::move(faults)) {
    const auto stack = deploy();
    REQUIRE(stack);
    const std::string arn = stack->find("AppService")->physical_id;
    resource = arn.substr(arn.find(":service/") + 1);
    ok("application-autoscaling", "RegisterScalableTarget",
       named({{"MinCapacity", min}, {"MaxCapacity", 4}}));
  }

  Json ok(const char* service, const char* action, const Json& params) {
    const auto result = world().operations().call(service, action, params, {"test", "", "1"});
    if (!result) FAIL(action << ": " << result.error().code << ": " << result.error().message);
    return *result;
  }
  Json named(Json params) const {
    params["ServiceNamespace"] = "ecs";
    params["ScalableDimension"] = "ecs:service:DesiredCount";
    params["ResourceId"] = resource;
    return params;
  }
  std::int64_t desired() {
    const auto slash = resource.find('/', 8);
    const Json params{{"cluster", resource.substr(8, slash - 8)},
                      {"services", Json::array({resource.substr(slash + 1)})}};
    return ok("ecs", "DescribeServices", params)["services"][0]["desiredCount"];
  }
  /// A policy that adds one task.
  std::string one_more(Json more = Json::object()) {
    more["AdjustmentType"] = "ChangeInCapacity";
    if (!more.contains("StepAdjustments")) {
      more["StepAdjustments"] =
          Json::array({{{"MetricIntervalLowerBound", 0}, {"ScalingAdjustment", 1}}});
    }
    return ok("application-autoscaling", "PutScalingPolicy",
              named({{"PolicyName", "out"},
                     {"PolicyType", "StepScaling"},
                     {"StepScalingPolicyConfiguration", more}}))
        .at("PolicyARN");
  }
  /// The test's metric has the value 15 in each minute.
  void keep_busy(int minutes) {
    for (int minute = 0; minute < minutes; ++minute) {
      rt.call_after(minute * 60s, [this] {
        ok("cloudwatch", "PutMetricData",
           {{"Namespace", "Test"},
            {"MetricData", Json::array({{{"MetricName", "m"}, {"Value", 15}}})}});
      });
    }
  }
  std::vector<Json> told(const std::string& name) const {
    std::vector<Json> all;
    for (const auto& event : events) {
      if (event.name == name) all.push_back(event.data);
    }
    return all;
  }
  /// An alarm on a metric of the test's own, with one data point of 15 above its threshold of 10.
  void raise_alarm(const std::string& name, const std::string& action) {
    ok("cloudwatch", "PutMetricData",
       {{"Namespace", "Test"},
        {"MetricData", Json::array({{{"MetricName", "m"}, {"Value", 15}}})}});
    ok("cloudwatch", "PutMetricAlarm",
       {{"AlarmName", name},
        {"Namespace", "Test"},
        {"MetricName", "m"},
        {"Statistic", "Average"},
        {"Period", 60},
        {"EvaluationPeriods", 1},
        {"Threshold", 10},
        {"ComparisonOperator", "GreaterThanThreshold"},
        {"AlarmActions", Json::array({action})}});
    ok("cloudwatch", "SetAlarmState",
       {{"AlarmName", name}, {"StateValue", "ALARM"}, {"StateReason", "test"}});
  }

  std::string resource;
};

}  // namespace

TEST_CASE("H11 auto scaling undoes a desired count of 0 at the next scale-out") {
  ScaledWorld w(0);
  CHECK(w.desired() == 0);
  w.ok("application-autoscaling", "RegisterScalableTarget", w.named({{"MinCapacity", 2}}));
  CHECK(w.desired() == 2);  // its bounds act at once; then somebody sets 0 again
  const auto slash = w.resource.find('/', 8);
  w.ok("ecs", "UpdateService",
       {{"cluster", w.resource.substr(8, slash - 8)},
        {"service", w.resource.substr(slash + 1)},
        {"desiredCount", 0}});
  const std::string policy =
      w.ok("application-autoscaling", "PutScalingPolicy",
           w.named({{"PolicyName", "out"},
                    {"PolicyType", "StepScaling"},
                    {"StepScalingPolicyConfiguration",
                     {{"AdjustmentType", "ChangeInCapacity"},
                      {"StepAdjustments", Json::array({{{"MetricIntervalLowerBound", 0},
                                                        {"ScalingAdjustment", 1}}})}}}}))
          .at("PolicyARN");
  w.rt.run_for(30s);
  CHECK(w.desired() == 0);
  w.raise_alarm("busy", policy);
  w.rt.run_for(10s);
  CHECK(w.desired() == 3);
}

TEST_CASE("C1.8 a policy that is an alarm's action acts again while the alarm stays") {
  ScaledWorld w(0);
  const std::string policy =
      w.ok("application-autoscaling", "PutScalingPolicy",
           w.named({{"PolicyName", "out"},
                    {"PolicyType", "StepScaling"},
                    {"StepScalingPolicyConfiguration",
                     {{"AdjustmentType", "ChangeInCapacity"},
                      {"Cooldown", 0},
                      {"StepAdjustments", Json::array({{{"MetricIntervalLowerBound", 0},
                                                        {"ScalingAdjustment", 1}}})}}}}))
          .at("PolicyARN");
  for (int minute = 0; minute < 6; ++minute) {
    w.rt.call_after(minute * 60s, [&w] {
      w.ok("cloudwatch", "PutMetricData",
           {{"Namespace", "Test"},
            {"MetricData", Json::array({{{"MetricName", "m"}, {"Value", 15}}})}});
    });
  }
  w.rt.run_for(1s);
  w.raise_alarm("busy", policy);
  w.rt.run_for(10s);
  CHECK(w.desired() == 1);
  w.rt.run_for(6min);
  CHECK(w.desired() == 4);  // its maximum
}

TEST_CASE("C1.8 an alarm on metric math carries its value to the policy, and does so each minute") {
  ScaledWorld w(0);
  // The steps tell the sum, 30, from its half.
  const std::string policy =
      w.one_more({{"Cooldown", 0},
                  {"StepAdjustments",
                   Json::array({{{"MetricIntervalLowerBound", 15}, {"ScalingAdjustment", 1}}})}});
  w.ok("cloudwatch", "PutMetricAlarm",
       {{"AlarmName", "twice"},
        {"Metrics", Json::array({{{"Id", "e"}, {"Expression", "m1 + m1"}},
                                 {{"Id", "m1"},
                                  {"ReturnData", false},
                                  {"MetricStat",
                                   {{"Metric", {{"Namespace", "Test"}, {"MetricName", "m"}}},
                                    {"Period", 60},
                                    {"Stat", "Average"}}}}})},
        {"EvaluationPeriods", 1},
        {"Threshold", 10},
        {"ComparisonOperator", "GreaterThanThreshold"},
        {"AlarmActions", Json::array({policy})}});
  w.keep_busy(10);
  w.rt.run_for(4min);
  CHECK(w.desired() >= 1);
  w.rt.run_for(6min);
  CHECK(w.desired() == 4);  // its maximum
  const auto actions = w.told("cloudwatch.alarm_action");
  CHECK(actions.size() == 1);  // a repetition is no action of its own
  CHECK(w.told("autoscaling.call_failed").empty());
}

TEST_CASE("a fault of auto scaling's own calls costs it a minute, and is told") {
  core::Fault fault;
  fault.name = "down";
  fault.type = core::FaultType::api_error;
  fault.target = "ecs:UpdateService";
  fault.attributes = {{"error", std::string("ServerException")}};
  fault.from = TimePoint(10s);
  fault.length = 50s;
  ScaledWorld w(0, {fault});
  const std::string policy = w.one_more({{"Cooldown", 0}});
  w.keep_busy(4);
  w.rt.run_for(20s);
  w.raise_alarm("busy", policy);
  w.rt.run_for(10s);
  CHECK(w.desired() == 0);
  const auto failures = w.told("autoscaling.call_failed");
  REQUIRE(failures.size() == 1);
  CHECK(failures[0]["call"] == "ecs:UpdateService");
  CHECK(failures[0]["error"] == "ServerException");
  CHECK(failures[0]["policy"] == "out");
  CHECK(w.told("fault.injected").at(0)["detail"] == "ServerException for application-autoscaling");
  const Json activity =
      w.ok("application-autoscaling", "DescribeScalingActivities", {{"ServiceNamespace", "ecs"}});
  CHECK(activity["ScalingActivities"][0]["StatusCode"] == "Failed");
  w.rt.run_for(3min);
  CHECK(w.desired() >= 1);
}

TEST_CASE("slow answers to auto scaling's questions make it late") {
  core::Fault fault;
  fault.name = "slow";
  fault.type = core::FaultType::api_latency;
  fault.target = "ecs:*";
  fault.attributes = {{"latency", core::Delay::fixed(20s)},
                      {"caller", std::string("application-autoscaling")}};
  ScaledWorld w(0, {fault});
  const std::string policy = w.one_more();
  w.rt.run_for(1s);
  w.raise_alarm("busy", policy);
  w.rt.run_for(40s);
  CHECK(w.desired() == 0);
  w.rt.run_for(7s);  // 1 to 5 s of its own, 20 s for DescribeServices, 20 s for UpdateService
  CHECK(w.desired() == 1);
}

TEST_CASE("H11 target tracking makes its alarms, and they scale the service out and in") {
  ScaledWorld w(1);
  w.ok("application-autoscaling", "PutScalingPolicy",
       w.named({{"PolicyName", "track"},
                {"PolicyType", "TargetTrackingScaling"},
                {"TargetTrackingScalingPolicyConfiguration",
                 {{"TargetValue", 50},
                  {"ScaleOutCooldown", 0},
                  {"ScaleInCooldown", 0},
                  {"CustomizedMetricSpecification",
                   {{"MetricName", "load"}, {"Namespace", "Test"}, {"Statistic", "Average"}}}}}}));
  const Json alarms = w.ok("cloudwatch", "DescribeAlarms", Json::object())["MetricAlarms"];
  const auto own = std::count_if(alarms.begin(), alarms.end(), [](const Json& alarm) {
    return alarm["AlarmName"].get<std::string>().starts_with("TargetTracking-");
  });
  CHECK(own == 2);
  const auto report = [&w](double value, Duration from, Duration to) {
    for (Duration t = from; t < to; t += 30s) {
      w.rt.call_after(t, [&w, value] {
        w.ok("cloudwatch", "PutMetricData",
             {{"Namespace", "Test"},
              {"MetricData", Json::array({{{"MetricName", "load"}, {"Value", value}}})}});
      });
    }
  };
  report(100, 0s, 6min);
  report(10, 6min, 40min);
  w.rt.run_for(6min);
  CHECK(w.desired() >= 2);
  w.rt.run_for(34min);
  CHECK(w.desired() == 1);
}

TEST_CASE("a container health check by curl is answered by the container") {
  FailoverWorld w;
  const auto stack = w.deploy(
      {}, {{"          Essential: true\n",
            "          Essential: true\n"
            "          HealthCheck:\n"
            "            Command: [CMD-SHELL, 'curl -f http://localhost:8080/health || exit "
            "1']\n"
            "            Interval: 5\n"}});
  if (!stack) FAIL(stack.error().front().to_string());
  const std::string arn = stack->find("AppService")->physical_id;
  const std::string resource = arn.substr(arn.find(":service/") + 9);
  const auto result = w.world().operations().call(
      "ecs", "UpdateService",
      {{"cluster", resource.substr(0, resource.find('/'))}, {"service", arn}, {"desiredCount", 1}},
      {"test", "", "1"});
  REQUIRE(result);
  w.rt.run_for(2min);
  std::vector<std::string> verdicts;
  for (const auto& event : w.events) {
    if (event.name == "ecs.container_health_changed") verdicts.push_back(event.data["to"]);
  }
  CHECK(verdicts == std::vector<std::string>{"HEALTHY"});
}
