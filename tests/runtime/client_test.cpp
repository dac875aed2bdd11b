#include "runtime/aws/client.hpp"

#include <set>

#include "runtime/aws/credentials_provider.hpp"
#include "tests/runtime/run_task.hpp"
#include "tests/runtime/scripted_transport.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using spillway::testing::run_task;
using spillway::testing::ScriptedTransport;

namespace {

HttpResponse ok() { return {200, "", {}, R"({"tasks":[]})"}; }
HttpResponse refusal(int status, const std::string& code) {
  return {status, "", {}, R"({"__type":")" + code + R"(","message":"m"})"};
}

// A client in virtual time whose every answer is scripted.
struct Bench {
  explicit Bench(std::map<std::string, std::string, std::less<>> more = {}) {
    Environment environment({{"AWS_ACCESS_KEY_ID", "AKID"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_SESSION_TOKEN", "token"},
                             {"AWS_REGION", "sa-east-1"},
                             {"AWS_ENDPOINT_URL", "http://127.0.0.1:4566/base"}});
    for (const auto& [name, value] : more) environment.set(name, value);
    credentials = aws::make_credentials_provider(runtime, transport, environment);
    client.emplace(runtime, transport, *credentials, *aws::client_config_from(environment));
  }
  aws::Result call(const char* service = "ecs", const char* action = "ListTasks") {
    return run_task(runtime, client->call(service, action, Json::object()));
  }
  std::size_t attempts() const { return transport.sent.size(); }

  sim::VirtualRuntime runtime;
  ScriptedTransport transport{runtime};
  std::unique_ptr<aws::CredentialsProvider> credentials;
  std::optional<aws::Client> client;
};

}  // namespace

TEST_CASE("a call goes to the endpoint, to be signed with the environment's credentials") {
  Bench bench;
  bench.transport.answer(ok());
  const auto result = bench.call();
  REQUIRE(result);
  CHECK(result->contains("tasks"));
  REQUIRE(bench.attempts() == 1);
  const OutgoingRequest& sent = bench.transport.sent[0];
  CHECK(sent.origin == "http://127.0.0.1:4566");
  CHECK(sent.request.target == "/base/");
  CHECK(sent.request.headers.get("X-Amz-Target") == "AmazonEC2ContainerServiceV20141113.ListTasks");
  REQUIRE(sent.signing);
  CHECK(sent.signing->service == "ecs");
  CHECK(sent.signing->region == "sa-east-1");
  CHECK(sent.signing->credentials.access_key_id == "AKID");
  CHECK(sent.signing->credentials.session_token == "token");
}

TEST_CASE("F2 throttling, 5xx and lost connections are retried; three attempts in all") {
  const auto attempts_after = [](auto script) {
    Bench bench;
    script(bench.transport);
    bench.transport.answer(ok());
    CHECK(bench.call());
    return bench.attempts();
  };
  CHECK(attempts_after([](auto& t) { t.answer(refusal(400, "ThrottlingException")); }) == 2);
  CHECK(attempts_after([](auto& t) { t.answer(refusal(500, "ServerException")); }) == 2);
  CHECK(attempts_after([](auto& t) { t.fail({"reset", true}); }) == 2);
  CHECK(attempts_after([](auto& t) {
          t.answer(refusal(429, "TooManyRequestsException"));
          t.answer({503, "", {}, "<html>"});
        }) == 3);

  Bench bench;
  for (int i = 0; i < 3; ++i) bench.transport.answer(refusal(400, "ThrottlingException"));
  bench.transport.answer(ok());
  const auto result = bench.call();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == "ThrottlingException");
  CHECK(bench.attempts() == 3);
}

TEST_CASE("a refusal is not retried") {
  for (const int status : {400, 403, 404, 501}) {
    Bench bench;
    bench.transport.answer(refusal(status, "ServiceNotFoundException"));
    bench.transport.answer(ok());
    const auto result = bench.call();
    REQUIRE_FALSE(result);
    CHECK(result.error().http_status == status);
    CHECK(bench.attempts() == 1);
  }
}

TEST_CASE("the pauses between attempts are random: below 1 s, then below 2 s") {
  Bench bench;
  std::set<double> seen;
  for (int i = 0; i < 20; ++i) {
    bench.transport.sent_at.clear();
    for (int n = 0; n < 3; ++n) bench.transport.answer(refusal(500, "ServerException"));
    CHECK_FALSE(bench.call());
    REQUIRE(bench.transport.sent_at.size() == 3);
    for (std::size_t n = 0; n < 2; ++n) {
      const double pause = to_seconds(bench.transport.sent_at[n + 1] - bench.transport.sent_at[n]);
      CHECK(pause < static_cast<double>(n + 1));
      seen.insert(pause);
    }
  }
  CHECK(seen.size() == 40);
}

TEST_CASE("the pauses double up to 20 s, and are spread over the whole range") {
  Rng rng(1, "test");
  for (const auto& [attempt, limit] :
       {std::pair{1, 1.0}, {2, 2.0}, {5, 16.0}, {6, 20.0}, {60, 20.0}}) {
    double longest = 0;
    for (int i = 0; i < 1000; ++i) {
      const double pause = to_seconds(aws::backoff_after(attempt, 20s, rng));
      CHECK(pause < limit);
      longest = std::max(longest, pause);
    }
    CHECK(longest > limit * 0.9);
  }
}

TEST_CASE("AWS_MAX_ATTEMPTS bounds the attempts, and must be a number") {
  Bench bench({{"AWS_MAX_ATTEMPTS", "1"}});
  bench.transport.answer(refusal(500, "ServerException"));
  CHECK_FALSE(bench.call());
  CHECK(bench.attempts() == 1);
  for (const char* wrong : {"0", "x", "3x", "-1"}) {
    CHECK_FALSE(aws::client_config_from(Environment({{"AWS_MAX_ATTEMPTS", wrong}})));
  }
}

TEST_CASE("the retry quota ends the retries of a long outage and comes back with success") {
  Bench bench;
  for (int i = 0; i < 300; ++i) bench.transport.answer(refusal(500, "ServerException"));
  // 500 tokens are 100 retries, two a call.
  for (int i = 0; i < 50; ++i) CHECK_FALSE(bench.call());
  CHECK(bench.attempts() == 150);
  CHECK_FALSE(bench.call());
  CHECK(bench.attempts() == 151);

  aws::RetryQuota quota;
  const aws::Error throttled("Throttling", "m", "", 400);
  const aws::Error lost("", "reset");
  CHECK(quota.acquire(lost) == 10);
  CHECK(quota.acquire(throttled) == 5);
  while (quota.acquire(throttled) > 0) {
  }
  for (int i = 0; i < 4; ++i) quota.release(0);
  CHECK(quota.acquire(throttled) == 0);
  quota.release(0);
  CHECK(quota.acquire(throttled) == 5);
}

TEST_CASE("what this client cannot send is an error without an attempt") {
  Bench bench;
  CHECK(bench.call("s3", "GetObject").error().code == aws::kClientError);
  CHECK(bench.call("lambda", "ListFunctions").error().code == aws::kClientError);
  CHECK(bench.attempts() == 0);
}

TEST_CASE("no answer at all is an error without code and status") {
  Bench bench({{"AWS_MAX_ATTEMPTS", "1"}});
  bench.transport.fail({"connection refused"});
  const auto result = bench.call();
  REQUIRE_FALSE(result);
  CHECK(result.error().code.empty());
  CHECK(result.error().http_status == 0);
  CHECK(result.error().message == "connection refused");
}
