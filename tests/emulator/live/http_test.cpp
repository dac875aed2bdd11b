// The server and the client of live mode, against each other over loopback sockets.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "emulator/live/http_client.hpp"
#include "emulator/live/http_server.hpp"
#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;
using Kind = ClientOutcome::Kind;

namespace {

struct Pair : Loop {
  explicit Pair(ServerOptions options = {})
      : server(runtime, std::move(options), [this](const ExchangePtr& exchange) {
          ++requests;
          if (exchange->first) ++connections;
          held.push_back(exchange);
          if (answer) answer(exchange);
        }) {
    REQUIRE(server.start());
    client = std::make_unique<HttpClient>(runtime, "127.0.0.1", server.port());
    answer = [](const ExchangePtr& exchange) { exchange->answer({200, "", {}, "hello"}); };
  }

  ClientOutcome send(HttpRequest request, bool keep = true) {
    request.headers.add("Host", "x");
    std::optional<ClientOutcome> outcome;
    client->send(std::move(request), keep,
                 [&](ClientOutcome&& result) { outcome = std::move(result); });
    REQUIRE(until([&] { return outcome.has_value(); }));
    return std::move(*outcome);
  }

  int requests = 0;
  int connections = 0;
  std::vector<ExchangePtr> held;
  std::function<void(const ExchangePtr&)> answer;
  HttpServer server;
  std::unique_ptr<HttpClient> client;
};

}  // namespace

TEST_CASE("A2.3 connections are made when needed, kept and used again") {
  Pair pair;
  CHECK(pair.server.open_connections() == 0);
  for (int i = 0; i < 3; ++i) CHECK(pair.send({"GET", "/a?b=c", {}, ""}).response.body == "hello");
  CHECK(pair.requests == 3);
  CHECK(pair.connections == 1);
  CHECK(pair.held.back()->request.target == "/a?b=c");
  pair.send({}, false);
  CHECK(pair.until([&] { return pair.server.open_connections() == 0; }));
  pair.send({});
  CHECK(pair.connections == 2);
}

TEST_CASE("A2.3 a connection that the other end has closed is not used") {
  Pair pair;
  pair.answer = [](const ExchangePtr& exchange) {
    exchange->answer({200, "", {{"Connection", "close"}}, "bye"});
  };
  CHECK(pair.send({}).response.body == "bye");
  CHECK(pair.send({}).response.body == "bye");
  CHECK(pair.connections == 2);
}

TEST_CASE("A3.19 A4.31 an answer says that the connection is kept, or that it is not") {
  Pair pair;
  CHECK(pair.send({}).response.headers.get("Connection") == "keep-alive");
  pair.answer = [](const ExchangePtr& exchange) {
    exchange->answer({200, "", {{"Connection", "close"}}, ""});
  };
  CHECK(pair.send({}).response.headers.get("Connection") == "close");
}

TEST_CASE("bodies go whole, in both directions") {
  Pair pair;
  const std::string large(3 << 20, 'x');
  ServerOptions options;
  options.body_limit = 8 << 20;
  Pair roomy(options);
  roomy.answer = [](const ExchangePtr& exchange) {
    exchange->answer({201, "", {{"X-A", "1"}}, std::move(exchange->request.body)});
  };
  const ClientOutcome outcome = roomy.send({"POST", "/", {}, large});
  CHECK(outcome.response.status == 201);
  CHECK(outcome.response.headers.get("x-a") == "1");
  CHECK(outcome.response.body == large);
}

TEST_CASE("a body beyond the limit is refused with 413, and the handler is told") {
  Pair pair;
  pair.answer = [](const ExchangePtr& exchange) {
    exchange->answer({exchange->refusal, "", {}, ""});
  };
  const ClientOutcome outcome = pair.send({"POST", "/", {}, std::string(2 << 20, 'x')});
  CHECK(outcome.response.status == 413);
}

TEST_CASE("to HEAD the length is told and the body kept back") {
  Pair pair;
  const ClientOutcome outcome = pair.send({"HEAD", "/", {}, ""});
  CHECK(outcome.response.headers.get("Content-Length") == "5");
  CHECK(outcome.response.body.empty());
  CHECK(pair.send({}).response.body == "hello");  // and the connection is in step
}

TEST_CASE("nothing listens: refused; it hangs up: reset") {
  Pair pair;
  pair.answer = [](const ExchangePtr& exchange) { exchange->drop(); };
  CHECK(pair.send({}).kind == Kind::reset);
  HttpClient nobody(pair.runtime, "127.0.0.1", 1);
  std::optional<Kind> kind;
  nobody.send({}, true, [&](ClientOutcome&& outcome) { kind = outcome.kind; });
  CHECK(pair.until([&] { return kind.has_value(); }));
  CHECK(kind == Kind::refused);
}

TEST_CASE("a client that goes away while it waits: the handler is told, the answer dropped") {
  Pair pair;
  pair.answer = nullptr;
  bool gone = false;
  const auto id = pair.client->send({"GET", "/", {{"Host", "x"}}, ""}, true,
                                    [](ClientOutcome&&) { FAIL("cancelled"); });
  CHECK(pair.until([&] { return !pair.held.empty(); }));
  pair.held.front()->on_gone([&] { gone = true; });
  pair.client->cancel(id);
  CHECK(pair.until([&] { return gone; }));
  pair.held.front()->answer({200, "", {}, "too late"});
  CHECK(pair.until([&] { return pair.server.open_connections() == 0; }));
}

TEST_CASE("A3.4 a request that begins and does not go on: 408 when patience ends") {
  ServerOptions options;
  options.read_patience = 1s;
  Pair pair(options);
  pair.answer = [](const ExchangePtr& exchange) {
    exchange->answer({exchange->refusal, "", {}, ""});
  };
  // A body that never comes.
  boost::asio::ip::tcp::socket socket(pair.runtime.io_context());
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), pair.server.port()});
  boost::asio::write(socket, boost::asio::buffer(std::string(
                                 "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")));
  CHECK(pair.until([&] { return pair.requests == 1; }));
  CHECK(pair.held.front()->refusal == 408);
}

TEST_CASE("A3.1 who leaves in the middle of a request has sent a bad one") {
  Pair pair;
  boost::asio::ip::tcp::socket socket(pair.runtime.io_context());
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), pair.server.port()});
  boost::asio::write(socket, boost::asio::buffer(std::string(
                                 "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")));
  socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
  CHECK(pair.until([&] { return pair.requests == 1; }));
  CHECK(pair.held.front()->refusal == 400);
}

TEST_CASE("A3.11 A3.15 what is no request is told apart: its coding, its version, its size") {
  struct Row {
    std::string sent;
    int refusal;
  };
  const Row row =
      GENERATE(Row{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
               Row{"GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505},
               Row{"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(17000, 'x') + "\r\n\r\n", 431},
               Row{"garbage\r\n\r\n", 400}, Row{"GET / HTTP/1.1\r\n\r\n", 400});
  Pair pair;
  boost::asio::ip::tcp::socket socket(pair.runtime.io_context());
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), pair.server.port()});
  boost::asio::write(socket, boost::asio::buffer(row.sent));
  CHECK(pair.until([&] { return pair.requests == 1; }));
  CHECK(pair.held.front()->refusal == row.refusal);
}

TEST_CASE("a connection that is silent between requests is closed when patience ends") {
  ServerOptions options;
  options.idle_patience = 1s;
  Pair pair(options);
  pair.send({});
  CHECK(pair.server.open_connections() == 1);
  CHECK(pair.until([&] { return pair.server.open_connections() == 0; }));
}

TEST_CASE("the cause of a request is that of its answer") {
  Pair pair;
  EventSeq seen = 0;
  {
    CauseScope scope(pair.runtime, 7);
    pair.client->send({"GET", "/", {{"Host", "x"}}, ""}, true,
                      [&](ClientOutcome&&) { seen = pair.runtime.cause(); });
  }
  CHECK(pair.until([&] { return seen != 0; }));
  CHECK(seen == 7);
}

TEST_CASE("pieces of a stream arrive as they are sent") {
  Pair pair;
  pair.answer = [](const ExchangePtr& exchange) {
    exchange->begin_stream({200, "", {{"Content-Type", "text/plain"}}, "one "});
    CHECK(exchange->stream("two "));
    CHECK(exchange->stream("three"));
    exchange->finish();
  };
  CHECK(pair.send({}).response.body == "one two three");
}

TEST_CASE("an address that cannot be had is an error that names it") {
  Loop loop;
  HttpServer first(loop.runtime, {}, [](const ExchangePtr&) {});
  REQUIRE(first.start());
  ServerOptions same;
  same.port = first.port();
  HttpServer second(loop.runtime, same, [](const ExchangePtr&) {});
  const auto started = second.start();
  REQUIRE_FALSE(started);
  CHECK(started.error() == "cannot listen on " + first.address() + ": Address already in use");
}
