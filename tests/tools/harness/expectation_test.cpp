#include "tools/harness/expectation.hpp"

#include "tests/support/catch.hpp"
#include "tools/harness/scenario_loader.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::Verdict;

namespace {

// Builds a timeline by hand: what the judge sees is the record, nothing else.
class Record {
 public:
  Record& at(Duration t, std::string name, Json data = Json::object()) {
    core::Event event;
    event.t = TimePoint(t);
    event.seq = events.size() + 1;
    event.name = std::move(name);
    event.data = std::move(data);
    events.push_back(std::move(event));
    return *this;
  }
  std::vector<core::Event> events;
};

Record failover() {
  Record record;
  record.at(0s, "load.stage_started", {{"stage", "calm"}})
      .at(60s, "load.stage_started", {{"stage", "burst"}})
      .at(90s, "cloudwatch.alarm_state_changed", {{"alarm", "A"}, {"to", "ALARM"}})
      .at(100s, "elbv2.weights_changed", {{"lambda", 0}, {"ecs", 1}})
      .at(200s, "cloudwatch.alarm_state_changed", {{"alarm", "A"}, {"to", "OK"}})
      .at(210s, "elbv2.weights_changed", {{"lambda", 1}, {"ecs", 0}});
  return record;
}

Verdict judge(const std::string& expectation, const Record& record,
              const std::vector<harness::RequestRecord>& requests = {}) {
  const std::string text =
      "name: x\ntemplate: t.yaml\ncode: {A: app}\nload:\n"
      "  - {name: calm, for: 1m, rate: 1/s, paths: {/bang: 1}}\n"
      "  - {name: burst, for: 3m, rate: 1/s, paths: {/bang: 1, /sleep: 1}}\nexpect:\n  - " +
      expectation + "\n";
  const auto scenario = harness::parse_scenario(text, "x.yaml");
  if (!scenario) FAIL(scenario.error().front().to_string());
  harness::RequestStats stats(scenario->load);
  const harness::ExpectationJudge judge(*scenario, stats);
  for (const auto& request : requests) stats.add(request);
  return judge.judge(record.events).front();
}

harness::RequestRecord request(Duration sent, std::uint32_t stage, int status, Duration elapsed,
                               harness::Target target = harness::Target::lambda,
                               std::uint32_t path = 0) {
  harness::RequestRecord record;
  record.sent = TimePoint(sent);
  record.stage = stage;
  record.status = status;
  record.elapsed = elapsed;
  record.target = target;
  record.path = path;
  return record;
}

}  // namespace

TEST_CASE("an event is met by the first one that matches after its anchor, in time") {
  const auto met = judge(
      "{event: cloudwatch.alarm_state_changed, where: {to: ALARM}, after: {load: burst}, within: "
      "30s}",
      failover());
  CHECK(met.met);
  CHECK(met.seen == "at 1:30.000, after 30s");
  CHECK(met.event == 3);
  const auto late = judge(
      "{event: cloudwatch.alarm_state_changed, where: {to: ALARM}, after: {load: burst}, within: "
      "29s}",
      failover());
  CHECK_FALSE(late.met);
  CHECK(late.seen == "at 1:30.000, after 30s");
}

TEST_CASE("an event that never came says what came instead") {
  const auto verdict = judge("{event: elbv2.weights_changed, where: {ecs: 5}}", failover());
  CHECK_FALSE(verdict.met);
  CHECK(verdict.seen == "never; the last elbv2.weights_changed {lambda: 1, ecs: 0} at 3:30.000");
  CHECK(judge("{event: lambda.throttled}", failover()).seen == "no lambda.throttled at all");
}

TEST_CASE("an anchor may be an event, itself after something") {
  CHECK(judge("{event: elbv2.weights_changed, after: {event: cloudwatch.alarm_state_changed, "
              "where: {to: OK}}, within: 10s}",
              failover())
            .met);
  const auto verdict = judge(
      "{event: elbv2.weights_changed, after: {event: lambda.throttled, after: {load: burst}}}",
      failover());
  CHECK_FALSE(verdict.met);
  CHECK(verdict.seen == "never came to lambda.throttled");
}

TEST_CASE("numbers compare as numbers") {
  CHECK(judge("{event: elbv2.weights_changed, where: {ecs: 1.0}}", failover()).met);
  CHECK_FALSE(judge("{event: elbv2.weights_changed, where: {ecs: 2}}", failover()).met);
}

TEST_CASE("a logical id stands for the name in the record") {
  Record record;
  record
      .at(0s, "cloudformation.resource_created",
          {{"logical_id", "App"},
           {"type", "AWS::Lambda::Function"},
           {"physical_id", "x-App-1A2B3C4D5E6F"}})
      .at(0s, "cloudformation.resource_created",
          {{"logical_id", "Service"},
           {"type", "AWS::ECS::Service"},
           {"physical_id", "arn:aws:ecs:sa-east-1:123456789012:service/c/x-Service-1A2B3C4D5E6F"}})
      .at(1s, "lambda.throttled", {{"function", "x-App-1A2B3C4D5E6F"}})
      .at(2s, "ecs.service_updated", {{"service", "x-Service-1A2B3C4D5E6F"}, {"to", 1}});
  const auto never = judge("{never: lambda.throttled, where: {function: App}}", record);
  CHECK_FALSE(never.met);
  CHECK(never.text == "never lambda.throttled {function: App}");
  CHECK(judge("{never: lambda.throttled, where: {function: Other}}", record).met);
  CHECK(judge("{event: ecs.service_updated, where: {service: Service}, "
              "after: {event: lambda.throttled, where: {function: App}}}",
              record)
            .met);
  CHECK(judge("{order: [{event: lambda.throttled, where: {function: App}}, "
              "{event: ecs.service_updated, where: {service: Service}}]}",
              record)
            .met);
}

TEST_CASE("a logical id stands for the service that tells a message") {
  Record record;
  record
      .at(0s, "cloudformation.resource_created",
          {{"logical_id", "Service"},
           {"type", "AWS::ECS::Service"},
           {"physical_id", "arn:aws:ecs:sa-east-1:123456789012:service/c/x-Service-1A2B3C4D5E6F"}})
      .at(1s, "ecs.service_event",
          {{"service", "x-Service-1A2B3C4D5E6F"},
           {"message", "(service x-Service-1A2B3C4D5E6F) has reached a steady state."}});
  const auto steady = [&](const std::string& service) {
    return judge("{event: ecs.service_event, where: {message: '(service " + service +
                     ") has reached a steady state.'}}",
                 record);
  };
  CHECK(steady("Service").met);
  CHECK(steady("x-Service-1A2B3C4D5E6F").met);
  CHECK_FALSE(steady("Other").met);
}

TEST_CASE("never holds in its window only") {
  CHECK(judge("{never: cloudwatch.alarm_state_changed, during: {load: calm}}", failover()).met);
  const auto broken =
      judge("{never: cloudwatch.alarm_state_changed, where: {to: ALARM}}", failover());
  CHECK_FALSE(broken.met);
  CHECK(broken.seen == "cloudwatch.alarm_state_changed {alarm: A, to: ALARM} at 1:30.000");
  CHECK(judge("{never: elbv2.weights_changed, during: {from: 0s, to: 100s}}", failover()).met);
  CHECK_FALSE(
      judge("{never: elbv2.weights_changed, during: {from: 0s, to: 101s}}", failover()).met);
  CHECK(judge("{never: elbv2.weights_changed, after: {load: burst}, within: 40s}", failover()).met);
}

TEST_CASE("a never whose anchor never came shows nothing, and is not met") {
  CHECK_FALSE(
      judge("{never: elbv2.weights_changed, after: {event: lambda.throttled}}", failover()).met);
}

TEST_CASE("an order is met by events one after the other") {
  CHECK(judge("{order: [{event: cloudwatch.alarm_state_changed, where: {to: ALARM}}, {event: "
              "elbv2.weights_changed}, "
              "{event: cloudwatch.alarm_state_changed, where: {to: OK}}]}",
              failover())
            .met);
  const auto verdict = judge(
      "{order: [{event: elbv2.weights_changed, where: {lambda: 1}}, "
      "{event: cloudwatch.alarm_state_changed}]}",
      failover());
  CHECK_FALSE(verdict.met);
  CHECK(verdict.seen == "3:30.000, then no cloudwatch.alarm_state_changed");
}

TEST_CASE("metrics are computed from the requests of their window and filter") {
  const std::vector<harness::RequestRecord> requests = {
      request(10s, 0, 200, 10ms), request(70s, 1, 502, 20ms),
      request(80s, 1, 200, 15s, harness::Target::ecs, 1), request(90s, 1, 200, 10ms),
      request(100s, 1, 0, 60s, harness::Target::none)};
  const Record record = failover();
  CHECK(judge("{metric: requests.failed_ratio, during: {load: burst}, at_most: 50%}", record,
              requests)
            .met);
  const auto verdict = judge("{metric: requests.failed_ratio, during: {load: burst}, at_most: 49%}",
                             record, requests);
  CHECK_FALSE(verdict.met);
  CHECK(verdict.seen ==
        "50.00 % of 4 requests: 1 with 502 from lambda, 1 without an answer in time");
  CHECK(
      judge("{metric: requests.total, where: {target: ecs, status: 200}, at_least: 1, at_most: 1}",
            record, requests)
          .met);
  CHECK(judge("{metric: requests.total, where: {path: /sleep}, at_most: 1}", record, requests).met);
  CHECK(judge("{metric: requests.total, where: {status: 0}, at_least: 1}", record, requests).met);
  CHECK(judge("{metric: requests.total, during: {from: 70s, to: 90s}, at_least: 2, at_most: 2}",
              record, requests)
            .met);
  CHECK(
      judge("{metric: requests.latency_max, during: {load: calm}, at_most: 10ms}", record, requests)
          .met);
  CHECK_FALSE(
      judge("{metric: requests.latency_p99, during: {load: burst}, at_most: 10s}", record, requests)
          .met);
}

TEST_CASE("a ratio or a latency of no requests is not met") {
  const auto verdict =
      judge("{metric: requests.failed_ratio, during: {load: calm}, at_most: 0%}", failover());
  CHECK_FALSE(verdict.met);
  CHECK(verdict.seen == "no requests in the window");
}
