#include "runtime/aws/credentials_provider.hpp"
#include "runtime/json.hpp"
#include "runtime/wall_time.hpp"
#include "tests/runtime/run_task.hpp"
#include "tests/runtime/scripted_transport.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using spillway::testing::run_task;
using spillway::testing::ScriptedTransport;

namespace {

struct Bench {
  explicit Bench(std::map<std::string, std::string, std::less<>> variables)
      : provider(aws::make_credentials_provider(runtime, transport, Environment(variables))) {}
  aws::CredentialsResult get() { return run_task(runtime, provider->get()); }
  void lease(const std::string& id, Duration lasts) {
    const Json body = {{"AccessKeyId", id},
                       {"SecretAccessKey", "s"},
                       {"Token", "t"},
                       {"Expiration", format_iso8601_seconds(runtime.wall_now() + lasts)}};
    transport.answer({200, "", {}, body.dump()});
  }

  sim::VirtualRuntime runtime;
  ScriptedTransport transport{runtime};
  std::unique_ptr<aws::CredentialsProvider> provider;
};

}  // namespace

TEST_CASE("credentials of the environment, with and without a session token") {
  Bench with(
      {{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}, {"AWS_SESSION_TOKEN", "T"}});
  CHECK(with.get()->access_key_id == "A");
  CHECK(with.get()->secret_access_key == "S");
  CHECK(with.get()->session_token == "T");
  Bench without({{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}});
  CHECK(without.get()->session_token.empty());
  Bench half({{"AWS_ACCESS_KEY_ID", "A"}});
  CHECK_FALSE(half.get());
  CHECK(Bench({}).provider == nullptr);
}

TEST_CASE("the container endpoint is asked once and again before its credentials expire") {
  Bench bench({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x"},
               {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer y"}});
  bench.lease("first", 48h);
  CHECK(bench.get()->access_key_id == "first");
  CHECK(bench.get()->session_token == "t");
  REQUIRE(bench.transport.sent.size() == 1);
  CHECK(bench.transport.sent[0].origin == "http://169.254.170.2");
  CHECK(bench.transport.sent[0].request.target == "/v2/credentials/x");
  CHECK(bench.transport.sent[0].request.headers.get("Authorization") == "Bearer y");
  CHECK_FALSE(bench.transport.sent[0].signing);
}

TEST_CASE("credentials are renewed 15 minutes before they expire, and used on if that fails") {
  Bench bench({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost:8080/get?a=b"}});
  const auto id = [&] {
    const auto result = bench.get();
    return result ? result->access_key_id : "none";
  };
  // Every get() lets a day pass, so these last for a day and a bit.
  bench.lease("first", 48h + 15min);
  CHECK(id() == "first");
  CHECK(id() == "first");  // at 24 h: asks for nothing
  CHECK(bench.transport.sent.size() == 1);
  CHECK(bench.transport.sent[0].origin == "http://localhost:8080");
  CHECK(bench.transport.sent[0].request.target == "/get?a=b");
  CHECK(id() == "first");  // at 48 h: 15 minutes are left, the script is at its end
  CHECK(bench.transport.sent.size() == 1 + 3);  // three attempts in vain
  CHECK(id() == "none");                        // at 72 h
  bench.lease("second", 1h);
  CHECK(id() == "second");
}

TEST_CASE("an answer that gives no credentials is an error after three attempts a second apart") {
  const HttpResponse answers[] = {{500, "", {}, ""}, {200, "", {}, "x"}, {200, "", {}, "{}"}};
  for (const HttpResponse& answer : answers) {
    Bench bench({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}});
    for (int i = 0; i < 3; ++i) bench.transport.answer(answer);
    CHECK_FALSE(bench.get());
    REQUIRE(bench.transport.sent_at.size() == 3);
    CHECK(bench.transport.sent_at[2] - bench.transport.sent_at[0] == 2s);
  }
}

TEST_CASE("plain http is trusted to loopback and the container agents only") {
  const auto asked = [](const char* url) {
    Bench bench({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", url}});
    CHECK_FALSE(bench.get());
    return !bench.transport.sent.empty();
  };
  CHECK(asked("http://127.0.0.1/x"));
  CHECK(asked("https://credentials.example/x"));
  CHECK(asked("http://169.254.170.23/v1/credentials"));
  CHECK_FALSE(asked("http://credentials.example/x"));
  CHECK_FALSE(asked("http://169.254.170.2.example/x"));
  CHECK_FALSE(asked("credentials.example"));
}
