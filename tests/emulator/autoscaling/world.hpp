// Application Auto Scaling between fakes of ecs and cloudwatch. For one test case.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/autoscaling/auto_scaling.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

namespace spillway::autoscaling::test {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

struct Fakes : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

inline const std::string kResource = "service/c/s";

inline Json named(Json params) {
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

}  // namespace spillway::autoscaling::test
