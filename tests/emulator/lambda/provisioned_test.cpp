// aws-facts B1: versions, aliases, and environments that are initialized ahead of time.
#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Kind = InvocationOutput::Kind;

namespace {

struct Published : Lambda {
  explicit Published(Settings settings = quick()) : Lambda(std::move(settings)) {
    create();
    call("PublishVersion", {{"FunctionName", "f"}}).value();
    call("CreateAlias", {{"FunctionName", "f"}, {"Name", "live"}, {"FunctionVersion", "1"}})
        .value();
  }
  core::ApiResult provision(std::int64_t units, const char* qualifier = "live") {
    return call("PutProvisionedConcurrencyConfig", {{"FunctionName", "f"},
                                                    {"Qualifier", qualifier},
                                                    {"ProvisionedConcurrentExecutions", units}});
  }
  Json provisioned(const char* qualifier = "live") {
    return call("GetProvisionedConcurrencyConfig",
                {{"FunctionName", "f"}, {"Qualifier", qualifier}})
        .value();
  }
};

const core::Dimensions kOfFunction = {{"FunctionName", "f"}};
const core::Dimensions kOfAlias = {{"FunctionName", "f"}, {"Resource", "f:live"}};

}  // namespace

TEST_CASE(
    "B1.2 provisioned environments are initialized ahead of time, and serve without a cold start") {
  Published lambda;
  lambda.host.init = 3s;
  const Json asked = lambda.provision(2).value();
  CHECK(asked["Status"] == "IN_PROGRESS");
  CHECK(asked["AvailableProvisionedConcurrentExecutions"] == 0);
  lambda.runtime.run_for(10s);
  CHECK(lambda.provisioned()["Status"] == "READY");
  CHECK(lambda.provisioned()["AvailableProvisionedConcurrentExecutions"] == 2);
  CHECK(lambda.host.started == 2);
  CHECK(lambda.host.specs[0].environment.at("AWS_LAMBDA_INITIALIZATION_TYPE") ==
        "provisioned-concurrency");
  CHECK(lambda.host.specs[0].environment.at("AWS_LAMBDA_FUNCTION_VERSION") == "1");
  CHECK_THAT(lambda.host.specs[0].environment.at("AWS_LAMBDA_LOG_STREAM_NAME"),
             Catch::StartsWith("2026/01/05/[1]"));
  lambda.host.next = {1s, {}};
  lambda.invoke_as("f:live");
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).at == TimePoint(10s + 1s + 2ms));
  CHECK(lambda.replies[0].reply.executed_version == "1");
  lambda.runtime.run_for(1h);
  CHECK(lambda.host.alive == 2);  // they do not expire
}

TEST_CASE("B1.2 a provisioned init has 130 s, or the function's timeout if that is longer") {
  struct Row {
    int timeout_s;
    Duration init;
    const char* status;
  };
  const Row rows[] = {
      {3, 129s, "READY"}, {3, 131s, "FAILED"}, {300, 290s, "READY"}, {900, 899s, "READY"}};
  for (const Row& row : rows) {
    Lambda lambda;
    lambda.create("f", {{"Timeout", row.timeout_s}});
    lambda.call("PublishVersion", {{"FunctionName", "f"}}).value();
    lambda.host.init = row.init;
    lambda
        .call("PutProvisionedConcurrencyConfig",
              {{"FunctionName", "f"}, {"Qualifier", "1"}, {"ProvisionedConcurrentExecutions", 1}})
        .value();
    lambda.runtime.run_for(20min);
    CHECK(
        lambda.call("GetProvisionedConcurrencyConfig", {{"FunctionName", "f"}, {"Qualifier", "1"}})
            .value()["Status"] == row.status);
  }
}

TEST_CASE(
    "an init that fails leaves the provisioned concurrency FAILED, and requests run on demand") {
  Published lambda;
  lambda.host.init_error = R"({"errorType":"Function.Bad","errorMessage":"no"})";
  lambda.provision(1).value();
  lambda.runtime.run_for(1s);
  CHECK(lambda.provisioned()["Status"] == "FAILED");
  CHECK(lambda.provisioned()["StatusReason"] == "FUNCTION_ERROR_INIT_FAILURE");
  CHECK(lambda.host.alive == 0);
  lambda.host.init_error.clear();
  lambda.invoke_as("f:live");
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.at(0).reply.outcome == InvokeOutcome::ok);
  CHECK(lambda.host.specs.back().environment.at("AWS_LAMBDA_INITIALIZATION_TYPE") == "on-demand");
}

TEST_CASE("what is over the provisioned concurrency spills over to on-demand environments") {
  Published lambda;
  lambda.provision(2).value();
  lambda.runtime.run_for(10s);
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 3; ++i) lambda.invoke_as("f:live");
  lambda.runtime.run_for(10s);
  CHECK(lambda.host.started == 3);
  CHECK(lambda.replies[0].at == TimePoint(10s + 1s + 2ms));
  CHECK(lambda.replies[2].at == TimePoint(10s + 500ms + 1s + 2ms));
  for (const auto& of : {kOfFunction, kOfAlias}) {
    CHECK(lambda.metrics.values("ProvisionedConcurrentExecutions", of) ==
          std::vector<double>{1, 2});
    CHECK(lambda.metrics.values("ProvisionedConcurrencyUtilization", of) ==
          std::vector<double>{0.5, 1});
    CHECK(lambda.metrics.values("ProvisionedConcurrencyInvocations", of).size() == 2);
    CHECK(lambda.metrics.values("ProvisionedConcurrencySpilloverInvocations", of).size() == 1);
  }
}

TEST_CASE("B4.8 B3.2 provisioned concurrency is claimed of the account, and 100 stay unreserved") {
  Published lambda;
  CHECK(lambda.provision(901).error().message ==
        "Specified ConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100].");
  lambda.provision(30).value();
  lambda.runtime.run_for(10s);
  lambda.create("g");
  lambda.invoke_as("g");
  lambda.invoke_as("f:live");
  lambda.runtime.run_for(10s);
  CHECK(lambda.metrics.values("ClaimedAccountConcurrency", {}) == std::vector<double>{31, 31});
  CHECK(lambda.metrics.values("UnreservedConcurrentExecutions", {}) == std::vector<double>{1});
  const Json shown = lambda.call("GetAccountSettings", Json::object()).value();
  CHECK(shown["AccountLimit"]["UnreservedConcurrentExecutions"] == 970);
}

TEST_CASE("provisioned concurrency serves while others use up the account") {
  auto settings = Lambda::quick();
  settings.account_concurrency = 102;
  Published lambda(settings);
  lambda.provision(2).value();
  lambda.runtime.run_for(10s);
  lambda.create("g");
  lambda.host.next = {1s, {}};
  for (int i = 0; i < 101; ++i) lambda.invoke_as("g");
  REQUIRE(lambda.replies.size() == 1);
  CHECK(lambda.replies[0].reply.throttle_reason == "ConcurrentInvocationLimitExceeded");
  for (int i = 0; i < 3; ++i) lambda.invoke_as("f:live");
  REQUIRE(lambda.replies.size() == 2);
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.size() == 104);
}

TEST_CASE("provisioned concurrency fits into the function's reservation") {
  Published lambda;
  const auto reserve = [&](std::int64_t units) {
    return lambda.call("PutFunctionConcurrency",
                       {{"FunctionName", "f"}, {"ReservedConcurrentExecutions", units}});
  };
  reserve(5).value();
  CHECK_FALSE(lambda.provision(6));
  CHECK(lambda.provision(5));
  CHECK_FALSE(reserve(4));
  CHECK(reserve(6));
}

TEST_CASE("deleted provisioned concurrency goes at once where it is idle, else when it is free") {
  Published lambda;
  lambda.provision(2).value();
  lambda.runtime.run_for(10s);
  lambda.host.next = {5s, {}};
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"Timeout", 60}}).value();
  lambda.invoke_as("f:live");
  const Json name = {{"FunctionName", "f"}, {"Qualifier", "live"}};
  CHECK(lambda.call("DeleteProvisionedConcurrencyConfig", name));
  CHECK(lambda.host.alive == 1);
  lambda.provision(1).value();
  lambda.runtime.run_for(1min);
  CHECK(lambda.host.alive == 1);
  CHECK(lambda.provisioned()["AvailableProvisionedConcurrentExecutions"] == 1);
  CHECK(lambda.call("DeleteProvisionedConcurrencyConfig", name));
  CHECK(lambda.host.alive == 0);
  CHECK(lambda.call("GetProvisionedConcurrencyConfig", name).error().code ==
        "ProvisionedConcurrencyConfigNotFoundException");
}

TEST_CASE("provisioned concurrency is that of a version, by one of its names, and can be listed") {
  Published lambda;
  CHECK_THAT(lambda.provision(1, "$LATEST").error().message,
             Catch::Contains("unpublished function versions"));
  lambda.provision(1, "1").value();
  CHECK_FALSE(lambda.provision(1, "live"));
  const Json list =
      lambda.call("GetProvisionedConcurrencyConfig", {{"FunctionName", "f"}, {"List", "ALL"}})
          .value()["ProvisionedConcurrencyConfigs"];
  REQUIRE(list.size() == 1);
  CHECK(list[0]["FunctionArn"] == "arn:aws:lambda:sa-east-1:123456789012:function:f:1");
}

TEST_CASE("a published version does not change; unchanged functions are not published again") {
  Lambda lambda;
  lambda.create();
  const Json name = {{"FunctionName", "f"}};
  CHECK(lambda.call("PublishVersion", name).value()["Version"] == "1");
  CHECK(lambda.call("PublishVersion", name).value()["Version"] == "1");
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"MemorySize", 512}}).value();
  const Json second = lambda.call("PublishVersion", name).value();
  CHECK(second["Version"] == "2");
  CHECK(second["FunctionArn"] == "arn:aws:lambda:sa-east-1:123456789012:function:f:2");
  const Json versions = lambda.call("ListVersionsByFunction", name).value()["Versions"];
  REQUIRE(versions.size() == 3);
  CHECK(versions[0]["Version"] == "$LATEST");
  CHECK(versions[1]["MemorySize"] == 128);
  CHECK(versions[2]["MemorySize"] == 512);
}

TEST_CASE("an alias of two versions sends each its share") {
  Published lambda;
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"MemorySize", 512}}).value();
  lambda.call("PublishVersion", {{"FunctionName", "f"}}).value();
  lambda
      .call("UpdateAlias", {{"FunctionName", "f"},
                            {"Name", "live"},
                            {"RoutingConfig", {{"AdditionalVersionWeights", {{"2", 0.25}}}}}})
      .value();
  for (int i = 0; i < 1000; ++i) {
    lambda.invoke_as("f:live");
    lambda.runtime.run_for(1s);
  }
  int second = 0;
  for (const auto& reply : lambda.replies) second += reply.reply.executed_version == "2" ? 1 : 0;
  CHECK(second > 200);
  CHECK(second < 300);
  CHECK(lambda.host.started == 2);
  lambda
      .call("UpdateAlias",
            {{"FunctionName", "f"}, {"Name", "live"}, {"RoutingConfig", Json::object()}})
      .value();
  CHECK_FALSE(lambda.call("GetAlias", {{"FunctionName", "f"}, {"Name", "live"}})
                  .value()
                  .contains("RoutingConfig"));
}

TEST_CASE("an alias is refused where AWS refuses it, and gone when it is deleted") {
  Published lambda;
  const auto made = [&](const char* name, const char* version) {
    const auto answer = lambda.call(
        "CreateAlias", {{"FunctionName", "f"}, {"Name", name}, {"FunctionVersion", version}});
    return answer ? "ok" : answer.error().code;
  };
  CHECK(made("live", "1") == "ResourceConflictException");
  CHECK(made("12", "1") == "InvalidParameterValueException");
  CHECK(made("other", "9") == "ResourceNotFoundException");
  CHECK(made("next", "$LATEST") == "ok");
  const Json weights = {{"AdditionalVersionWeights", {{"1", 0.5}}}};
  CHECK_FALSE(lambda.call("UpdateAlias",
                          {{"FunctionName", "f"}, {"Name", "next"}, {"RoutingConfig", weights}}));
  CHECK(lambda.call("ListAliases", {{"FunctionName", "f"}}).value()["Aliases"].size() == 2);
  lambda.host.next = {1s, {}};
  lambda.invoke_as("f:live");
  CHECK(lambda.call("DeleteAlias", {{"FunctionName", "f"}, {"Name", "live"}}));
  CHECK(lambda.functions.find("f:live") == nullptr);
  lambda.runtime.run_for(10s);
  CHECK(lambda.replies.size() == 1);
}

TEST_CASE("each name of a function has a policy of its own") {
  Published lambda;
  lambda
      .call("AddPermission", {{"FunctionName", "f"},
                              {"Qualifier", "live"},
                              {"StatementId", "s"},
                              {"Action", "lambda:InvokeFunction"},
                              {"Principal", "events.amazonaws.com"}})
      .value();
  const auto permits = [&](const char* name) {
    return lambda.functions.permits(*lambda.functions.find(name), "events.amazonaws.com", "arn");
  };
  CHECK(permits("f:live"));
  CHECK(permits("arn:aws:lambda:sa-east-1:123456789012:function:f:live"));
  CHECK_FALSE(permits("f"));
  CHECK_FALSE(permits("f:1"));
}
