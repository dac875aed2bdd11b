// The app's binary, run for real: its arguments, its signals, its two front doors.
#include <csignal>
#include <mutex>

#include "runtime/json.hpp"
#include "tests/app/raw_client.hpp"
#include "tests/runtime/loopback_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using spillway::testing::ChildProcess;
using spillway::testing::get;
using spillway::testing::LoopbackServer;
using spillway::testing::RawClient;

namespace {

ChildProcess::Variables server_variables(ChildProcess::Variables more = {}) {
  more.insert({{"PORT", "0"}, {"BIND_ADDRESS", "127.0.0.1"}});
  return more;
}

// The port that the server says it listens on.
std::uint16_t port_of(ChildProcess& server) {
  const std::string line = server.read_line();
  const std::string expected = "listening on 127.0.0.1:";
  REQUIRE_THAT(line, Catch::Matchers::StartsWith(expected));
  return static_cast<std::uint16_t>(std::stoi(line.substr(expected.size())));
}

HttpResponse invocation(const std::string& id, const std::string& payload) {
  HttpResponse response;
  response.headers = {{"Lambda-Runtime-Aws-Request-Id", id},
                      {"Lambda-Runtime-Deadline-Ms", "4102444800000"},
                      {"Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:x"}};
  response.body = payload;
  return response;
}

// A Runtime API with these invocations; then it is gone.
class RuntimeApi {
 public:
  explicit RuntimeApi(std::vector<HttpResponse> invocations)
      : invocations_(std::move(invocations)) {}

  std::string address() const { return server_.address(); }
  std::vector<HttpRequest> requests() const { return server_.requests(); }

 private:
  HttpResponse answer(const HttpRequest& request) {
    HttpResponse response;
    response.status = 202;
    if (request.method == "POST") return response;
    response.status = 500;
    return next_ < invocations_.size() ? invocations_[next_++] : response;
  }

  std::vector<HttpResponse> invocations_;
  std::size_t next_ = 0;
  LoopbackServer server_{[this](const HttpRequest& request) { return answer(request); }};
};

}  // namespace

TEST_CASE("--help and --version say what it is") {
  ChildProcess help(SPILLWAY_APP, {"--help"}, {});
  CHECK_THAT(help.read_output(), Catch::Matchers::Contains("PORT") &&
                                     Catch::Matchers::Contains("AWS_LAMBDA_RUNTIME_API"));
  CHECK(help.wait(10s) == 0);
  ChildProcess version(SPILLWAY_APP, {"--version"}, {});
  CHECK_THAT(version.read_output(), Catch::Matchers::StartsWith("spillway-app 0."));
  CHECK(version.wait(10s) == 0);
}

TEST_CASE("bad usage exits with 2 and a reason") {
  ChildProcess argument(SPILLWAY_APP, {"--port", "80"}, {});
  CHECK_THAT(argument.read_errors(), Catch::Matchers::Contains("--help"));
  CHECK(argument.wait(10s) == 2);
  ChildProcess port(SPILLWAY_APP, {}, {{"PORT", "http"}});
  CHECK_THAT(port.read_errors(), Catch::Matchers::Contains("PORT is 'http'"));
  CHECK(port.wait(10s) == 2);
}

TEST_CASE("a port that is taken exits with 1 and a reason") {
  LoopbackServer other([](const HttpRequest&) { return std::nullopt; });
  const std::string port = other.address().substr(other.address().find(':') + 1);
  ChildProcess server(SPILLWAY_APP, {}, {{"PORT", port}, {"BIND_ADDRESS", "127.0.0.1"}});
  CHECK_THAT(server.read_errors(), Catch::Matchers::Contains("cannot listen on 127.0.0.1:" + port));
  CHECK(server.wait(10s) == 1);
}

TEST_CASE("as a server it answers the routes, and a signal ends it with 0") {
  const int number = GENERATE(SIGTERM, SIGINT);
  ChildProcess server(SPILLWAY_APP, {}, server_variables());
  RawClient client(port_of(server));
  client.send(get("/env") + get("/nothing") + "HEAD /bang HTTP/1.1\r\nHost: test\r\n\r\n");
  CHECK(client.receive()->body == R"({"message":"server"})");
  CHECK(client.receive()->status == 404);
  CHECK(client.receive(true)->headers.get("content-length") == "18");
  server.signal(number);
  CHECK(client.closed());
  CHECK(server.wait(10s) == 0);
}

TEST_CASE("SIGTERM lets the request in flight finish, all its 15 seconds") {
  ChildProcess server(SPILLWAY_APP, {}, server_variables());
  const std::uint16_t port = port_of(server);
  RawClient client(port);
  client.send(get("/sleep"));
  // An answer on another connection shows that the first request has been read.
  RawClient other(port);
  other.send(get("/bang", "Connection: close\r\n"));
  REQUIRE(other.receive());
  server.signal(SIGTERM);
  const auto answer = client.receive();
  REQUIRE(answer);
  CHECK(answer->body == R"({"message":"awaken"})");
  CHECK(answer->headers.get("connection") == "close");
  CHECK(client.closed());
  CHECK(server.wait(10s) == 0);
}

TEST_CASE("a second signal ends it at once, whatever is in flight") {
  const auto [first, second, code] =
      GENERATE(table<int, int, int>({{SIGTERM, SIGTERM, 143}, {SIGTERM, SIGINT, 130}}));
  ChildProcess server(SPILLWAY_APP, {}, server_variables());
  const std::uint16_t port = port_of(server);
  RawClient client(port);
  client.send(get("/sleep"));
  RawClient other(port);
  other.send(get("/bang"));
  REQUIRE(other.receive());
  server.signal(first);
  // The idle connection is closed: the first signal has been taken.
  CHECK(other.closed());
  server.signal(second);
  CHECK(server.wait(5s) == code);
  CHECK_FALSE(client.receive());
}

TEST_CASE("E2 it is gone before the container's stop timeout, whatever is in flight") {
  ChildProcess server(SPILLWAY_APP, {}, server_variables({{"STOP_TIMEOUT", "1s"}}));
  const std::uint16_t port = port_of(server);
  RawClient client(port);
  client.send(get("/sleep"));
  RawClient other(port);
  other.send(get("/bang", "Connection: close\r\n"));
  REQUIRE(other.receive());
  server.signal(SIGTERM);
  CHECK(server.wait(5s) == 0);
  CHECK_FALSE(client.receive());
}

TEST_CASE("B2.1 with AWS_LAMBDA_RUNTIME_API set it is a Lambda runtime") {
  const std::string event =
      R"({"requestContext":{"elb":{"targetGroupArn":"arn"}},"httpMethod":"GET","path":"/env",)"
      R"("queryStringParameters":{},"headers":{"host":"h"},"body":"","isBase64Encoded":false})";
  RuntimeApi api({invocation("one", event), invocation("two", "{}"), invocation("three", event)});
  ChildProcess function(SPILLWAY_APP, {}, {{"AWS_LAMBDA_RUNTIME_API", api.address()}});
  CHECK(function.wait(20s) == 1);
  std::vector<HttpRequest> reports = api.requests();
  std::erase_if(reports, [](const HttpRequest& request) { return request.method == "GET"; });
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].target == "/2018-06-01/runtime/invocation/one/response");
  CHECK(Json::parse(reports[0].body)["body"] == R"({"message":"lambda"})");
  CHECK(reports[1].target == "/2018-06-01/runtime/invocation/two/error");
  CHECK(reports[1].headers.get("Lambda-Runtime-Function-Error-Type") == "Function.BadEvent");
  CHECK(Json::parse(reports[1].body)["errorType"] == "Function.BadEvent");
  CHECK(reports[2].target == "/2018-06-01/runtime/invocation/three/response");
}
