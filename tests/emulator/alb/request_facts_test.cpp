// aws-facts A2 to A4: the limits of requests to the byte, and what the load balancer makes of
// single header fields.
#include "emulator/alb/request_facts.hpp"

#include "emulator/alb/error_pages.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

constexpr std::size_t kKilo = 1024;

struct FunctionWorld : World {
  FunctionWorld() { build(); }

  int status_of(const HttpRequest& request) {
    ClientRequest client;
    client.request = request;
    return send(std::move(client), 0s)->response.status;
  }
  Json headers_seen(HttpHeaders headers) {
    HttpRequest request;
    request.headers = std::move(headers);
    CHECK(status_of(request) == 200);
    return Json::parse(lambda.events.back())["headers"];
  }
};

std::string addresses(int count) {
  std::string list = "10.0.0.1";
  for (int i = 1; i < count; ++i) list += ", 10.0.0.1";
  return list;
}

const std::string kRoot = "Root=1-67891233-abcdef012345678912345678";

}  // namespace

TEST_CASE("A2.6 A3.6 a request line has 16 K at most, be it the path that is long or the query") {
  FunctionWorld world;
  const std::string around = "GET  HTTP/1.1\r\n";
  HttpRequest request;
  request.target = GENERATE(as<std::string>(), "/", "/?");
  request.target.resize(16 * kKilo - around.size(), 'x');
  CHECK(world.status_of(request) == 200);
  request.target += 'x';
  CHECK(world.status_of(request) == 414);
  CHECK(world.lambda.events.size() == 1);
}

TEST_CASE("A2.6 A3.1 a header has 16 K at most, and all of them 64 K") {
  FunctionWorld world;
  HttpRequest request;
  const std::string longest(16 * kKilo - std::string("X: \r\n").size(), 'x');
  for (int i = 0; i < 4; ++i) request.headers.add("X", longest);
  CHECK(world.status_of(request) == 200);
  SECTION("one more") {
    request.headers.add("Y", "");
    CHECK(world.status_of(request) == 400);
  }
  SECTION("one longer") {
    request.headers = {{"X", longest + "x"}};
    CHECK(world.status_of(request) == 400);
  }
  CHECK(world.lambda.events.size() == 1);
}

TEST_CASE("A2.6 A3.12 a response's headers have 32 K at most") {
  IpWorld world;
  HttpHeaders& headers = world.network.hosts[kAddress].response.headers;
  headers = {{"X", std::string(32 * kKilo - std::string("X: \r\n").size(), 'x')}};
  CHECK(world.get()->response.status == 200);
  headers = {{"X", std::string(32 * kKilo - std::string("X: \r\n").size() + 1, 'x')}};
  CHECK(world.get()->response.status == 502);
}

TEST_CASE("A3.8 X-Forwarded-For with 30 addresses is let through, with 31 it is 463") {
  FunctionWorld world;
  HttpRequest request;
  request.headers = {{"X-Forwarded-For", addresses(30)}};
  CHECK(world.status_of(request) == 200);
  request.headers = {{"X-Forwarded-For", addresses(31)}};
  CHECK(world.status_of(request) == 463);
}

TEST_CASE("A3.5 A4.6 A4.33 a body of 1 MB reaches a function, one byte more does not") {
  FunctionWorld world;
  HttpRequest request;
  request.method = "POST";
  request.headers = {{"Content-Type", "text/plain"}};
  request.body.assign(kKilo * kKilo, 'x');
  CHECK(world.status_of(request) == 200);
  request.body += 'x';
  CHECK(world.status_of(request) == 413);
  CHECK(world.lambda.events.size() == 1);
}

TEST_CASE("A3.1 A3.4 A3.11 A3.15 no whole request came: its page, the end, and its count") {
  // What a socket's front has found out: the client fell silent within its request, or left; an
  // unsupported transfer coding; a version of HTTP that is none.
  const int status = GENERATE(400, 408, 501, 505);
  FunctionWorld world;
  ClientRequest client;
  client.refused = status;
  const auto answer = world.send(client);
  CHECK(answer->response.status == status);
  CHECK(answer->response.body == error_page(status, ""));
  CHECK(header(*answer, "Server") == "awselb/2.0");
  CHECK(header(*answer, "Content-Type") == "text/html");
  CHECK(answer->target_kind == TargetKind::none);
  CHECK(world.lambda.events.empty());
  const std::string metric = status < 500 ? "HTTPCode_ELB_4XX_Count" : "HTTPCode_ELB_5XX_Count";
  CHECK(world.metrics.sum(metric + " LoadBalancer=app/web") == 1);
  CHECK(world.metrics.sum("RequestCount LoadBalancer=app/web") == 0);
}

TEST_CASE("A3.21 a browser gets the padding with the page, whoever was to answer it") {
  const std::string browser = GENERATE("Mozilla/5.0 AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
                                       "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)");
  std::string padding;
  for (int i = 0; i < 6; ++i) {
    padding += "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n";
  }
  ClientRequest client;
  client.request.headers = {{"User-Agent", browser}};
  SECTION("a function") {
    FunctionWorld world;
    world.lambda.reply = {LambdaOutcome::throttled, ""};
    const auto answer = world.send(client);
    CHECK(answer->response.body == error_page(502, "") + padding);
    CHECK(header(*answer, "Content-Length") == "524");
  }
  SECTION("an address") {
    IpWorld world;
    world.network.hosts[kAddress].outcome = ConnectOutcome::reset;
    CHECK(world.send(client)->response.body == error_page(502, "") + padding);
  }
}

TEST_CASE("A4.10 only an upgrade to a WebSocket is refused; any other is as none") {
  FunctionWorld world;
  HttpRequest request;
  request.headers = {{"Connection", "Upgrade"}, {"Upgrade", "WebSocket"}};
  CHECK(world.status_of(request) == 400);
  const Json seen = world.headers_seen(
      {{"Connection", "Upgrade, HTTP2-Settings"}, {"Upgrade", "h2c"}});  // as curl --http2 asks
  CHECK_FALSE(seen.contains("upgrade"));
  CHECK_FALSE(seen.contains("connection"));
}

TEST_CASE("A4.23 a Self that is there is replaced, what else is there is kept") {
  FunctionWorld world;
  const std::string inbound =
      "Self=1-67891234-12456789abcdef012345678;" + kRoot + ";CalledFrom=app";
  const std::string seen = world.headers_seen({{"X-Amzn-Trace-Id", inbound}})["x-amzn-trace-id"];
  CHECK(seen.starts_with("Self=1-695ba7c0-"));
  CHECK(seen.substr(5 + TraceIds::kLength) == ";" + kRoot + ";CalledFrom=app");
}

TEST_CASE("A4.23 headers of more than 7 KB: the trace header is a root and nothing else") {
  FunctionWorld world;
  const std::string name = "X-Amzn-Trace-Id";
  const std::size_t others = name.size() + kRoot.size() + 4 + std::string("X: \r\n").size();
  const std::string fits(7 * kKilo - others, 'x');
  Json seen = world.headers_seen({{name, kRoot}, {"X", fits}});
  CHECK(seen["x-amzn-trace-id"].get<std::string>().ends_with(kRoot));
  seen = world.headers_seen({{name, kRoot}, {"X", fits + "x"}});
  const std::string alone = seen["x-amzn-trace-id"];
  CHECK(alone.starts_with("Root=1-695ba7c0-"));
  CHECK(alone.size() == 5 + TraceIds::kLength);
}
