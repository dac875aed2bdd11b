// Our own client against our own endpoint, each protocol there and back.

#include "runtime/aws/client.hpp"

#include "emulator/wire/memory_transport.hpp"
#include "runtime/aws/credentials_provider.hpp"
#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using namespace std::chrono_literals;

namespace {

class Given final : public aws::CredentialsProvider {
 public:
  explicit Given(aws::Credentials credentials) : credentials_(std::move(credentials)) {}
  Task<boost::system::result<aws::Credentials, TransportError>> get() override {
    co_return credentials_;
  }

 private:
  aws::Credentials credentials_;
};

struct Caller {
  Fixture f;
  MemoryTransport transport{f.rt, f.endpoint()};
  Given provider{f.credentials.administrator()};
  aws::Client client{f.rt, transport, provider, config()};

  static aws::ClientConfig config() {
    aws::ClientConfig config;
    config.region = "sa-east-1";
    config.environment.set("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
    return config;
  }

  aws::Result call(const char* service, const char* action, const Json& params) {
    std::optional<aws::Result> got;
    Spawned job = spawn(client.call(service, action, params),
                        [&](TaskResult<aws::Result> r) { got = std::move(*r.value); });
    f.rt.run_for(60s);
    REQUIRE(got.has_value());
    return *got;
  }
};

}  // namespace

TEST_CASE("what the client sends arrives, and what is answered comes back") {
  struct Row {
    const char* service;
    const char* action;
    const char* sent;
    const char* arrives;  // in query, values are strings
    const char* answered;
    const char* comes_back;
  };
  const Row rows[] = {
      {"elbv2", "ModifyListener",
       R"({"DefaultActions": [{"Type": "forward", "Order": 1}], "Certificates": []})",
       R"({"DefaultActions": [{"Type": "forward", "Order": "1"}], "Certificates": []})",
       R"({"Listeners": [{"ListenerArn": "a<&>", "Port": 80}]})",
       R"({"Listeners": [{"ListenerArn": "a<&>", "Port": "80"}]})"},
      {"ecs", "UpdateService", R"({"service": "s", "desiredCount": 1})",
       R"({"service": "s", "desiredCount": 1})", R"({"service": {"runningCount": 0}})",
       R"({"service": {"runningCount": 0}})"},
      {"lambda", "Invoke", R"({"FunctionName": "web", "Payload": "{}", "Qualifier": "$LATEST"})",
       R"({"FunctionName": "web", "Qualifier": "$LATEST", "Payload": "{}"})",
       R"({"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": "7"})",
       R"({"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": "7"})"},
  };
  for (const Row& row : rows) {
    INFO(row.service);
    Caller caller;
    caller.f.add(row.service, row.action, Json::parse(row.answered));
    const auto result = caller.call(row.service, row.action, Json::parse(row.sent));
    REQUIRE(result.has_value());
    CHECK(*result == Json::parse(row.comes_back));
    CHECK(caller.f.params_seen == Json::parse(row.arrives));
  }
}

TEST_CASE("F2 the client reads the endpoint's errors in every protocol") {
  for (const auto& [service, action] :
       {std::pair{"elbv2", "ModifyListener"}, std::pair{"cloudwatch", "PutMetricAlarm"},
        std::pair{"ecs", "UpdateService"}, std::pair{"lambda", "Invoke"}}) {
    INFO(service);
    Caller caller;
    caller.f.add(service, action, core::ApiError("SomeCode", "some <text>", 409));
    const auto result = caller.call(service, action, {{"FunctionName", "web"}});
    REQUIRE(result.has_error());
    CHECK(result.error().code == "SomeCode");
    CHECK(result.error().message == "some <text>");
    CHECK(result.error().http_status == 409);
    CHECK(caller.f.calls().at(0).data["request_id"] == result.error().request_id);
  }
}
