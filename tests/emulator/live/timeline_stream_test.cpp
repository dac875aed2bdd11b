// The timeline as server-sent events, read by a plain socket.
#include "emulator/live/timeline_stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "emulator/live/http_server.hpp"
#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;
namespace net = boost::asio;

namespace {

struct Streaming : Loop {
  explicit Streaming(StreamSettings settings = {})
      : timeline(runtime),
        stream(runtime, timeline, {}, settings),
        server(runtime, {}, [this](const ExchangePtr& exchange) { stream.serve(exchange); }) {
    REQUIRE(server.start());
  }

  // In one event, as in a run: the clock stands still meanwhile.
  void happen(int events, const std::string& text = "x") {
    bool done = false;
    runtime.post([&] {
      for (int i = 0; i < events; ++i) timeline.record("run.finished", {{"reason", text}});
      done = true;
    });
    REQUIRE(until([&] { return done; }));
  }

  core::Timeline timeline;
  TimelineStream stream;
  HttpServer server;
};

// Reads only when it is told to.
struct Client {
  Client(Streaming& streaming, const std::string& fields, const std::string& query = "")
      : socket(streaming.runtime.io_context()) {
    // Where the system would keep dozens of megabytes for it, nobody would ever fall behind.
    socket.open(net::ip::tcp::v4());
    socket.set_option(net::socket_base::receive_buffer_size(65536));
    socket.connect({net::ip::make_address("127.0.0.1"), streaming.server.port()});
    net::write(socket,
               net::buffer("GET /timeline" + query + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n"));
    socket.non_blocking(true);
  }

  // False at the end of the stream.
  bool read() {
    char bytes[65536];
    boost::system::error_code error;
    while (const std::size_t size = socket.read_some(net::buffer(bytes), error)) {
      text.append(bytes, size);
    }
    return error == net::error::would_block;
  }

  bool has(const std::string& what) {
    read();
    return text.find(what) != std::string::npos;
  }

  net::ip::tcp::socket socket;
  std::string text;
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("who asks is told what has happened, and then what happens") {
  Streaming s;
  s.happen(3);
  Client client(s, "");
  CHECK(s.until([&] { return client.has("id: 3\ndata: {"); }));
  CHECK(client.text.find("Content-Type: text/event-stream") != std::string::npos);
  CHECK(count(client.text, "\ndata: ") == 3);
  s.happen(1);
  CHECK(s.until([&] { return client.has("id: 4\n"); }));
}

TEST_CASE("who asks before anything has happened misses nothing") {
  Streaming s;
  Client client(s, "");
  CHECK(s.until([&] { return s.stream.readers() == 1; }));
  s.happen(2);
  CHECK(s.until([&] { return client.has("id: 2\n"); }));
  CHECK(client.has("id: 1\n"));
}

TEST_CASE("a reader begins where it wants to") {
  Streaming s;
  s.happen(9);
  Client from(s, "", "?from=4");
  Client after(s, "Last-Event-ID: 6\r\n");
  CHECK(s.until([&] { return from.has("id: 9\n") && after.has("id: 9\n"); }));
  CHECK(count(from.text, "data: ") == 6);
  CHECK(count(after.text, "data: ") == 3);
  Client wrong(s, "", "?from=-1");
  CHECK(s.until([&] { return wrong.has("400 Bad Request"); }));
}

TEST_CASE("a long past comes whole to a slow reader, and never waits in memory at once") {
  Streaming s;
  s.happen(20'000, std::string(500, 'x'));  // ten megabytes
  Client client(s, "");
  CHECK(s.until([&] { return s.stream.readers() == 1; }));
  CHECK(s.until([&] { return client.has("id: 20000\n"); }));
  CHECK(count(client.text, "\ndata: ") == 20'000);
}

TEST_CASE("when nothing happens a comment says that the stream is alive") {
  StreamSettings settings;
  settings.keep_alive = 50ms;
  Streaming s(settings);
  Client client(s, "");
  CHECK(s.until([&] { return count((client.read(), client.text), ": keep-alive\n\n") >= 2; }));
}

TEST_CASE("a reader that takes nothing is dropped, the others go on") {
  StreamSettings settings;
  settings.patience = 2s;
  Streaming s(settings);
  Client stuck(s, "");
  Client other(s, "");
  CHECK(s.until([&] { return s.stream.readers() == 2; }));
  s.happen(2'000, std::string(8000, 'x'));  // more than the system's buffers hold
  CHECK(s.until([&] { return other.read() && s.stream.readers() == 1; }));
  s.happen(1, "last");
  CHECK(s.until([&] { return other.has("\"last\""); }));
}

TEST_CASE("a reader that falls behind what is kept is dropped") {
  StreamSettings settings;
  settings.past = 100;
  Streaming s(settings);
  Client stuck(s, "");
  CHECK(s.until([&] { return s.stream.readers() == 1; }));
  s.happen(20'000, std::string(1000, 'x'));
  CHECK(s.stream.readers() == 0);
  // Who comes late gets what is kept.
  Client late(s, "");
  CHECK(s.until([&] { return late.has("id: 20000\n"); }));
  CHECK(count(late.text, "\ndata: ") == 100);
}

TEST_CASE("there is a limit of readers") {
  StreamSettings settings;
  settings.readers = 1;
  Streaming s(settings);
  Client first(s, "");
  CHECK(s.until([&] { return s.stream.readers() == 1; }));
  Client second(s, "");
  CHECK(s.until([&] { return second.has("503 Service Unavailable"); }));
  first.socket.close();
  CHECK(s.until([&] { return s.stream.readers() == 0; }));
}
