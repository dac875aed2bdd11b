// The routes of the reference system, in virtual time.
#include "app/app.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using app::App;
using app::Mode;

namespace {

struct Answer {
  HttpResponse response;
  Duration took{};
};

Answer ask(Mode mode, std::string method, std::string target) {
  sim::VirtualRuntime runtime;
  const App app(runtime, mode);
  HttpRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  std::optional<Answer> answer;
  const Spawned job = spawn(app.handle(request), [&](TaskResult<HttpResponse> result) {
    answer = Answer{std::move(*result.value), runtime.now().time_since_epoch()};
  });
  runtime.run_for(1min);
  REQUIRE(answer);
  return *answer;
}

}  // namespace

TEST_CASE("each route says its word after its time") {
  struct Row {
    std::string target;
    std::string message;
    Duration takes;
  };
  const auto row = GENERATE(values<Row>({{"/", "healthy", 15s},
                                         {"/health", "healthy", 0s},
                                         {"/bang", "boom", 0s},
                                         {"/pong", "ping", 0s},
                                         {"/sleep", "awaken", 15s},
                                         {"/env", "server", 0s},
                                         {"/bang?a=1&b=%2F", "boom", 0s}}));
  CAPTURE(row.target);
  const Answer answer = ask(Mode::server, "GET", row.target);
  CHECK(answer.response.status == 200);
  CHECK(answer.response.body == R"({"message":")" + row.message + R"("})");
  CHECK(answer.response.headers.get("Content-Type") == "application/json");
  CHECK(answer.took == row.takes);
}

TEST_CASE("/env names the front door") {
  CHECK(ask(Mode::lambda, "GET", "/env").response.body == R"({"message":"lambda"})");
  CHECK(ask(Mode::server, "GET", "/env").response.body == R"({"message":"server"})");
}

TEST_CASE("an unknown path is 404, and at once") {
  const auto target = GENERATE(as<std::string>(), "/nothing", "/bang/", "/BANG", "*", "", "//");
  CAPTURE(target);
  const Answer answer = ask(Mode::server, "GET", target);
  CHECK(answer.response.status == 404);
  CHECK(answer.response.body == R"({"message":"not found"})");
  CHECK(answer.response.headers.get("content-type") == "application/json");
  CHECK(answer.took == 0s);
}

TEST_CASE("a wrong method is 405 with Allow, and at once") {
  const auto method = GENERATE(as<std::string>(), "POST", "DELETE", "OPTIONS", "get");
  CAPTURE(method);
  const Answer answer = ask(Mode::server, method, "/sleep");
  CHECK(answer.response.status == 405);
  CHECK(answer.response.headers.get("allow") == "GET, HEAD");
  CHECK(answer.response.body == R"({"message":"method not allowed"})");
  CHECK(answer.took == 0s);
}

TEST_CASE("HEAD is GET without the body, and takes as long") {
  const Answer quick = ask(Mode::server, "HEAD", "/bang");
  CHECK(quick.response.status == 200);
  CHECK(quick.response.body.empty());
  CHECK(quick.response.headers.get("content-length") == "18");
  CHECK(quick.response.headers.get("content-type") == "application/json");
  CHECK(ask(Mode::server, "HEAD", "/sleep").took == 15s);
  CHECK(ask(Mode::server, "HEAD", "/nothing").response.status == 404);
  CHECK(ask(Mode::server, "HEAD", "/nothing").response.body.empty());
}

TEST_CASE("a request that is dropped leaves nothing behind") {
  sim::VirtualRuntime runtime;
  const App app(runtime, Mode::server);
  HttpRequest request;
  request.target = "/sleep";
  Spawned job =
      spawn(app.handle(request), [](TaskResult<HttpResponse>) { FAIL("must not complete"); });
  runtime.run_for(1s);
  job.kill();
  CHECK(runtime.pending() == 0);
}
