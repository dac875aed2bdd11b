// aws-facts B2: how an invocation can end, and what its caller is told.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;

TEST_CASE("B2.12 B2.13 B2.14 B1.5 a process that exits: its error's body, by how it ended") {
  struct Row {
    int status;
    const char* says;
  };
  const Row rows[] = {{101, "Runtime exited with error: exit status 101"},
                      {0, "Runtime exited without providing a reason"},
                      {137, "Runtime exited with error: exit status 137"},
                      {-2, "Runtime exited with error: signal: interrupt"},
                      {-9, "Runtime exited with error: signal: killed"},
                      {-11, "Runtime exited with error: signal: segmentation fault"},
                      {-15, "Runtime exited with error: signal: terminated"}};
  for (const Row& row : rows) {
    Lambda lambda;
    lambda.create();
    lambda.host.next = {1s, {Kind::exited, "", row.status}};
    lambda.invoke();
    lambda.runtime.run_for(10s);
    CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::function_error);
    CHECK(lambda.replies[0].reply.payload ==
          R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: )" +
              lambda.host.inputs.at(0).request_id + " Error: " + row.says + "\"}");
    CHECK(lambda.host.alive == 0);
  }
}

TEST_CASE("B2.4 an init error is the answer, and the environment is not kept running") {
  Lambda lambda;
  lambda.create();
  lambda.host.init_error =
      R"({"errorType":"Function.InvalidConfiguration","errorMessage":"CLUSTER is missing"})";
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.payload == lambda.host.init_error);
  CHECK(lambda.host.alive == 0);
}

TEST_CASE("an environment that cannot start is told, the first of each minute") {
  Lambda lambda;
  lambda.create();
  lambda.host.init_error =
      R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"cannot run 'x'"})";
  for (int i = 0; i < 3; ++i) lambda.invoke();
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.events_of("lambda.environment_failed").size() == 1);
  const Json told = lambda.events_of("lambda.environment_failed").at(0).data;
  CHECK(told["function"] == "f");
  CHECK(told["error_type"] == "Runtime.InvalidEntrypoint");
  CHECK(told["error_message"] == "cannot run 'x'");
  lambda.runtime.run_for(60s);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.events_of("lambda.environment_failed").size() == 2);
}

TEST_CASE("B2.6 an answer over the payload limit is an error of the function") {
  Lambda lambda;
  lambda.create();
  lambda.host.script = {{0s, {Kind::response, std::string(6291557, 'x'), 0}},
                        {0s, {Kind::response, std::string(6291556, 'x'), 0}}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  REQUIRE(lambda.replies.size() == 2);
  CHECK(lambda.replies[0].reply.outcome == InvokeOutcome::function_error);
  CHECK(lambda.replies[0].reply.payload ==
        R"({"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size )"
        R"(exceeded maximum allowed payload size (6291556 bytes)."})");
  CHECK(lambda.replies[1].reply.outcome == InvokeOutcome::ok);
  CHECK(lambda.host.started == 1);
}

TEST_CASE("B2.11 a time-out as older functions tell it has no type, but the time and the request") {
  auto settings = Lambda::quick();
  settings.old_timeout_style = true;
  Lambda lambda(settings);
  lambda.create();
  lambda.host.next = {10s, {}};
  lambda.invoke();
  lambda.runtime.run_for(20s);
  const std::string id = lambda.host.inputs.at(0).request_id;
  CHECK(lambda.replies.at(0).reply.payload == R"({"errorMessage":"2026-01-05T12:00:03.500Z )" + id +
                                                  R"( Task timed out after 3.00 seconds"})");
  CHECK(lambda.events_of("lambda.invocation_finished").at(0).data["status"] == "timeout");
}

TEST_CASE("B2.15 a bad entry point is an init error of type Runtime.InvalidEntrypoint") {
  Lambda lambda;
  lambda.create();
  lambda.host.init_error =
      R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"no such file or directory"})";
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::function_error);
  CHECK(lambda.replies.at(0).reply.payload == lambda.host.init_error);
  CHECK(lambda.events_of("lambda.invocation_finished").at(0).data["error_type"] ==
        "Runtime.InvalidEntrypoint");
}

TEST_CASE("B2.3 B2.9 what a handler raised reaches the caller as it is") {
  Lambda lambda;
  lambda.create();
  const std::string body =
      R"({"errorMessage":"'x'","errorType":"KeyError","requestId":"r","stackTrace":["a","b"]})";
  lambda.host.next = {1s, {Kind::error, body, 0}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.payload == body);
}
