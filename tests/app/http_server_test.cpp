// The HTTP server over real sockets: what it takes, what it refuses, how it stops.
#include "runtime/wall_time.hpp"
#include "tests/app/raw_client.hpp"
#include "tests/app/running_server.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using spillway::testing::get;
using spillway::testing::RawClient;
using spillway::testing::RunningServer;

namespace {

// Asks and gives the answer; the test fails without one.
HttpResponse ask(RawClient& client, std::string_view request, bool head = false) {
  client.send(request);
  auto response = client.receive(head);
  REQUIRE(response);
  return std::move(*response);
}

}  // namespace

TEST_CASE("a connection is kept for one request after the other") {
  RunningServer server;
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    const HttpResponse response = ask(client, get("/a?b=%20"));
    CHECK(response.status == 200);
    CHECK(response.reason == "OK");
    CHECK(response.body == "GET /a?b=%20 ");
    CHECK(response.headers.get("content-type") == "text/plain");
    CHECK(response.headers.get("content-length") == "13");
    CHECK_FALSE(response.headers.contains("connection"));
  }
}

TEST_CASE("requests sent at once are answered in order") {
  RunningServer server;
  RawClient client(server.port());
  client.send(get("/slow") + get("/second") + get("/third"));
  CHECK(client.receive()->body == "GET /slow ");
  CHECK(client.receive()->body == "GET /second ");
  CHECK(client.receive()->body == "GET /third ");
}

TEST_CASE("one slow request holds up nobody else") {
  RunningServer server;
  RawClient slow(server.port());
  slow.send(get("/late"));
  RawClient quick(server.port());
  CHECK(ask(quick, get("/")).status == 200);
}

TEST_CASE("the connection ends when the client wants it") {
  RunningServer server;
  SECTION("by Connection: close") {
    RawClient client(server.port());
    CHECK(ask(client, get("/", "Connection: close\r\n")).headers.get("connection") == "close");
    CHECK(client.closed());
  }
  SECTION("by HTTP/1.0") {
    RawClient client(server.port());
    CHECK(ask(client, "GET / HTTP/1.0\r\n\r\n").body == "GET / ");
    CHECK(client.closed());
  }
  SECTION("but not by HTTP/1.0 with keep-alive") {
    RawClient client(server.port());
    const char* request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    CHECK(ask(client, request).headers.get("connection") == "keep-alive");
    CHECK(ask(client, request).status == 200);
  }
}

TEST_CASE("HEAD has GET's length and no body") {
  RunningServer server;
  RawClient client(server.port());
  const HttpResponse head = ask(client, "HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n", true);
  CHECK(head.status == 200);
  CHECK(head.headers.get("content-length") == "8");
  CHECK(ask(client, get("/next")).body == "GET /next ");
}

TEST_CASE("every answer has the Date of its second, also those that the server makes itself") {
  RunningServer server;
  RawClient client(server.port());
  const auto is_now = [&](std::string_view request, int status, bool head) {
    const WallTime before = std::chrono::system_clock::now();
    const HttpResponse response = ask(client, request, head);
    const WallTime after = std::chrono::system_clock::now();
    CHECK(response.status == status);
    const auto date = response.headers.get("date");
    REQUIRE(date);
    bool found = *date == format_http_date(after);
    for (WallTime t = before; t < after; t += 1s) found |= *date == format_http_date(t);
    CAPTURE(*date);
    CHECK(found);
  };
  is_now(get("/"), 200, false);
  is_now("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n", 200, true);
  is_now(get("/throw"), 500, false);
  std::this_thread::sleep_for(1100ms);
  is_now(get("/"), 200, false);
  is_now("GET / HTTP/1.1\r\n\r\n", 400, false);
}

TEST_CASE("a Date of the handler's own is the only one") {
  RunningServer server;
  RawClient client(server.port());
  const HttpResponse response = ask(client, get("/dated"));
  std::vector<std::string> dates;
  for (const auto& [name, value] : response.headers) {
    if (iequals(name, "date")) dates.emplace_back(value);
  }
  CHECK(dates == std::vector<std::string>{"Mon, 05 Jan 2026 12:00:00 GMT"});
}

TEST_CASE("bodies come whole, by length or in chunks") {
  RunningServer server;
  RawClient client(server.port());
  CHECK(ask(client, "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc").body ==
        "POST / abc");
  CHECK(ask(client,
            "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
            .body == "POST / abc");
}

TEST_CASE("a client that asks first is told to go on") {
  RunningServer server;
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\n");
  CHECK(client.receive()->status == 100);
  CHECK(ask(client, "abc").body == "POST / abc");
}

TEST_CASE("an absolute target loses scheme and host") {
  RunningServer server;
  RawClient client(server.port());
  CHECK(ask(client, get("http://test:80/a?b")).body == "GET /a?b ");
  CHECK(ask(client, get("HTTP://test?b")).body == "GET /?b ");
  CHECK(ask(client, get("http://test")).body == "GET / ");
}

TEST_CASE("what cannot be taken is refused in JSON, and the connection closed") {
  struct Row {
    std::string request;
    int status;
  };
  app::ServerOptions options;
  options.max_target = 100;
  options.max_header_field = 200;
  options.max_header = 500;
  options.max_body = 10;
  RunningServer server(options);
  const std::string post = "POST / HTTP/1.1\r\nHost: test\r\n";
  const auto x = [](std::size_t count) { return std::string(count, 'x'); };
  const std::string fields =
      "A: " + x(150) + "\r\nB: " + x(150) + "\r\nC: " + x(150) + "\r\nD: " + x(150) + "\r\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {get("/", "Bad Header: x\r\n"), 400},
      {post + "Content-Length: x\r\n\r\n", 400},
      {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {post + "Content-Length: 11\r\n\r\n", 413},
      {post + "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n", 413},
      {post + "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n", 413},
      {get("/" + x(100)), 414},
      {get("/" + x(1000)), 414},
      {get("/", "X-Long: " + x(200) + "\r\n"), 431},
      {get("/", fields), 431},
      {post + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {"GET / HTTP/2.0\r\nHost: test\r\n\r\n", 505},
  }));
  CAPTURE(row.request);
  RawClient client(server.port());
  const HttpResponse response = ask(client, row.request);
  CHECK(response.status == row.status);
  CHECK(response.headers.get("connection") == "close");
  CHECK(response.headers.get("content-type") == "application/json");
  CHECK(response.body == R"({"message":")" + std::string(reason_phrase(row.status)) + R"("})");
  CHECK(client.closed());
}

TEST_CASE("what is just within the limits is taken") {
  app::ServerOptions options;
  options.max_target = 100;
  options.max_header_field = 200;
  options.max_body = 10;
  RunningServer server(options);
  RawClient client(server.port());
  CHECK(ask(client, get("/" + std::string(99, 'x'))).status == 200);
  CHECK(ask(client, get("/", "X-Long: " + std::string(194, 'x') + "\r\n")).status == 200);
  CHECK(ask(client, "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n0123456789").body ==
        "POST / 0123456789");
}

TEST_CASE("A4 a client that sends too large a body hears why") {
  RunningServer server;
  RawClient client(server.port());
  std::string request = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1048577\r\n\r\n";
  request += std::string(1048577, 'x');
  CHECK(ask(client, request).status == 413);
}

TEST_CASE("a handler's exception is a 500, and the connection goes on") {
  RunningServer server;
  RawClient client(server.port());
  CHECK(ask(client, get("/throw")).status == 500);
  CHECK(ask(client, get("/next")).status == 200);
}

TEST_CASE("a connection without a request, or with half of one, is closed after its time") {
  app::ServerOptions options;
  options.idle_timeout = 100ms;
  options.read_timeout = 100ms;
  RunningServer server(options);
  RawClient idle(server.port());
  CHECK(idle.closed());
  RawClient half(server.port());
  half.send("GET / HT");
  CHECK(half.closed());
}

TEST_CASE("the handler has all the time it wants") {
  app::ServerOptions options;
  options.idle_timeout = 50ms;
  options.read_timeout = 50ms;
  options.write_timeout = 50ms;
  RunningServer server(options);
  RawClient client(server.port());
  CHECK(ask(client, get("/slow")).body == "GET /slow ");
}

TEST_CASE("stopping closes what is idle, and lets requests in flight finish") {
  RunningServer server;
  RawClient idle(server.port());
  CHECK(ask(idle, get("/")).status == 200);
  RawClient busy(server.port());
  busy.send(get("/slow") + get("/too-late"));
  std::this_thread::sleep_for(50ms);
  const std::uint16_t port = server.port();
  auto stopped = server.stop();
  CHECK(idle.closed());
  const auto answer = busy.receive();
  REQUIRE(answer);
  CHECK(answer->body == "GET /slow ");
  CHECK(answer->headers.get("connection") == "close");
  CHECK(busy.closed());
  CHECK_THROWS_AS(RawClient(port), boost::system::system_error);
  CHECK(stopped.wait_for(10s) == std::future_status::ready);
}

TEST_CASE("stopping without connections is done at once") {
  RunningServer server;
  CHECK(server.stop().wait_for(10s) == std::future_status::ready);
}

TEST_CASE("stopping breaks off what its patience does not outlast") {
  app::ServerOptions options;
  options.stop_patience = 100ms;
  RunningServer server(options);
  RawClient busy(server.port());
  busy.send(get("/late"));
  std::this_thread::sleep_for(50ms);
  CHECK(server.stop().wait_for(10s) == std::future_status::ready);
  CHECK_FALSE(busy.receive());
}

TEST_CASE("an address that cannot be had is an error that names it") {
  LiveRuntime runtime;
  const auto start = [&](const std::string& address, std::uint16_t port) {
    app::ServerOptions options;
    options.address = address;
    options.port = port;
    app::HttpServer server(runtime, nullptr, options);
    const auto started = server.start();
    REQUIRE_FALSE(started);
    return started.error();
  };
  RunningServer other;
  CHECK_THAT(start("127.0.0.1", other.port()),
             Catch::Matchers::StartsWith(
                 "cannot listen on 127.0.0.1:" + std::to_string(other.port()) + ": "));
  CHECK_THAT(start("localhost", 0), Catch::Matchers::Contains("'localhost': it is not an IP"));
}
