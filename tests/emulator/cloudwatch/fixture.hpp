// A CloudWatch on its own in virtual time, for tests: what it sends to the bus is kept.
#pragma once

#include <string>
#include <vector>

#include "emulator/cloudwatch/cloud_watch.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

namespace spillway::cloudwatch {

class KeepingBus final : public core::EventBus {
 public:
  explicit KeepingBus(Runtime& runtime) : runtime_(runtime) {}
  void put_event(core::BusEvent event) override {
    causes.push_back(runtime_.cause());
    events.push_back(std::move(event));
  }
  std::vector<core::BusEvent> of(const std::string& detail_type) const {
    std::vector<core::BusEvent> result;
    for (const auto& event : events) {
      if (event.detail_type == detail_type) result.push_back(event);
    }
    return result;
  }

  std::vector<core::BusEvent> events;
  std::vector<EventSeq> causes;

 private:
  Runtime& runtime_;
};

class NoCredentials final : public core::CredentialIssuer {
 public:
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

/// An action as a service was asked to perform it; what it answers is set by the test.
class KeepingActions final : public AlarmActions {
 public:
  struct Performed {
    std::string action;
    std::string alarm;
    Json payload;
    std::optional<double> value;
  };
  void perform(const std::string& action_arn, const AlarmNotice& notice, ActionDone done) override {
    performed.push_back({action_arn, notice.alarm_arn, Json::parse(notice.payload), notice.value});
    done(outcome);
  }
  void repeat(const std::string&, const AlarmNotice& notice) override {
    repeated.push_back(notice.value);
  }
  std::vector<Performed> performed;
  std::vector<std::optional<double>> repeated;
  ActionOutcome outcome = ActionOutcome::accepted;
};

/// A state change as the timeline has it.
struct Change {
  Duration at;
  std::string from;
  std::string to;
  std::string reason;
};

/// No delays: data is visible at the minute's end, evaluations are at second 1.
inline Settings exact_settings() {
  Settings settings;
  settings.visibility_delay = core::Delay::fixed(Duration(0));
  settings.evaluation_phase = std::chrono::seconds(1);
  return settings;
}

class Fixture {
 public:
  explicit Fixture(Settings settings = exact_settings(), std::uint64_t seed = 1)
      : runtime({.seed = seed}),
        timeline(runtime),
        bus(runtime),
        context{runtime, timeline, cloud_watch, bus, credentials, operations, account},
        cloud_watch(context, std::move(settings), actions) {
    timeline.subscribe([this](const core::Event& event) {
      if (event.name != "cloudwatch.alarm_state_changed") return;
      last_seq = event.seq;
      changes.push_back(
          {event.t.time_since_epoch(), event.data["from"], event.data["to"], event.data["reason"]});
    });
  }

  core::ApiResult call(const std::string& action, const Json& params) {
    return operations.call("cloudwatch", action, params, {});
  }
  Json ok(const std::string& action, const Json& params) {
    auto result = call(action, params);
    INFO(action << ": " << (result.has_error() ? result.error().message : ""));
    REQUIRE(result.has_value());
    return *result;
  }
  core::ApiError error(const std::string& action, const Json& params) {
    auto result = call(action, params);
    REQUIRE(result.has_error());
    return result.error();
  }

  /// A sample of AWS/Lambda ConcurrentExecutions, which has no dimensions, at a time of the run.
  void sample(Duration at, double value) {
    runtime.call_at(TimePoint(at), [this, value] {
      const auto id = cloud_watch.intern({"AWS/Lambda", "ConcurrentExecutions", {}}, "Count");
      cloud_watch.put(id, value, runtime.now());
    });
  }
  Json describe(const std::string& alarm = "high") {
    const Json answer = ok("DescribeAlarms", {{"AlarmNames", {alarm}}});
    REQUIRE(answer["MetricAlarms"].size() == 1);
    return answer["MetricAlarms"][0];
  }
  std::string state(const std::string& alarm = "high") { return describe(alarm)["StateValue"]; }

  sim::VirtualRuntime runtime;
  core::Timeline timeline;
  KeepingBus bus;
  NoCredentials credentials;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context;
  KeepingActions actions;
  CloudWatch cloud_watch;
  std::vector<Change> changes;
  EventSeq last_seq = 0;
};

/// An alarm over the samples of Fixture::sample: Maximum > 5 in one minute.
inline Json alarm_parameters(const Json& changes = Json::object()) {
  Json params = {{"AlarmName", "high"},
                 {"Namespace", "AWS/Lambda"},
                 {"MetricName", "ConcurrentExecutions"},
                 {"Statistic", "Maximum"},
                 {"Period", 60},
                 {"EvaluationPeriods", 1},
                 {"Threshold", 5},
                 {"ComparisonOperator", "GreaterThanThreshold"}};
  params.update(changes);
  return params;
}

}  // namespace spillway::cloudwatch
