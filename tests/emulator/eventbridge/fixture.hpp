// An EventBridge on its own in virtual time, with a target that does what a test tells it.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "emulator/eventbridge/event_bridge.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

namespace spillway::eventbridge {

inline const std::string kFunction = "arn:aws:lambda:sa-east-1:123456789012:function:controller";

struct Invoked {
  Duration at;
  EventSeq cause;
  std::string function_arn;
  std::string rule_arn;
  std::string role_arn;
  std::string payload;
};

class ScriptedTarget final : public TargetInvoker {
 public:
  explicit ScriptedTarget(Runtime& runtime) : runtime_(runtime) {}
  void invoke_lambda(const std::string& function_arn, const std::string& rule_arn,
                     const std::string& role_arn, std::string payload, HandOverDone done) override {
    calls.push_back({runtime_.now().time_since_epoch(), runtime_.cause(), function_arn, rule_arn,
                     role_arn, std::move(payload)});
    if (answers.empty()) return done(otherwise);
    const HandOver answer = answers.front();
    answers.pop_front();
    done(answer);
  }

  std::vector<Invoked> calls;
  std::deque<HandOver> answers;
  HandOver otherwise = HandOver::accepted;

 private:
  Runtime& runtime_;
};

struct Sent {
  EventSeq cause;
  std::string queue_arn;
  core::MessageSender sender;
  std::string body;
  std::map<std::string, std::string> attributes;
};

class ScriptedQueues final : public core::MessageQueues {
 public:
  explicit ScriptedQueues(Runtime& runtime) : runtime_(runtime) {}
  core::SendOutcome send(const std::string& queue_arn, const core::MessageSender& sender,
                         std::string body, std::map<std::string, std::string> attributes) override {
    messages.push_back(
        {runtime_.cause(), queue_arn, sender, std::move(body), std::move(attributes)});
    return answer;
  }

  std::vector<Sent> messages;
  core::SendOutcome answer = core::SendOutcome::accepted;

 private:
  Runtime& runtime_;
};

class CountingMetrics final : public core::MetricSink {
 public:
  core::MetricId intern(const core::MetricKey& key, std::string unit) override {
    REQUIRE(unit == (key.name.ends_with("Latency") ? "Milliseconds" : "Count"));
    REQUIRE(key.name_space == "AWS/Events");
    REQUIRE(key.dimensions.size() == 1);
    REQUIRE(key.dimensions[0].first == "RuleName");
    names_.push_back(key.name + ' ' + key.dimensions[0].second);
    return static_cast<core::MetricId>(names_.size() - 1);
  }
  void put(core::MetricId metric, double value, TimePoint) override {
    sums[names_.at(static_cast<std::size_t>(metric))] += value;
  }
  std::map<std::string, double> sums;  ///< by "Invocations rule"

 private:
  std::vector<std::string> names_;
};

/// Roles by the ends of their names: ".../stranger" may not be assumed, ".../idle" may do nothing.
class Roles final : public core::CredentialIssuer {
 public:
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
  bool can_be_assumed(const std::string& role_arn, std::string_view principal) const override {
    REQUIRE(principal == "events.amazonaws.com");
    return existing && !role_arn.ends_with("/stranger");
  }
  bool allows(const std::string& role_arn, std::string_view action,
              const std::string& resource) const override {
    REQUIRE(action == "lambda:InvokeFunction");
    REQUIRE(resource == kFunction);
    return !role_arn.ends_with("/idle");
  }
  bool existing = true;
};

class Fixture {
 public:
  explicit Fixture(Settings settings = fixed_latency())
      : target(runtime),
        queues(runtime),
        timeline(runtime),
        context{runtime, timeline, metrics, bridge, credentials, operations, account},
        bridge(context, settings, target, queues) {
    timeline.subscribe([this](const core::Event& event) { record.push_back(event); });
  }

  static Settings fixed_latency() {
    Settings settings;
    settings.delivery_latency = core::Delay::fixed(std::chrono::milliseconds(100));
    settings.schedule_delay = core::Delay::fixed(std::chrono::seconds(2));
    return settings;
  }

  core::ApiResult call(const std::string& action, const Json& params) {
    return operations.call("events", action, params, {});
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

  void rule(const std::string& name, const std::string& pattern) {
    ok("PutRule", {{"Name", name}, {"EventPattern", pattern}});
  }
  void rule_with_target(const std::string& name, const std::string& pattern,
                        const Json& target_members = Json::object()) {
    rule(name, pattern);
    Json entry = {{"Id", "1"}, {"Arn", kFunction}};
    entry.update(target_members);
    ok("PutTargets", {{"Rule", name}, {"Targets", {entry}}});
  }
  void send(const std::string& source = "aws.cloudwatch",
            const Json& detail = {{"state", {{"value", "ALARM"}}}}) {
    bridge.put_event({source, "CloudWatch Alarm State Change", {"arn:alarm"}, detail});
  }

  sim::VirtualRuntime runtime;
  ScriptedTarget target;
  ScriptedQueues queues;
  core::Timeline timeline;
  CountingMetrics metrics;
  Roles credentials;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context;
  EventBridge bridge;
  std::vector<core::Event> record;
};

inline const std::string kQueue = "arn:aws:sqs:sa-east-1:123456789012:dead";
inline const std::string kCloudWatch = R"({"source": ["aws.cloudwatch"]})";

}  // namespace spillway::eventbridge
