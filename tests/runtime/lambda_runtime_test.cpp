#include "runtime/lambda_runtime.hpp"

#include <deque>
#include <mutex>

#include "runtime/json.hpp"
#include "tests/runtime/loopback_server.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using spillway::testing::address_of_nobody;
using spillway::testing::LoopbackServer;

namespace {

constexpr const char* kNext = "/2018-06-01/runtime/invocation/next";

std::int64_t epoch_ms_after(std::chrono::milliseconds d) {
  const LiveRuntime clock;
  return std::chrono::floor<std::chrono::milliseconds>(clock.wall_now() + d)
      .time_since_epoch()
      .count();
}

HttpResponse invocation(const std::string& id, const std::string& payload) {
  return {200,
          "",
          {{"Lambda-Runtime-Aws-Request-Id", id},
           {"Lambda-Runtime-Deadline-Ms", std::to_string(epoch_ms_after(3s))},
           {"Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:x"},
           {"Lambda-Runtime-Trace-Id", "Root=1-" + id}},
          payload};
}

// A Runtime API that hands out the given answers to "next", and 500 when there are no more: the
// loop ends then.
class FakeApi {
 public:
  using Reply = std::optional<HttpResponse>;

  explicit FakeApi(std::deque<Reply> next) : next_(std::move(next)) {}

  /// What to answer to the next report; 202 when nothing is said.
  void answer_report(Reply reply) { reports_.push_back(std::move(reply)); }

  int run(InvocationHandler handler) {
    LiveRuntime runtime;
    return run_lambda_runtime(runtime, {server_.address(), 3, 1ms}, std::move(handler));
  }
  std::string address() const { return server_.address(); }
  /// What came in but "next": "POST path body".
  std::vector<HttpRequest> reports() const {
    std::vector<HttpRequest> result;
    for (HttpRequest& request : server_.requests()) {
      if (request.target != kNext) result.push_back(std::move(request));
    }
    return result;
  }
  std::size_t asked_for_next() const { return server_.requests().size() - reports().size(); }
  int connections() const { return server_.connections(); }

 private:
  Reply answer(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    const bool is_next = request.target == kNext;
    std::deque<Reply>& script = is_next ? next_ : reports_;
    if (script.empty()) {
      return is_next ? HttpResponse{500, "", {}, "over"}
                     : HttpResponse{202, "", {}, "{\"status\":\"OK\"}\n"};
    }
    Reply reply = std::move(script.front());
    script.pop_front();
    return reply;
  }

  std::mutex mutex_;
  std::deque<Reply> next_;
  std::deque<Reply> reports_;
  LoopbackServer server_{[this](const HttpRequest& request) { return answer(request); }};
};

Task<InvocationResult> echo(Invocation invocation) {
  co_return InvocationResult("echo " + invocation.payload);
}

}  // namespace

TEST_CASE("B2.1 B2.2 each invocation is handed to the handler and its answer reported") {
  FakeApi api({invocation("id-1", "one"), invocation("id-2", "two")});
  CHECK(api.run(echo) == 1);
  const auto reports = api.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].method == "POST");
  CHECK(reports[0].target == "/2018-06-01/runtime/invocation/id-1/response");
  CHECK(reports[0].body == "echo one");
  CHECK(reports[1].target == "/2018-06-01/runtime/invocation/id-2/response");
  CHECK(reports[1].body == "echo two");
  CHECK(api.connections() == 1);
}

TEST_CASE("B2.1 the handler is told the request, the function, the trace and the deadline") {
  FakeApi api({invocation("id-1", "{}")});
  LiveRuntime runtime;
  std::optional<Invocation> seen;
  Duration left{};
  std::string trace;
  const auto handler = [&](Invocation given) -> Task<InvocationResult> {
    left = given.deadline - runtime.now();
    trace = Environment::from_process().get("_X_AMZN_TRACE_ID").value_or("none");
    seen = std::move(given);
    co_return InvocationResult(std::string("{}"));
  };
  run_lambda_runtime(runtime, {api.address(), 3, 1ms}, handler);
  REQUIRE(seen);
  CHECK(seen->request_id == "id-1");
  CHECK(seen->function_arn == "arn:aws:lambda:x");
  CHECK(seen->trace_id == "Root=1-id-1");
  CHECK(trace == "Root=1-id-1");
  CHECK(left > 1s);
  CHECK(left <= 3s);
}

TEST_CASE("B2.1 what Lambda omits is empty, and the invocation runs all the same") {
  const std::string deadline = std::to_string(epoch_ms_after(3s));
  FakeApi api({HttpResponse{
      200,
      "",
      {{"Lambda-Runtime-Aws-Request-Id", "id-1"}, {"Lambda-Runtime-Deadline-Ms", deadline}},
      "{}"}});
  LiveRuntime runtime;
  std::optional<Invocation> seen;
  const auto handler = [&](Invocation given) -> Task<InvocationResult> {
    seen = std::move(given);
    co_return InvocationResult(std::string("{}"));
  };
  run_lambda_runtime(runtime, {api.address(), 3, 1ms}, handler);
  REQUIRE(seen);
  CHECK(seen->function_arn.empty());
  CHECK(seen->trace_id.empty());
  REQUIRE(api.reports().size() == 1);
  CHECK(api.reports()[0].target == "/2018-06-01/runtime/invocation/id-1/response");
}

TEST_CASE("while a handler waits, the runtime works") {
  FakeApi api({invocation("id-1", "")});
  LiveRuntime runtime;
  const auto handler = [&](Invocation) -> Task<InvocationResult> {
    co_await sleep_for(runtime, 10ms);
    co_return InvocationResult(std::string("rested"));
  };
  run_lambda_runtime(runtime, {api.address(), 3, 1ms}, handler);
  REQUIRE(api.reports().size() == 1);
  CHECK(api.reports()[0].body == "rested");
}

TEST_CASE("B2.3 a handler's error is reported with its type, and the loop goes on") {
  FakeApi api({invocation("id-1", ""), invocation("id-2", "x")});
  const auto handler = [](Invocation given) -> Task<InvocationResult> {
    if (given.payload.empty()) co_return FunctionError{"Function.BadEvent", "no \"payload\""};
    co_return InvocationResult(std::string("ok"));
  };
  api.run(handler);
  const auto reports = api.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].target == "/2018-06-01/runtime/invocation/id-1/error");
  CHECK(reports[0].headers.get("Lambda-Runtime-Function-Error-Type") == "Function.BadEvent");
  CHECK(Json::parse(reports[0].body) ==
        Json::parse(R"({"errorMessage": "no \"payload\"", "errorType": "Function.BadEvent",
                        "stackTrace": []})"));
  CHECK(reports[1].body == "ok");
}

TEST_CASE("an exception that leaves the handler is reported as an error") {
  FakeApi api({invocation("id-1", "")});
  const auto handler = [](Invocation) -> Task<InvocationResult> {
    throw std::runtime_error("oops");
    co_return InvocationResult(std::string());
  };
  api.run(handler);
  REQUIRE(api.reports().size() == 1);
  CHECK(Json::parse(api.reports()[0].body)["errorType"] == "Function.UnhandledException");
  CHECK(Json::parse(api.reports()[0].body)["errorMessage"] == "oops");
}

TEST_CASE(
    "B2.2 B2.6 a response over the limit becomes the error ResponseSizeTooLarge, and the loop goes "
    "on") {
  FakeApi api({invocation("id-1", "one"), invocation("id-2", "two")});
  api.answer_report(HttpResponse{413, "", {}, R"({"errorType":"RequestEntityTooLarge"})"});
  api.answer_report(HttpResponse{403, "", {}, R"({"errorType":"InvalidStateTransition"})"});
  api.run(echo);
  const auto reports = api.reports();
  REQUIRE(reports.size() == 3);
  CHECK(reports[1].target == "/2018-06-01/runtime/invocation/id-1/error");
  CHECK(reports[1].headers.get("Lambda-Runtime-Function-Error-Type") ==
        "Function.ResponseSizeTooLarge");
  CHECK(reports[2].body == "echo two");
}

TEST_CASE("B2.2 a response that the API refuses is reported as an error, and the loop goes on") {
  FakeApi api({invocation("id-1", "one"), invocation("id-2", "two")});
  api.answer_report(HttpResponse{400, "", {}, R"({"errorType":"InvalidRequestID"})"});
  api.run(echo);
  const auto reports = api.reports();
  REQUIRE(reports.size() == 3);
  CHECK(reports[1].target == "/2018-06-01/runtime/invocation/id-1/error");
  CHECK(reports[1].body.find("InvalidRequestID") != std::string::npos);
  CHECK(reports[2].body == "echo two");
}

TEST_CASE("a large answer goes out whole") {
  FakeApi api({invocation("id-1", "")});
  const auto handler = [](Invocation) -> Task<InvocationResult> {
    co_return InvocationResult(std::string(5U << 20U, 'x'));
  };
  api.run(handler);
  REQUIRE(api.reports().size() == 1);
  CHECK(api.reports()[0].body.size() == 5U << 20U);
  CHECK_FALSE(api.reports()[0].headers.contains("Expect"));
}

TEST_CASE("a dropped connection is tried again, to a limit") {
  FakeApi once({std::nullopt, invocation("id-1", "one")});
  CHECK(once.run(echo) == 1);
  REQUIRE(once.reports().size() == 1);
  CHECK(once.reports()[0].body == "echo one");

  FakeApi always({std::nullopt, std::nullopt, std::nullopt, invocation("id-1", "one")});
  CHECK(always.run(echo) == 1);
  CHECK(always.asked_for_next() == 3);
  CHECK(always.reports().empty());
}

TEST_CASE("the loop ends when the API is gone, or is none") {
  LiveRuntime runtime;
  CHECK(run_lambda_runtime(runtime, {address_of_nobody(), 3, 1ms}, echo) == 1);
  CHECK(run_lambda_runtime(runtime, Environment(), echo) == 1);
  FakeApi no_id({HttpResponse{200, "", {{"Lambda-Runtime-Deadline-Ms", "1"}}, ""}});
  CHECK(no_id.run(echo) == 1);
  CHECK(no_id.reports().empty());
  FakeApi forbidden({HttpResponse{403, "", {}, ""}, invocation("id-1", "one")});
  CHECK(forbidden.run(echo) == 1);
  CHECK(forbidden.asked_for_next() == 1);
}

TEST_CASE("stopping the runtime ends the loop, and kills the handler where it stands") {
  FakeApi api({invocation("id-1", "")});
  LiveRuntime runtime;
  const auto handler = [&](Invocation) -> Task<InvocationResult> {
    runtime.call_after(1ms, [&] { runtime.stop(); });
    co_await sleep_for(runtime, 1h);
    co_return InvocationResult(std::string());
  };
  CHECK(run_lambda_runtime(runtime, {api.address(), 3, 1ms}, handler) == 0);
  CHECK(api.reports().empty());
}

TEST_CASE("B2.4 an error of the function's start is reported to init/error") {
  FakeApi api({});
  const Environment environment({{"AWS_LAMBDA_RUNTIME_API", api.address()}});
  CHECK(report_init_error(environment, {"Runtime.BadConfiguration", "no ROUTES"}));
  REQUIRE(api.reports().size() == 1);
  CHECK(api.reports()[0].target == "/2018-06-01/runtime/init/error");
  CHECK(api.reports()[0].headers.get("Lambda-Runtime-Function-Error-Type") ==
        "Runtime.BadConfiguration");
  CHECK(Json::parse(api.reports()[0].body)["errorMessage"] == "no ROUTES");
  CHECK_FALSE(
      report_init_error(RuntimeApiOptions{address_of_nobody(), 1, 1ms}, {"Runtime.X", "m"}));
}
