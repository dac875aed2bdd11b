// Application Auto Scaling between fakes of ecs and cloudwatch.
#include "emulator/autoscaling/auto_scaling.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using autoscaling::AutoScaling;
using Lines = std::vector<std::string>;

namespace {

struct Fakes : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

const std::string kResource = "service/c/s";

Json named(Json params) {
  params["ServiceNamespace"] = "ecs";
  params["ScalableDimension"] = "ecs:service:DesiredCount";
  params["ResourceId"] = kResource;
  return params;
}

struct World {
  explicit World(autoscaling::Settings settings = {}) {
    settings.reaction = Duration(1s);
    timeline.subscribe([this](const core::Event& event) { events.push_back(event); });
    fake("ecs", "DescribeServices", [this](const Json& params) {
      Json services = Json::array();
      if (params["services"][0] == "s") {
        services.push_back(
            {{"status", "ACTIVE"}, {"desiredCount", desired}, {"runningCount", running}});
      }
      return Json{{"services", services}};
    });
    fake("ecs", "UpdateService", [this](const Json& params) {
      desired = params["desiredCount"].get<std::int64_t>();
      updates.push_back(core::format_seconds(rt.now().time_since_epoch()) + " " +
                        std::to_string(desired));
      return Json::object();
    });
    fake("cloudwatch", "PutMetricAlarm", [this](const Json& params) {
      alarms[params["AlarmName"]] = params;
      alarms[params["AlarmName"]]["StateValue"] = "INSUFFICIENT_DATA";
      return Json::object();
    });
    fake("cloudwatch", "DescribeAlarms", [this](const Json& params) {
      const auto it = alarms.find(params["AlarmNames"][0]);
      return Json{{"MetricAlarms", it == alarms.end() ? Json::array() : Json::array({it->second})}};
    });
    fake("cloudwatch", "DeleteAlarms", [this](const Json& params) {
      for (const auto& name : params["AlarmNames"]) alarms.erase(name.get<std::string>());
      return Json::object();
    });
    fake("cloudwatch", "GetMetricStatistics", [this](const Json& params) {
      const std::string statistic = params["Statistics"][0];
      if (!value) return Json{{"Datapoints", Json::array()}};
      return Json{{"Datapoints", Json::array({{{"Timestamp", 60.0}, {statistic, 1.0}},
                                              {{"Timestamp", 120.0}, {statistic, *value}}})}};
    });
    scaling = std::make_unique<AutoScaling>(context, settings);
  }

  void fake(const char* service, const char* action, std::function<Json(const Json&)> answer) {
    operations.add(service, action, [answer](const Json& params, const core::CallContext& call) {
      CHECK(call.caller == "application-autoscaling");
      return core::ApiResult(answer(params));
    });
  }
  core::ApiResult call(const char* action, const Json& params) {
    return operations.call("application-autoscaling", action, params, {});
  }
  Json ok(const char* action, const Json& params) {
    const auto result = call(action, params);
    if (!result) FAIL(action << ": " << result.error().code << ": " << result.error().message);
    return *result;
  }
  std::string error(const char* action, const Json& params) {
    const auto result = call(action, params);
    return result ? "none" : result.error().code + ": " + result.error().message;
  }
  void bounds(int min, int max) {
    ok("RegisterScalableTarget", named({{"MinCapacity", min}, {"MaxCapacity", max}}));
  }
  /// A policy of one step, and the alarm at threshold 10 that drives it.
  std::string steps(const char* name, int change, Json more = Json::object()) {
    Json step{{"ScalingAdjustment", change}};
    step[change > 0 ? "MetricIntervalLowerBound" : "MetricIntervalUpperBound"] = 0;
    more["AdjustmentType"] = "ChangeInCapacity";
    more["StepAdjustments"] = Json::array({step});
    alarms[name] = {{"AlarmName", name}, {"Threshold", 10.0}, {"StateValue", "OK"}};
    return ok("PutScalingPolicy", named({{"PolicyName", name},
                                         {"PolicyType", "StepScaling"},
                                         {"StepScalingPolicyConfiguration", more}}))["PolicyARN"];
  }
  Json track(const char* name, double target, Json more = Json::object()) {
    more["TargetValue"] = target;
    more["PredefinedMetricSpecification"] = {
        {"PredefinedMetricType", "ALBRequestCountPerTarget"},
        {"ResourceLabel", "app/lb/0123456789abcdef/targetgroup/ecs/fedcba9876543210"}};
    return ok("PutScalingPolicy", named({{"PolicyName", name},
                                         {"PolicyType", "TargetTrackingScaling"},
                                         {"TargetTrackingScalingPolicyConfiguration", more}}));
  }
  /// The alarm goes into ALARM and its action reaches the policy.
  void fire(const std::string& policy, const std::string& alarm) {
    alarms[alarm]["StateValue"] = "ALARM";
    scaling->alarm_fired(policy, {alarm, "ALARM", std::nullopt});
  }
  void run_to(double seconds) {
    rt.run_until(TimePoint(Duration(static_cast<std::int64_t>(seconds * 1e9))));
  }
  Json activities() {
    return ok("DescribeScalingActivities", {{"ServiceNamespace", "ecs"}})["ScalingActivities"];
  }

  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  Fakes fakes;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, fakes, fakes, fakes, operations, account};
  std::vector<core::Event> events;
  std::int64_t desired = 1;
  std::int64_t running = 1;
  std::optional<double> value = 15.0;
  std::map<std::string, Json> alarms;
  Lines updates;
  std::unique_ptr<AutoScaling> scaling;
};

}  // namespace

TEST_CASE("H11 a manual 0 stays until the next scale-out, which lifts it to MinCapacity and more") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  const std::string in = w.steps("in", -1);
  w.desired = 0;  // somebody's UpdateService
  w.value = 5;
  w.fire(in, "in");
  w.run_to(200);
  CHECK(w.updates.empty());  // a scale-in does not touch it, however long the alarm lasts
  w.alarms["in"]["StateValue"] = "OK";
  w.value = 15;
  w.fire(out, "out");
  w.run_to(202);
  CHECK(w.updates == Lines{"201 2"});  // 1, and 1 more
}

TEST_CASE("H11 a manual count above MaxCapacity is reduced by the next scale-in") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  const std::string in = w.steps("in", -1);
  w.desired = 9;
  w.fire(out, "out");
  w.run_to(50);
  CHECK(w.updates.empty());
  w.value = 5;
  w.fire(in, "in");
  w.run_to(52);
  CHECK(w.updates == Lines{"51 4"});
  autoscaling::Settings settings;
  settings.reduces_above_maximum = false;
  World other(settings);
  other.bounds(1, 5);
  const std::string its = other.steps("in", -1);
  other.desired = 9;
  other.value = 5;
  other.fire(its, "in");
  other.run_to(2);
  CHECK(other.updates == Lines{"1 8"});
}

TEST_CASE("an alarm that stays in ALARM scales again when the cooldown is over") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1, {{"Cooldown", 90}});
  w.fire(out, "out");
  w.run_to(130);
  CHECK(w.updates == Lines{"1 2", "121 3"});  // at 61 s the cooldown was still on
  w.alarms["out"]["StateValue"] = "OK";
  w.run_to(600);
  CHECK(w.updates.size() == 2);
}

TEST_CASE("during a scale-out's cooldown only a larger step adds, and only the difference") {
  World w;
  w.bounds(1, 9);
  const std::string one = w.steps("one", 1, {{"Cooldown", 300}});
  const std::string three = w.steps("three", 3, {{"Cooldown", 300}});
  w.fire(one, "one");
  w.run_to(10);
  w.fire(three, "three");
  w.run_to(20);
  CHECK(w.updates == Lines{"1 2", "11 4"});  // 1 + 3, not 2 + 3
}

TEST_CASE("during a scale-in's cooldown nothing is taken away; a scale-out ends it") {
  World w;
  w.bounds(1, 9);
  w.desired = 5;
  const std::string out = w.steps("out", 1, {{"Cooldown", 0}});
  const std::string in = w.steps("in", -1, {{"Cooldown", 300}});
  w.value = 5;
  w.fire(in, "in");
  w.run_to(100);
  CHECK(w.updates == Lines{"1 4"});
  w.value = 15;
  w.alarms["in"]["StateValue"] = "OK";
  w.fire(out, "out");
  w.run_to(102);
  CHECK(w.updates.back() == "101 5");
  w.alarms["out"]["StateValue"] = "OK";
  w.value = 5;
  w.run_to(170);
  w.fire(in, "in");
  w.run_to(172);
  CHECK(w.updates.back() == "171 4");
}

TEST_CASE("target tracking makes its two alarms and follows them in proportion") {
  World w;
  w.bounds(1, 10);
  const Json made = w.track("t", 100);
  REQUIRE(made["Alarms"].size() == 2);
  const std::string arn = made["PolicyARN"];
  CHECK(AutoScaling::is_policy_arn(arn));
  CHECK(arn.ends_with(":resource/ecs/service/c/s:policyName/t"));
  const std::string high = made["Alarms"][0]["AlarmName"];
  const std::string low = made["Alarms"][1]["AlarmName"];
  CHECK(high.starts_with("TargetTracking-service/c/s-AlarmHigh-"));
  CHECK(w.alarms[high]["Threshold"] == 100);
  CHECK(w.alarms[high]["EvaluationPeriods"] == 3);
  CHECK(w.alarms[high]["MetricName"] == "RequestCountPerTarget");
  CHECK(w.alarms[high]["Dimensions"] ==
        Json::array({{{"Name", "TargetGroup"}, {"Value", "targetgroup/ecs/fedcba9876543210"}}}));
  CHECK(w.alarms[high]["AlarmActions"] == Json::array({arn}));
  CHECK(w.alarms[low]["Threshold"] == 90);
  CHECK(w.alarms[low]["EvaluationPeriods"] == 15);
  w.desired = 2;
  w.value = 260;
  w.fire(arn, high);
  w.run_to(2);
  CHECK(w.updates == Lines{"1 6"});  // 2 x 2.6
  w.alarms[high]["StateValue"] = "OK";
  w.run_to(400);
  w.value = 40;
  w.fire(arn, low);
  w.run_to(402);
  CHECK(w.updates.back() == "401 3");  // 6 x 0.4
}

TEST_CASE("H11 target tracking lifts a manual 0 when MinCapacity is more, and cannot from 0 to 0") {
  World w;
  w.bounds(1, 10);
  const Json made = w.track("t", 100);
  w.desired = 0;
  w.value = 260;
  w.fire(made["PolicyARN"], made["Alarms"][0]["AlarmName"]);
  w.run_to(2);
  CHECK(w.updates == Lines{"1 3"});
  World none;
  none.bounds(0, 10);
  const Json its = none.track("t", 100);
  none.desired = 0;
  none.value = 260;
  none.fire(its["PolicyARN"], its["Alarms"][0]["AlarmName"]);
  none.run_to(200);
  CHECK(none.updates.empty());
}

TEST_CASE("scale-in can be disabled, and waits until every tracking policy agrees") {
  World w;
  w.bounds(1, 10);
  CHECK(w.track("out-only", 100, {{"DisableScaleIn", true}})["Alarms"].size() == 1);
  const Json a = w.track("a", 100);
  const Json b = w.track("b", 50);
  w.desired = 6;
  w.value = 10;
  w.fire(a["PolicyARN"], a["Alarms"][1]["AlarmName"]);
  w.run_to(30);
  CHECK(w.updates.empty());
  w.fire(b["PolicyARN"], b["Alarms"][1]["AlarmName"]);
  w.run_to(32);
  CHECK(w.updates == Lines{"31 2"});
}

TEST_CASE("what scales is told, with its cause, and ends when the service has got there") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  w.fire(out, "out");
  w.run_to(2);
  REQUIRE(w.events.size() == 1);
  CHECK(w.events[0].name == "autoscaling.activity_started");
  CHECK(w.events[0].data["from"] == 1);
  CHECK(w.events[0].data["to"] == 2);
  const std::string cause = "monitor alarm out in state ALARM triggered policy out";
  CHECK(w.events[0].data["reason"] == cause);
  CHECK(w.activities()[0]["Cause"] == cause);
  CHECK(w.activities()[0]["Description"] == "Setting desired count to 2.");
  CHECK(w.activities()[0]["StatusCode"] == "InProgress");
  w.running = 2;
  w.run_to(12);
  CHECK(w.activities()[0]["StatusCode"] == "Successful");
  CHECK(w.activities()[0]["StatusMessage"] ==
        "Successfully set desired count to 2. Change successfully fulfilled by ecs.");
}

TEST_CASE("the bounds act when they are set, if the settings say so") {
  World w;
  w.desired = 0;
  w.bounds(2, 5);
  CHECK(w.updates == Lines{"0 2"});
  CHECK(w.activities()[0]["Cause"] == "minimum capacity was set to 2");
  w.desired = 9;
  w.ok("RegisterScalableTarget", named({{"MaxCapacity", 6}}));  // the minimum stays
  CHECK(w.updates.back() == "0 6");
  autoscaling::Settings settings;
  settings.bounds_act_at_once = false;
  World later(settings);
  later.desired = 0;
  later.bounds(2, 5);
  CHECK(later.updates.empty());
}

TEST_CASE("a suspended target does not scale; a minute without data changes nothing") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  w.ok("RegisterScalableTarget",
       named({{"SuspendedState", {{"DynamicScalingOutSuspended", true}}}}));
  w.fire(out, "out");
  w.run_to(30);
  CHECK(w.updates.empty());
  w.ok("RegisterScalableTarget",
       named({{"SuspendedState", {{"DynamicScalingOutSuspended", false}}}}));
  w.value.reset();
  w.run_to(100);
  CHECK(w.updates.empty());
  w.value = 15;
  w.run_to(122);
  CHECK(w.updates == Lines{"121 2"});
}

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
