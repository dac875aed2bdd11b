// aws-facts B3: who may run, and why not.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;

namespace {

std::string_view throttle_of(const Lambda& lambda, std::size_t reply) {
  return lambda.replies.at(reply).reply.throttle_reason;
}

}  // namespace

TEST_CASE("B3.3 B3.6 reserved concurrency is a cap") {
  Lambda lambda;
  lambda.create();
  CHECK(lambda.call("PutFunctionConcurrency",
                    {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 2}}));
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 3; ++i) lambda.invoke();
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].reply.outcome == InvokeOutcome::throttled);
  CHECK(throttle_of(lambda, 0) == "ReservedFunctionConcurrentInvocationLimitExceeded");
  lambda.runtime.run_for(10s);
  lambda.invoke();
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.back().reply.outcome == InvokeOutcome::ok);
}

TEST_CASE("B3.3 a reservation of 0 always throttles") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}})
      .value();
  lambda.invoke();
  CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::throttled);
}

TEST_CASE("B3.3 reserved concurrency is a guarantee: others cannot use it up") {
  auto settings = Lambda::quick();
  settings.account_concurrency = 103;
  Lambda lambda(settings);
  lambda.create("g");
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 3}})
      .value();
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 101; ++i) lambda.invoke_as("g");
  REQUIRE(lambda.replies.size() == 1);
  CHECK(throttle_of(lambda, 0) == "ConcurrentInvocationLimitExceeded");
  for (int i = 0; i < 3; ++i) lambda.invoke();
  CHECK(lambda.replies.size() == 1);
  lambda.invoke();
  REQUIRE(lambda.replies.size() == 2);
  CHECK(throttle_of(lambda, 1) == "ReservedFunctionConcurrentInvocationLimitExceeded");
}

TEST_CASE("B3.1 B3.7 functions without a reservation share what is left of the account") {
  auto settings = Lambda::quick();
  settings.account_concurrency = 103;
  Lambda lambda(settings);
  lambda.create("g");
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "g"}, {"ReservedConcurrentExecutions", 3}})
      .value();
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 101; ++i) lambda.invoke();
  REQUIRE(lambda.replies.size() == 1);
  CHECK(throttle_of(lambda, 0) == "ConcurrentInvocationLimitExceeded");
}

TEST_CASE("B3.2 at least 100 stay unreserved") {
  Lambda lambda;
  lambda.create();
  CHECK(lambda.call("PutFunctionConcurrency",
                    {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 900}}));
  const auto refused = lambda.call("PutFunctionConcurrency",
                                   {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 901}});
  REQUIRE(!refused);
  CHECK(refused.error().code == "InvalidParameterValueException");
  CHECK(refused.error().message ==
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100].");
}

TEST_CASE(
    "B3.1 B3.2 H1 in a small account nothing can be reserved but 0, and the message says its "
    "limit") {
  for (const std::int64_t limit : {10, 50}) {
    auto settings = Lambda::quick();
    settings.account_concurrency = limit;
    Lambda lambda(settings);
    lambda.create();
    const auto refused = lambda.call("PutFunctionConcurrency",
                                     {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 1}});
    REQUIRE(!refused);
    CHECK(refused.error().message ==
          "Specified ReservedConcurrentExecutions for function decreases account's "
          "UnreservedConcurrentExecution below its minimum value of [" +
              std::to_string(limit) + "].");
    CHECK(lambda.call("PutFunctionConcurrency",
                      {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}}));
  }
}

TEST_CASE("B3.5 B3.7 ten requests a second for each unit of concurrency") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 1}})
      .value();
  lambda.invoke();
  lambda.runtime.run_for(5s);
  for (int i = 0; i < 11; ++i) {
    lambda.invoke();
    lambda.runtime.run_for(3ms);
  }
  CHECK(lambda.replies.at(10).reply.outcome == InvokeOutcome::ok);
  CHECK(throttle_of(lambda, 11) == "ReservedFunctionInvocationRateLimitExceeded");
  // Of synchronous ones: an event in the queue is none.
  const auto before = lambda.host.inputs.size();
  lambda.accept();
  lambda.runtime.run_for(50ms);
  CHECK(lambda.host.inputs.size() == before + 1);
}

TEST_CASE("B3.4 a function gets 1,000 new environments at once, and 100 a second after that") {
  auto settings = Lambda::quick();
  settings.account_concurrency = 5000;
  Lambda lambda(settings);
  lambda.create();
  lambda.host.next = {60s, {}};
  for (int i = 0; i < 1001; ++i) lambda.invoke();
  CHECK(lambda.replies.size() == 1);
  lambda.runtime.run_for(1s);
  for (int i = 0; i < 101; ++i) lambda.invoke();
  CHECK(lambda.replies.size() == 2);
}

TEST_CASE("B3.4 each function scales by itself, and does not save up more than 1,000") {
  auto settings = Lambda::quick();
  settings.account_concurrency = 5000;
  Lambda lambda(settings);
  for (const char* name : {"f", "g"}) lambda.create(name, {{"Timeout", 900}});
  lambda.runtime.run_for(1h);
  lambda.host.next = {60s, {}};
  for (int i = 0; i < 1001; ++i) lambda.invoke();
  CHECK(lambda.replies.size() == 1);
  for (int i = 0; i < 1001; ++i) lambda.invoke_as("g");
  CHECK(lambda.replies.size() == 2);
  // Within ten seconds all of it is there again.
  lambda.runtime.run_for(10s);
  lambda.replies.clear();
  for (int i = 0; i < 1001; ++i) lambda.invoke();
  CHECK(lambda.replies.size() == 1);
  CHECK(throttle_of(lambda, 0) == "ConcurrentInvocationLimitExceeded");
}

TEST_CASE("a minute's sums are told at its end, and only if something happened") {
  Lambda lambda;
  lambda.create();
  lambda.invoke(true);
  lambda.runtime.run_for(5min);
  const auto minutes = lambda.events_of("lambda.minute");
  REQUIRE(minutes.size() == 1);
  CHECK(minutes[0].t == TimePoint(1min));
  CHECK(minutes[0].data["invocations"] == 1);
  CHECK(lambda.events_of("lambda.invocation_started").empty());
}

TEST_CASE("B3.1 an account has 1,000 concurrent executions unless the settings say otherwise") {
  Lambda lambda;
  lambda.create();
  const Json shown = lambda.call("GetAccountSettings", Json::object()).value();
  CHECK(shown["AccountLimit"]["ConcurrentExecutions"] == 1000);
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 1001; ++i) lambda.invoke();
  REQUIRE(lambda.replies.size() == 1);
  CHECK(throttle_of(lambda, 0) == "ConcurrentInvocationLimitExceeded");
}

TEST_CASE("B3.6 an Invoke over the limit is answered 429 with the reason and the type") {
  Lambda lambda;
  lambda.create();
  lambda
      .call("PutFunctionConcurrency", {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", 0}})
      .value();
  const auto refused = lambda.call("Invoke", {{"FunctionName", "f"}});
  REQUIRE(!refused);
  CHECK(refused.error().code == "TooManyRequestsException");
  CHECK(refused.error().http_status == 429);
  CHECK(refused.error().message == "Rate Exceeded.");
  CHECK(refused.error().extra ==
        Json{{"Reason", "ReservedFunctionConcurrentInvocationLimitExceeded"}, {"Type", "User"}});
}

TEST_CASE("B3.5 B3.7 over the request rate a function without a reservation gives its own reason") {
  auto settings = Lambda::quick();
  settings.account_concurrency = 1;
  Lambda lambda(settings);
  lambda.create();
  lambda.invoke();
  lambda.runtime.run_for(5s);
  for (int i = 0; i < 11; ++i) {
    lambda.invoke();
    lambda.runtime.run_for(3ms);
  }
  CHECK(throttle_of(lambda, 11) == "FunctionInvocationRateLimitExceeded");
}

TEST_CASE("a service may invoke only what the function's policy permits") {
  Lambda lambda;
  lambda.create();
  const Caller alb{"elasticloadbalancing.amazonaws.com",
                   "arn:aws:elasticloadbalancing:r:1:targetgroup/t/1", "alb"};
  InvokeOutcome outcome = InvokeOutcome::ok;
  const auto invoke = [&] {
    lambda.functions.invoke(*lambda.functions.find("f"), alb, "{}",
                            [&](InvokeReply r) { outcome = r.outcome; });
    lambda.runtime.run_for(10s);
  };
  invoke();
  CHECK(outcome == InvokeOutcome::access_denied);
  Json permission = {{"FunctionName", "f"},
                     {"StatementId", "s"},
                     {"Action", "lambda:InvokeFunction"},
                     {"Principal", "elasticloadbalancing.amazonaws.com"},
                     {"SourceArn", "arn:aws:elasticloadbalancing:*:1:targetgroup/*"}};
  CHECK(lambda.call("AddPermission", permission));
  CHECK(lambda.call("AddPermission", permission).error().code == "ResourceConflictException");
  invoke();
  CHECK(outcome == InvokeOutcome::ok);
}

TEST_CASE("SourceAccount lets in only what that account owns") {
  Lambda lambda;
  lambda.create();
  const auto permits = [&](const char* account) {
    lambda
        .call("AddPermission", {{"FunctionName", "f"},
                                {"StatementId", account},
                                {"Action", "lambda:InvokeFunction"},
                                {"Principal", "events.amazonaws.com"},
                                {"SourceAccount", account}})
        .value();
    return lambda.functions.permits(*lambda.functions.find("f"), "events.amazonaws.com",
                                    "arn:aws:events:sa-east-1:123456789012:rule/r");
  };
  CHECK_FALSE(permits("210987654321"));
  CHECK(permits("123456789012"));
  const auto refused = lambda.call("AddPermission", {{"FunctionName", "f"},
                                                     {"StatementId", "s"},
                                                     {"Action", "lambda:InvokeFunction"},
                                                     {"Principal", "events.amazonaws.com"},
                                                     {"SourceAccount", "mine"}});
  REQUIRE(!refused);
  CHECK(refused.error().message ==
        "1 validation error detected: Value 'mine' at 'sourceAccount' failed to satisfy "
        R"(constraint: Member must satisfy regular expression pattern: \d{12})");
}

TEST_CASE("conditions of a permission that are not modelled are refused by name") {
  Lambda lambda;
  lambda.create();
  for (const char* name : {"EventSourceToken", "FunctionUrlAuthType", "PrincipalOrgID"}) {
    const auto refused = lambda.call("AddPermission", {{"FunctionName", "f"},
                                                       {"StatementId", "s"},
                                                       {"Action", "lambda:InvokeFunction"},
                                                       {"Principal", "events.amazonaws.com"},
                                                       {name, "x"}});
    REQUIRE(!refused);
    CHECK(refused.error().not_modelled);
    CHECK_THAT(refused.error().message, Catch::Contains(name));
  }
}
