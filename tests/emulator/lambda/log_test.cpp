// aws-facts B1, B2: what Lambda writes into a function's log group.
#include "emulator/core/line_buffer.hpp"
#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/invocation_log.hpp"
#include "runtime/base64.hpp"
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;
using Lines = std::vector<std::string>;

namespace {

/// All lines of the only stream that there is.
Lines lines_of(const Lambda& lambda) {
  const auto streams = lambda.functions.log_streams("/aws/lambda/f");
  REQUIRE(streams.size() == 1);
  Lines lines;
  for (const auto& line : lambda.functions.log_lines("/aws/lambda/f", streams[0].name)) {
    lines.push_back(line.message);
  }
  return lines;
}

Settings settings_with(bool old_timeouts) {
  auto settings = Lambda::quick();
  settings.old_timeout_style = old_timeouts;
  settings.reported_memory_mb = 33;
  return settings;
}

}  // namespace

TEST_CASE("B1.11 START, END and REPORT of each invocation; Init Duration with the first one") {
  Lambda lambda(settings_with(false));
  lambda.create();
  lambda.host.init = 111230us;
  lambda.host.next = {2002920us, {}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  lambda.invoke(true);
  lambda.runtime.run_for(10s);
  const std::string first = lambda.host.inputs.at(0).request_id;
  const std::string second = lambda.host.inputs.at(1).request_id;
  CHECK(lines_of(lambda) ==
        Lines{"START RequestId: " + first + " Version: $LATEST", "END RequestId: " + first,
              "REPORT RequestId: " + first +
                  "\tDuration: 2004.92 ms\tBilled Duration: 2117 ms\tMemory Size: 128 MB\tMax "
                  "Memory Used: 33 MB\tInit Duration: 111.23 ms",
              "START RequestId: " + second + " Version: $LATEST", "END RequestId: " + second,
              "REPORT RequestId: " + second +
                  "\tDuration: 2004.92 ms\tBilled Duration: 2005 ms\tMemory Size: 128 MB\tMax "
                  "Memory Used: 33 MB"});
  const auto stream = lambda.functions.log_streams("/aws/lambda/f").at(0);
  CHECK(stream.name == lambda.host.specs.at(0).environment.at("AWS_LAMBDA_LOG_STREAM_NAME"));
  CHECK(lambda.functions.log_groups() == Lines{"/aws/lambda/f"});
}

TEST_CASE("B1.11 a REPORT ends with how an invocation failed") {
  struct Row {
    lambda::testing::Behaviour does;
    const char* ending;
  };
  const Row rows[] = {
      {{10s, {}}, "\tStatus: timeout"},
      {{1s, {Kind::exited, "", 1}}, "\tStatus: error\tError Type: Runtime.ExitError"},
      {{1s, {Kind::error, R"({"errorType":"Function.Bad"})", 0}},
       "\tStatus: error\tError Type: Function.Bad"}};
  for (const Row& row : rows) {
    Lambda lambda;
    lambda.create();
    lambda.host.next = row.does;
    lambda.invoke();
    lambda.runtime.run_for(1min);
    const Lines lines = lines_of(lambda);
    REQUIRE(lines.size() == 3);
    CHECK_THAT(lines[2], Catch::EndsWith(row.ending));
  }
}

TEST_CASE("B1.11 an old time-out has a line of its own, before END, and REPORT says nothing") {
  Lambda lambda(settings_with(true));
  lambda.create();
  lambda.host.next = {10s, {}};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  const std::string id = lambda.host.inputs.at(0).request_id;
  const Lines lines = lines_of(lambda);
  REQUIRE(lines.size() == 4);
  CHECK(lines[1] == "2026-01-05T12:00:03.500Z " + id + " Task timed out after 3.00 seconds");
  CHECK(lines[2] == "END RequestId: " + id);
  CHECK_THAT(lines[3], !Catch::Contains("Status"));
}

TEST_CASE("what a process prints stands between the lines of its invocation") {
  Lambda lambda;
  lambda.create();
  lambda.host.init = 200ms;
  lambda.host.next = {2s, {}};
  lambda.invoke();
  lambda.runtime.run_for(600ms);
  REQUIRE(lambda.host.specs.size() == 1);
  lambda.host.specs[0].output("in the init");
  lambda.runtime.run_for(1s);
  lambda.host.specs[0].output("in the handler");
  lambda.runtime.run_for(10s);
  lambda.host.specs[0].output("afterwards");
  const Lines lines = lines_of(lambda);
  REQUIRE(lines.size() == 6);
  CHECK(lines[0] == "in the init");
  CHECK_THAT(lines[1], Catch::StartsWith("START"));
  CHECK(lines[2] == "in the handler");
  CHECK_THAT(lines[3], Catch::StartsWith("END"));
  CHECK_THAT(lines[4], Catch::StartsWith("REPORT"));
  CHECK(lines[5] == "afterwards");
}

TEST_CASE("one that prints without end leaves the newest lines, and REPORT") {
  Lambda lambda;
  lambda.create();
  lambda.invoke();
  lambda.runtime.run_for(10s);
  const std::string line(1024, 'x');
  for (int i = 0; i < 20'000; ++i) lambda.host.specs.at(0).output(line);
  const Lines lines = lines_of(lambda);
  CHECK(lines.size() == 3 + core::LineBuffer::kMostBytes / line.size());
  CHECK_THAT(lines[2], Catch::StartsWith("REPORT"));
}

TEST_CASE("B1.11 Max Memory Used is what the process has really used, where somebody measures it") {
  Lambda lambda;
  lambda.create();
  lambda.host.memory_mb = 71;
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK_THAT(lines_of(lambda).at(2), Catch::Contains("Max Memory Used: 71 MB"));
}

TEST_CASE("B2.7 the type that a runtime tells for the log goes before that of its body") {
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {Kind::error, R"({"errorType":"KeyError"})", 0, "Runtime.Mine"}};
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK_THAT(lines_of(lambda).at(2), Catch::EndsWith("Error Type: Runtime.Mine"));
}

TEST_CASE("B2.12 an init that ends with its process names the request that waited for it") {
  Lambda lambda;
  lambda.create();
  lambda.host.init = 100ms;
  lambda.host.init_error = exit_body("", 3);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  const std::string id = lines_of(lambda).at(1).substr(17, 36);
  CHECK(summarize(lambda.replies.at(0).reply.payload).message ==
        "RequestId: " + id + " Error: Runtime exited with error: exit status 3");
}

TEST_CASE("B1.10 INIT_REPORT only tells of inits that failed") {
  Lambda lambda;
  lambda.create();
  lambda.host.init = 200ms;
  lambda.host.init_error = R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"m"})";
  lambda.invoke();
  lambda.runtime.run_for(1min);
  CHECK(lines_of(lambda).at(0) ==
        "INIT_REPORT Init Duration: 200.00 ms Phase: init Status: error Error Type: "
        "Runtime.InvalidEntrypoint");
}

TEST_CASE("B1.10 a provisioned environment's init has its INIT_REPORT also where it succeeds") {
  Lambda lambda(settings_with(false));
  lambda.create();
  lambda.call("PublishVersion", {{"FunctionName", "f"}}).value();
  lambda.host.inits = {612330us, 300ms};
  lambda
      .call("PutProvisionedConcurrencyConfig",
            {{"FunctionName", "f"}, {"Qualifier", "1"}, {"ProvisionedConcurrentExecutions", 1}})
      .value();
  lambda.runtime.run_for(10s);
  CHECK(lines_of(lambda) == Lines{"INIT_REPORT Init Duration: 612.33 ms Phase: init"});
  // What is started on demand has none.
  lambda.functions.clear_log("/aws/lambda/f");
  lambda.invoke();
  lambda.runtime.run_for(10s);
  const Lines on_demand = lines_of(lambda);
  REQUIRE(on_demand.size() == 3);
  CHECK_THAT(on_demand[0], Catch::StartsWith("START"));
  CHECK_THAT(on_demand[2], Catch::EndsWith("\tInit Duration: 300.00 ms"));
}

TEST_CASE("B1.10 B1.1 an init over 10 s is a time-out; the one after it is part of the duration") {
  Lambda lambda;
  lambda.create();
  lambda.host.inits = {12s, 1s};
  lambda.host.next = {1s, {}};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  const Lines lines = lines_of(lambda);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "INIT_REPORT Init Duration: 9500.00 ms Phase: init Status: timeout");
  CHECK_THAT(lines[3], Catch::Contains("\tDuration: 2502.00 ms"));
  CHECK_THAT(lines[3], !Catch::Contains("Init Duration"));
}

TEST_CASE("B2.7 error types of another form are logged as Unknown; the body keeps them") {
  const std::pair<const char*, const char*> rows[] = {{"Runtime.ExitError", "Runtime.ExitError"},
                                                      {"Function.BadEvent", "Function.BadEvent"},
                                                      {"KeyError", "Runtime.Unknown"},
                                                      {"Runtime.exit", "Runtime.Unknown"},
                                                      {"Function.1", "Function.Unknown"},
                                                      {"Function", "Function.Unknown"},
                                                      {"Sandbox.Timedout", "Runtime.Unknown"},
                                                      {"", "Runtime.Unknown"}};
  for (const auto& [type, logged] : rows) CHECK(logged_error_type(type) == logged);
  Lambda lambda;
  lambda.create();
  lambda.host.next = {1s, {Kind::error, R"({"errorType":"KeyError"})", 0}};
  lambda.invoke();
  lambda.runtime.run_for(1min);
  CHECK_THAT(lines_of(lambda).at(2), Catch::EndsWith("Error Type: Runtime.Unknown"));
  CHECK(lambda.replies.at(0).reply.payload == R"({"errorType":"KeyError"})");
}

TEST_CASE("a function's log keeps its newest invocations, and no more than the settings say") {
  auto settings = Lambda::quick();
  settings.logged_invocations = 3;
  Lambda lambda(settings);
  lambda.create();
  for (int i = 0; i < 5; ++i) {
    lambda.invoke();
    lambda.runtime.run_for(1s);
  }
  const Lines lines = lines_of(lambda);
  REQUIRE(lines.size() == 9);
  for (int i = 0; i < 3; ++i) {
    CHECK_THAT(lines[static_cast<std::size_t>(3 * i)],
               Catch::Contains(lambda.host.inputs.at(static_cast<std::size_t>(i + 2)).request_id));
  }
  lambda.functions.clear_log("/aws/lambda/f");
  CHECK(lambda.functions.log_groups().empty());
}

TEST_CASE("an Invoke with LogType Tail is answered with the end of that invocation's log") {
  Lambda lambda(settings_with(false));
  lambda.create();
  const auto invoke = [&](const Json& more, std::vector<std::string> printed) {
    Json params{{"FunctionName", "f"}};
    params.update(more);
    Json answer;
    lambda.host.next = {1s, {}};
    lambda.operations.find("lambda", "Invoke")
        ->handler(params, {"test", "", "id"}, [&](core::ApiResult result) { answer = *result; });
    lambda.runtime.run_for(700ms);
    for (const std::string& line : printed) lambda.host.specs.back().output(line);
    lambda.runtime.run_for(5s);
    return answer;
  };
  CHECK_FALSE(invoke(Json::object(), {"first"}).contains("LogResult"));
  const Json answer = invoke({{"LogType", "Tail"}}, {"one", "two"});
  const std::string log = base64_decode(answer.at("LogResult").get<std::string>()).value();
  const std::string id = lambda.host.inputs.at(1).request_id;
  CHECK(log == "START RequestId: " + id + " Version: $LATEST\none\ntwo\nEND RequestId: " + id +
                   "\nREPORT RequestId: " + id +
                   "\tDuration: 1002.00 ms\tBilled Duration: 1002 ms\tMemory Size: 128 MB\tMax "
                   "Memory Used: 33 MB\n");
  const Json long_one = invoke({{"LogType", "Tail"}}, {std::string(5000, 'x')});
  const std::string tail = base64_decode(long_one.at("LogResult").get<std::string>()).value();
  CHECK(tail.size() == 4096);
  CHECK(tail.ends_with("Max Memory Used: 33 MB\n"));
  CHECK_FALSE(invoke({{"LogType", "Tail"}, {"InvocationType", "Event"}}, {}).contains("LogResult"));
}
