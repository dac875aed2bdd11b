// When a call is executed, recorded and answered.
#include "emulator/wire/endpoint.hpp"
#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using namespace std::chrono_literals;

TEST_CASE("every call costs time, half of it before the operation is executed") {
  Settings settings = unsigned_settings();
  settings.latency = Duration(100ms);
  Fixture f(settings);
  TimePoint executed{};
  f.operations.add("ecs", "UpdateService", [&](const Json&, const core::CallContext&) {
    executed = f.rt.now();
    return Json::object();
  });
  f.send(kUpdateService);
  CHECK(executed == TimePoint(50ms));
  CHECK(f.answered_at == TimePoint(100ms));
  CHECK(f.calls().at(0).t == TimePoint(50ms));
}

TEST_CASE("even without latency a call takes more than no time") {
  Settings settings = unsigned_settings();
  settings.latency = Duration(0);
  Fixture f(settings);
  f.add("ecs", "UpdateService", Json::object());
  f.send(kUpdateService);
  CHECK(f.answered_at > TimePoint{});
}

TEST_CASE("a call stands before its effects, which have it as their cause") {
  Fixture f(unsigned_settings());
  f.operations.add("elbv2", "ModifyListener", [&](const Json&, const core::CallContext&) {
    f.timeline.record("elbv2.weights_changed", {{"listener", "l"}});
    f.rt.call_after(1s, [&] { f.timeline.record("elbv2.target_registered", Json::object()); });
    return Json::object();
  });
  const EventSeq invocation = f.timeline.record("lambda.invocation_started", Json::object());
  f.rt.set_cause(invocation);
  f.send(query_request("Action=ModifyListener&Version=2015-12-01"));
  REQUIRE(names(f.events) == std::vector<std::string>{"lambda.invocation_started", "api.call",
                                                      "elbv2.weights_changed",
                                                      "elbv2.target_registered"});
  CHECK(f.events[1].cause == invocation);
  CHECK(f.events[2].cause == f.events[1].seq);
  CHECK(f.events[3].cause == f.events[1].seq);
  for (std::size_t i = 0; i < f.events.size(); ++i) CHECK(f.events[i].seq == i + 1);
  // The caller goes on with its own cause, not with the call's.
  CHECK(f.cause_at_answer == invocation);
}

TEST_CASE("an operation that answers later is recorded when it takes the call") {
  Fixture f(unsigned_settings());
  core::ApiDone finish;
  f.operations.add_async("lambda", "Invoke",
                         [&](const Json&, const core::CallContext&, core::ApiDone done) {
                           f.timeline.record("lambda.invocation_started", Json::object());
                           finish = std::move(done);
                         });
  f.rt.call_after(5s, [&] { finish(Json{{"StatusCode", 200}, {"Payload", "\"hi\""}}); });
  const auto response = f.send({"POST", "/2015-03-31/functions/web/invocations", {}, "{}"});
  CHECK(response.body == "\"hi\"");
  CHECK(f.answered_at == TimePoint(5s + 20ms));
  REQUIRE(names(f.events) == std::vector<std::string>{"api.call", "lambda.invocation_started"});
  CHECK_FALSE(f.events[0].data.contains("status"));
  CHECK(f.events[1].cause == f.events[0].seq);
}

TEST_CASE("an Invoke that is answered at once has its own status") {
  Fixture f(unsigned_settings());
  f.add("lambda", "Invoke", Json{{"StatusCode", 202}});
  CHECK(f.send({"POST", "/2015-03-31/functions/web/invocations", {}, "{}"}).status == 202);
  CHECK(f.calls().at(0).data["status"] == 202);
}

TEST_CASE("an interceptor delays a call, or makes it fail without effect") {
  Fixture f(unsigned_settings());
  int executed = 0;
  f.operations.add("ecs", "UpdateService", [&](const Json&, const core::CallContext&) {
    ++executed;
    return Json::object();
  });
  std::string asked;
  std::optional<core::ApiError> error = core::ApiError("ThrottlingException", "Rate exceeded");
  f.endpoint().set_interceptor(
      [&](const std::string& service, const std::string& action, const std::string& caller) {
        asked = service + ":" + action + " by " + caller;
        return Interference{2s, error};
      });
  CHECK(says(f.send(kUpdateService), "ThrottlingException"));
  CHECK(asked == "ecs:UpdateService by client");
  CHECK(f.answered_at == TimePoint(2s + 40ms));
  CHECK(executed == 0);
  CHECK(f.calls().at(0).data["error"] == "ThrottlingException");
  error.reset();
  CHECK(f.send(kUpdateService).status == 200);
  CHECK(executed == 1);
}
