// The faults that strike API calls, functions, events and alarms, each seen through a whole run.
#include <cmath>

#include "tests/tools/harness/faulty_run.hpp"

using namespace spillway;
using namespace spillway::testing;

TEST_CASE("a fault makes a call fail as AWS would, and the client's retries meet it too") {
  const auto record =
      run_with("  - {name: busy, call: ecs:UpdateService, error: ThrottlingException}\n");
  CHECK(record.exit_code == harness::ExitCode::ok);
  CHECK(count(record, "fault.injected", {{"name", "busy"}, {"type", "api_error"}}) >= 3);
  CHECK(count(record, "api.call", {{"error", "ThrottlingException"}}) >= 3);
  CHECK(count(record, "lambda.invocation_finished", {{"status", "error"}}) >= 1);
  CHECK(count(record, "ecs.service_updated", {{"to", 1}}) == 0);
}

TEST_CASE("a fault acts in its time only") {
  const auto record =
      run_with("  - {name: early, at: 0s, for: 30s, call: 'ecs:*', error: ServerException}\n");
  CHECK(count(record, "ecs.service_updated", {{"to", 1}}) == 1);
}

TEST_CASE("api_error has a code, a message and a status, and strikes one caller") {
  const std::string fault =
      "  - {name: e, type: api_error, target: 'ecs:UpdateService', attributes: {error: Odd, "
      "message: because, status: 418, caller: ";
  const auto record = run_with(fault + "ControllerFunction}}\n");
  const auto call = first(record, "api.call", {{"error", "Odd"}});
  CHECK(call.data["message"] == "because");
  CHECK(call.data["status"] == 418);
  CHECK(count(run_with(fault + "AppFunction}}\n"), "fault.injected") == 0);
}

TEST_CASE("A7.1 a code of AWS's has AWS's status, as HealthUnavailable is a 500") {
  struct Row {
    const char* call;
    const char* error;
    int status;
  };
  const Row row =
      GENERATE(Row{"elbv2:*", "HealthUnavailable", 500}, Row{"elbv2:*", "AccessDenied", 403},
               Row{"ecs:UpdateService", "ServiceUnavailable", 503},
               Row{"ecs:UpdateService", "AccessDeniedException", 400});
  const auto record =
      run_with("  - {name: e, call: '" + std::string(row.call) + "', error: " + row.error + "}\n");
  CHECK(first(record, "api.call", {{"error", row.error}}).data["status"] == row.status);
}

TEST_CASE("api_latency makes calls take longer") {
  const auto record = run_with(
      "  - {name: slow, type: api_latency, target: 'ecs:UpdateService',\n"
      "     attributes: {latency: {empirical: [30s]}}}\n");
  const auto alarm = first(record, "cloudwatch.alarm_state_changed", {{"to", "ALARM"}});
  const auto updated = first(record, "ecs.service_updated", {{"to", 1}});
  CHECK(at(updated) - at(alarm) > 30);
  CHECK(at(updated) - at(alarm) < 33);
}

TEST_CASE("H21 api_throttle lets a rate through, and tight polls meet the limit") {
  const auto record = run_with(
      "  - {name: t, type: api_throttle, target: 'ecs:ListTasks', attributes: {rate: 30/m, burst: "
      "2}}\n");
  const auto refused = events_of(record, "api.call", {{"error", "ThrottlingException"}});
  CHECK(refused.size() >= 2);
  for (const auto& call : refused) {
    CHECK(call.data["action"] == "ListTasks");
    CHECK(call.data["status"] == 400);
  }
  CHECK(count(record, "fault.injected", {{"type", "api_throttle"}}) == refused.size());
  CHECK(count(record, "api.call", {{"action", "ListTasks"}, {"status", 200}}) >= 2);
}

TEST_CASE("api_throttle answers with each service's own code") {
  const auto record = run_with("  - {name: t, type: api_throttle, target: 'elbv2:*'}\n");
  CHECK(count(record, "api.call", {{"service", "elbv2"}, {"error", "Throttling"}}) >= 1);
  CHECK(count(record, "api.call", {{"service", "elbv2"}, {"status", 200}}) == 0);
  CHECK(count(record, "api.call", {{"service", "ecs"}, {"status", 200}}) >= 1);
}

TEST_CASE("function_crash ends the process in an invocation") {
  const auto record = run_with(
      "  - {name: c, type: function_crash, target: ControllerFunction, at: 1m,\n"
      "     attributes: {exit_status: 139}}\n");
  const auto end = first(record, "lambda.invocation_finished", {{"status", "error"}});
  CHECK(end.data["error_type"] == "Runtime.ExitError");
  CHECK_THAT(end.data["error_message"].get<std::string>(),
             Catch::EndsWith("Runtime exited with error: signal: segmentation fault"));
  CHECK(count(record, "lambda.environment_stopped", {{"reason", "crash"}}) >= 1);
  CHECK(count(record, "ecs.service_updated", {{"to", 1}}) == 0);
}

TEST_CASE("function_crash of the init phase keeps the environment from starting") {
  const auto record = run_with(
      "  - {name: c, type: function_crash, target: ControllerFunction, for: 1m,\n"
      "     attributes: {phase: init}}\n");
  const auto fault = first(record, "fault.injected", {{"name", "c"}});
  CHECK(fault.data["detail"] == "init");
  const auto end = first(record, "lambda.invocation_finished", {{"status", "error"}});
  CHECK(end.data["error_type"] == "Runtime.ExitError");
  const Json where = {{"function", end.data["function"]}};
  CHECK(at(first(record, "lambda.environment_started", where)) > 60);
}

TEST_CASE("a crash of the app's function costs its clients a 502 each") {
  const auto record =
      run_with("  - {name: c, type: function_crash, target: AppFunction, probability: 0.25}\n",
               "2m, rate: 5/s, paths: {/bang: 1}");
  CHECK(record.summary["requests"]["by_status"]["502"].get<double>() == Approx(150).margin(40));
  std::int64_t told = 0;
  const auto faults = events_of(record, "fault.injected");
  for (const auto& event : faults) told += event.data["count"].get<std::int64_t>();
  for (std::size_t i = 1; i < faults.size(); ++i) {  // one a minute
    CHECK(std::floor(at(faults[i]) / 60) > std::floor(at(faults[i - 1]) / 60));
  }
  CHECK(told > 50);
}

TEST_CASE("function_slow delays invocations") {
  const auto record = run_with(
      "  - {name: s, type: function_slow, target: AppFunction,\n"
      "     attributes: {latency: {uniform: [1s, 2s]}}}\n",
      "1m, rate: 2/s, paths: {/bang: 1}");
  const Json& requests = record.summary["requests"];
  CHECK(requests["latency_ms"]["p50"].get<double>() == Approx(1500).margin(200));
  CHECK(requests["failed"] == 0);
}

TEST_CASE("function_slow meets the function's timeout") {
  const auto record = run_with(
      "  - {name: s, type: function_slow, target: ControllerFunction,\n"
      "     attributes: {latency: 5s}}\n",
      kShort, ", ControllerTimeout: 4");
  const auto end = first(record, "lambda.invocation_finished");
  CHECK(end.data["status"] == "timeout");
  CHECK(end.data["duration_ms"].get<double>() == Approx(4000).margin(10));
  CHECK(count(record, "ecs.service_updated") == 0);
}

TEST_CASE("H5 a lost event is not sent again while the alarm stays in ALARM") {
  const auto record = run_with("  - {name: l, type: event_lost, target: AlarmRule, at: 1m}\n",
                               "10m, rate: 20/s, paths: {/bang: 9, /sleep: 1}");
  CHECK(count(record, "cloudwatch.alarm_state_changed", {{"to", "ALARM"}}) == 1);
  CHECK(count(record, "fault.injected", {{"type", "event_lost"}}) == 1);
  CHECK(count(record, "ecs.service_updated", {{"to", 1}}) == 0);
}

TEST_CASE("event_late delays an event on its way to the rule, and the rest follows from it") {
  const auto record = run_with(
      "  - {name: l, type: event_late, target: AlarmRule, at: 1m, attributes: {delay: 45s}}\n");
  const auto alarm = first(record, "cloudwatch.alarm_state_changed", {{"to", "ALARM"}});
  const auto fault = first(record, "fault.injected");
  const auto updated = first(record, "ecs.service_updated", {{"to", 1}});
  CHECK(at(updated) - at(alarm) > 45);
  CHECK(at(updated) - at(alarm) < 48);
  CHECK(follows_from(record, fault, alarm));
  CHECK(follows_from(record, updated, fault));
}

TEST_CASE("a fault of events strikes all of a source") {
  const std::string head = "  - {name: l, type: event_lost, target: aws.";
  CHECK(count(run_with(head + "cloudwatch}\n"), "events.rule_matched") == 0);
  CHECK(count(run_with(head + "ecs}\n"), "events.rule_matched") == 2);
}

TEST_CASE("D10 H16 an event that is delivered twice runs the controller twice") {
  const auto record = run_with(
      "  - {name: d, type: event_doubled, target: AlarmRule, at: 1m, attributes: {delay: 2s}}\n");
  const auto fault = first(record, "fault.injected");
  const auto matched = events_of(record, "events.rule_matched");
  REQUIRE(matched.size() == 3);  // the first one is the OK of the beginning
  CHECK(matched[1].data["event_id"] == matched[2].data["event_id"]);
  CHECK(at(matched[2]) - at(matched[1]) == Approx(2));
  const auto since = [&](const char* name) {
    auto found = events_of(record, name);
    std::erase_if(found, [&](const core::Event& event) {
      const std::string function = event.data.value("function", "");
      return event.t < fault.t || function.find("ControllerFunction") == std::string::npos;
    });
    return found;
  };
  const auto started = since("lambda.invocation_started");
  const auto finished = since("lambda.invocation_finished");
  REQUIRE(started.size() == 2);
  REQUIRE(finished.size() == 2);
  // Its reserved concurrency of 1 keeps them apart: the second is throttled, and comes late.
  CHECK(started[1].t > finished[0].t);
  REQUIRE_FALSE(since("lambda.throttled").empty());
  CHECK(since("lambda.throttled")[0].data["reason"] ==
        "ReservedFunctionConcurrentInvocationLimitExceeded");
}

TEST_CASE("event_reordered lets the next event of the rule overtake") {
  const std::string fault =
      "  - {name: r, type: event_reordered, target: AlarmRule, for: 1m, attributes: {patience: ";
  const auto record = run_with(fault + "10m}}\n");
  const auto changes = events_of(record, "cloudwatch.alarm_state_changed");
  const auto matched = events_of(record, "events.rule_matched");
  REQUIRE(changes.size() == 2);
  REQUIRE(matched.size() == 2);
  CHECK(follows_from(record, matched[0], changes[1]));  // ALARM, then the OK that was before it
  CHECK(follows_from(record, matched[1], changes[0]));
  CHECK(matched[0].t == matched[1].t);

  const auto impatient = run_with(fault + "30s}}\n");
  const auto held = first(impatient, "fault.injected");
  CHECK(at(first(impatient, "events.rule_matched")) - at(held) == Approx(30));
}

TEST_CASE("alarm_phase moves the second of the minute at which an alarm is evaluated") {
  const auto record = run_with(
      "  - {name: p, type: alarm_phase, target: ConcurrencyAlarm, at: 70s,\n"
      "     attributes: {phase: 42s}}\n");
  const auto changes = events_of(record, "cloudwatch.alarm_state_changed");
  REQUIRE(changes.size() == 2);
  CHECK(std::fmod(at(changes[0]), 60) == Approx(5));
  CHECK(std::fmod(at(changes[1]), 60) == Approx(42));
  CHECK(at(first(record, "fault.injected")) == 70);

  const auto over =
      run_with("  - {name: p, type: alarm_phase, for: 65s, attributes: {phase: 42s}}\n");
  const auto after = events_of(over, "cloudwatch.alarm_state_changed");
  REQUIRE(after.size() == 2);
  CHECK(std::fmod(at(after[0]), 60) == Approx(42));
  CHECK(std::fmod(at(after[1]), 60) == Approx(5));
}
