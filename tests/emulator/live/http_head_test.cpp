// The heads of messages on the load balancer's data path: what is understood, what is refused, and
// what is merely doubtful.
#include "emulator/live/http_head.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::live;
using Kind = BodyFraming::Kind;

namespace {

struct Parsed {
  bool complete = false;
  HttpRequest request;
  RequestHead head;
};

Parsed parse(std::string_view text) {
  Parsed parsed;
  std::size_t scanned = 0;
  parsed.complete = parse_request_head(text, scanned, parsed.request, parsed.head);
  return parsed;
}

// A request with these further fields.
Parsed with(const std::string& fields, const std::string& method = "POST") {
  return parse(method + " / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
}

struct Answer {
  bool complete = false;
  HttpResponse response;
  ResponseHead head;
};

Answer parse_answer(std::string_view text, bool to_head = false) {
  Answer answer;
  std::size_t scanned = 0;
  answer.complete = parse_response_head(text, scanned, to_head, answer.response, answer.head);
  return answer;
}

}  // namespace

TEST_CASE("a request's head: its line, its fields, and where it ends") {
  const std::string text =
      "GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-One:  two words \t\r\nX-Empty:\r\n\r\n";
  const Parsed parsed = parse(text + "GET /next");
  REQUIRE(parsed.complete);
  CHECK(parsed.head.refused == 0);
  CHECK(parsed.head.bytes == text.size());
  CHECK(parsed.request.method == "GET");
  CHECK(parsed.request.target == "/a?b=c");
  CHECK(parsed.request.headers.get("x-one") == "two words");
  CHECK(parsed.request.headers.get("X-Empty") == "");
  CHECK(parsed.head.version == 11);
  CHECK(parsed.head.keep_alive);
  CHECK(parsed.head.body.kind == Kind::none);
  CHECK(parsed.head.desync.tier == Desync::Tier::compliant);
}

TEST_CASE("an absolute target counts, whatever Host says") {
  const Parsed parsed = parse("GET HTTP://other:81/a?b HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(parsed.request.target == "/a?b");
  CHECK(parsed.request.headers.get("host") == "other:81");
  CHECK(parse("GET http://other?b HTTP/1.1\r\nHost: x\r\n\r\n").request.target == "/?b");
  CHECK(parse("GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n").head.refused == 400);
}

TEST_CASE("a head may come in any pieces") {
  const std::string text = "\r\nGET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n";
  Parsed parsed;
  std::size_t scanned = 0;
  for (std::size_t n = 0; n < text.size(); ++n) {
    REQUIRE_FALSE(parse_request_head(std::string_view(text).substr(0, n), scanned, parsed.request,
                                     parsed.head));
  }
  REQUIRE(parse_request_head(text, scanned, parsed.request, parsed.head));
  CHECK(parsed.head.bytes == text.size());
  CHECK(parsed.request.headers.size() == 2);
}

TEST_CASE("what concerns this connection only is taken off") {
  const Parsed parsed = with(
      "Connection: keep-alive, X\r\nKeep-Alive: 5\r\nTE: trailers\r\nExpect: 100-continue\r\n"
      "Upgrade: h2c\r\nTransfer-Encoding: chunked\r\nX-Own: 1\r\n");
  CHECK(parsed.request.headers == HttpHeaders{{"Host", "x"}, {"X-Own", "1"}});
  CHECK(parsed.head.expects_continue);
  CHECK(parsed.head.body.kind == Kind::chunked);
}

TEST_CASE("how long a connection lasts") {
  CHECK(with("").head.keep_alive);
  CHECK_FALSE(with("Connection: Close\r\n").head.keep_alive);
  CHECK_FALSE(with("Connection: x, close\r\n").head.keep_alive);
  CHECK_FALSE(parse("GET / HTTP/1.0\r\n\r\n").head.keep_alive);
  CHECK(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head.keep_alive);
}

TEST_CASE("what frames a request's body") {
  CHECK(with("Content-Length: 5\r\n").head.body.kind == Kind::length);
  CHECK(with("Content-Length: 5\r\n").head.body.length == 5);
  CHECK(with("Content-Length: 5\r\n").request.headers.get("content-length") == "5");
  CHECK(with("Content-Length: 0\r\n").head.body.kind == Kind::none);
  CHECK(with("Transfer-Encoding: Chunked\r\n").head.body.kind == Kind::chunked);
  CHECK(with("Transfer-Encoding: gzip\r\n").head.refused == 501);
}

TEST_CASE("what could be two requests to one and one to another is severe, and refused") {
  struct Row {
    const char* fields;
    const char* reason;
  };
  const Row row =
      GENERATE(Row{"Content-Length: 3\r\nContent-Length: 4\r\n", "MultipleContentLength"},
               Row{"Content-Length: 3, 3\r\n", "BadContentLength"},
               Row{"Content-Length: +3\r\n", "BadContentLength"},
               Row{"Content-Length: \r\n", "BadContentLength"},
               Row{"Content-Length: 99999999999999999999\r\n", "BadContentLength"},
               Row{"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                   "MultipleTransferEncodingChunked"},
               Row{"X: a\r\n folded\r\n", "BadHeader"}, Row{"X : a\r\n", "BadHeader"},
               Row{"X\r\n", "BadHeader"}, Row{": a\r\n", "BadHeader"},
               Row{"X: a\rb\r\n", "BadHeader"}, Row{"X: a\nb\r\n", "BadHeader"});
  const Parsed parsed = with(row.fields);
  CHECK(parsed.head.refused == 400);
  CHECK(parsed.head.desync.tier == Desync::Tier::severe);
  CHECK(parsed.head.desync.reason == row.reason);
}

TEST_CASE("a null byte is refused") {
  CHECK(parse(std::string_view("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 36)).head.refused ==
        400);
}

TEST_CASE("what is doubtful passes under a name") {
  struct Row {
    const char* method;
    const char* fields;
    Desync::Tier tier;
    const char* reason;
  };
  using Tier = Desync::Tier;
  const Row row = GENERATE(
      Row{"POST", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", Tier::ambiguous,
          "BothTeClPresent"},
      Row{"POST", "Content-Length: 3\r\nContent-Length: 3\r\n", Tier::ambiguous,
          "DuplicateContentLength"},
      Row{"POST", "Transfer_Encoding: chunked\r\n", Tier::ambiguous, "SuspiciousHeader"},
      Row{"GET", "Content-Length: 3\r\n", Tier::ambiguous, "UndefinedContentLengthSemantics"},
      Row{"GET", "Transfer-Encoding: chunked\r\n", Tier::ambiguous,
          "UndefinedTransferEncodingSemantics"},
      Row{"GET", "Content-Length: 0\r\n", Tier::acceptable, "GetHeadZeroContentLength"},
      Row{"GET", "X: \x01\r\n", Tier::acceptable, "NonCompliantHeader"},
      Row{"GET", "X: \xc3\xa4\r\n", Tier::acceptable, "NonCompliantHeader"});
  const Parsed parsed = with(row.fields, row.method);
  CHECK(parsed.head.refused == 0);
  CHECK(parsed.head.desync.tier == row.tier);
  CHECK(parsed.head.desync.reason == row.reason);
}

TEST_CASE("of two lengths for one body the chunks count, and only they are passed on") {
  const Parsed parsed = with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n");
  CHECK(parsed.head.body.kind == Kind::chunked);
  CHECK_FALSE(parsed.request.headers.contains("Content-Length"));
  const Parsed twice = with("Content-Length: 3\r\nContent-Length: 3\r\n");
  CHECK(twice.request.headers == HttpHeaders{{"Host", "x"}, {"Content-Length", "3"}});
}

TEST_CASE("what can be no request is refused before its end") {
  struct Row {
    std::string text;
    int status;
  };
  const Row row =
      GENERATE(Row{"\x16\x03\x01", 400}, Row{"G\x01", 400}, Row{"GET / HTTP/1.1\nHost: x\n\n", 400},
               Row{"GET /" + std::string(17000, 'a'), 414},
               Row{"GET / HTTP/1.1\r\nX: " + std::string(90000, 'a'), 400});
  const Parsed parsed = parse(row.text);
  CHECK(parsed.complete);
  CHECK(parsed.head.refused == row.status);
}

TEST_CASE("versions") {
  CHECK(parse("GET / HTTP/1.0\r\n\r\n").head.version == 10);
  CHECK(parse("GET / HTTP/1.7\r\nHost: x\r\n\r\n").head.desync.reason == "NonCompliantVersion");
  CHECK(parse("GET / HTTP/2.0\r\nHost: x\r\n\r\n").head.refused == 505);
  CHECK(parse("GET / HTTP/11\r\nHost: x\r\n\r\n").head.refused == 400);
  CHECK(parse("GET /\r\nHost: x\r\n\r\n").head.refused == 400);
  CHECK(parse("GET / HTTP/1.1\r\n\r\n").head.refused == 400);  // no host
  CHECK(with("Host: y\r\n").head.refused == 400);
}

TEST_CASE("a WebSocket is asked for by a GET that says so twice") {
  CHECK(with("Connection: Upgrade\r\nUpgrade: WebSocket\r\n", "GET").head.web_socket);
  CHECK_FALSE(with("Upgrade: websocket\r\n", "GET").head.web_socket);
  CHECK_FALSE(with("Connection: Upgrade\r\nUpgrade: h2c\r\n", "GET").head.web_socket);
  CHECK_FALSE(with("Connection: Upgrade\r\nUpgrade: websocket\r\n").head.web_socket);
}

TEST_CASE("an answer's head") {
  const std::string text =
      "HTTP/1.1 404 Not Here\r\nContent-Length: 5\r\nConnection: close\r\n\r\n";
  const Answer answer = parse_answer(text + "hello");
  REQUIRE(answer.complete);
  CHECK_FALSE(answer.head.malformed);
  CHECK(answer.head.bytes == text.size());
  CHECK(answer.response.status == 404);
  CHECK(answer.response.reason == "Not Here");
  CHECK(answer.response.headers == HttpHeaders{{"Content-Length", "5"}});
  CHECK_FALSE(answer.head.keep_alive);
  CHECK(answer.head.body.length == 5);
  CHECK(parse_answer("HTTP/1.1 200\r\n\r\n").head.body.kind == Kind::until_close);
}

TEST_CASE("answers that have no body whatever their fields say") {
  CHECK(parse_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true).head.body.kind ==
        Kind::none);
  CHECK(parse_answer("HTTP/1.1 204 No Content\r\n\r\n").head.body.kind == Kind::none);
  CHECK(parse_answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n").head.body.kind ==
        Kind::none);
  CHECK(parse_answer("HTTP/1.1 100 Continue\r\n\r\n").head.body.kind == Kind::none);
}

TEST_CASE("what is no answer") {
  for (const char* text :
       {"SMTP\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 99 A\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\nA: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "x", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"}) {
    CAPTURE(text);
    CHECK(parse_answer(text).head.malformed);
  }
  CHECK_FALSE(parse_answer("HTTP/1.1 200 OK\r\nA: b\r\n").complete);
}
