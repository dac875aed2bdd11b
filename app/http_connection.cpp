#include "app/http_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>

#include "app/routes.hpp"
#include "runtime/check.hpp"

namespace spillway::app {
namespace {

namespace http = boost::beast::http;
namespace net = boost::asio;
using Error = boost::system::error_code;

constexpr Duration kLinger = std::chrono::seconds(1);
constexpr std::size_t kReadChunk = 4096;

struct IoEnd {
  Error error;
  std::size_t count = 0;
};

// Waits for an operation that ends with (error, count); `start` gives it its handler. That handler
// keeps the connection, whose buffers the operation uses, even if the waiting task is killed.
template <class Start>
auto await_io(std::shared_ptr<HttpConnection> self, Start start) {
  auto begin = [self = std::move(self), start](auto done) {
    start([self, done = std::move(done)](Error error, std::size_t count) mutable {
      done(IoEnd{error, count});
    });
  };
  return await_callback<IoEnd>(std::move(begin));
}

HttpResponse refuse(int status) { return message_response(status, reason_phrase(status)); }

}  // namespace

HttpConnection::HttpConnection(net::ip::tcp::socket socket, Shared& server)
    : stream_(std::move(socket)), server_(server) {
  Error ignored;
  stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
}

Task<void> HttpConnection::serve() {
  while (!finishing_) {
    // Until a request's first byte is there, the connection may be closed at any time.
    stream_.expires_after(server_.options.idle_timeout);
    idle_ = true;
    Error error;
    if (buffer_.size() == 0) error = co_await read_some();
    idle_ = false;
    if (error) break;
    if (!co_await exchange()) {
      co_await linger();
      break;
    }
  }
  close();
}

void HttpConnection::finish() {
  finishing_ = true;
  if (idle_) stream_.cancel();
}

void HttpConnection::close() { stream_.close(); }

RequestParser& HttpConnection::parser() {
  SPILLWAY_CHECK(parser_.has_value());
  return *parser_;
}

// One request and its answer. False if it was the last.
Task<bool> HttpConnection::exchange() {
  parser_.emplace();
  parser().header_limit(static_cast<std::uint32_t>(server_.options.max_header));
  parser().body_limit(server_.options.max_body);
  stream_.expires_after(server_.options.read_timeout);
  Received received = co_await receive();
  if (!received.request) {
    if (received.refusal == 0) co_return false;
    HttpResponse refusal = refuse(received.refusal);
    co_await write(std::move(refusal), false);
    co_return false;
  }
  stream_.expires_never();
  HttpResponse response = co_await ask_handler(std::move(*received.request));
  const bool keep_alive = parser().keep_alive() && !finishing_;
  const Error error = co_await write(std::move(response), keep_alive);
  co_return keep_alive && !error;
}

Task<HttpConnection::Received> HttpConnection::receive() {
  Received received;
  Error error = co_await read_header();
  if (!error) {
    head_ = parser().message().method == "HEAD";
    received.refusal = header_status(parser(), server_.options);
    if (received.refusal != 0) co_return received;
    if (iequals(parser().message().headers.get("expect").value_or(""), "100-continue")) {
      error = co_await send_continue();
    }
  }
  if (!error) error = co_await read_body();
  if (error) {
    received.refusal = status_for(error, parser());
  } else {
    received.request = take_request(parser());
  }
  co_return received;
}

Task<HttpResponse> HttpConnection::ask_handler(HttpRequest request) {
  try {
    co_return co_await server_.handler(std::move(request));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spillway: a handler failed: %s\n", error.what());
  }
  co_return refuse(500);
}

// Lets the client read the last answer: closing while bytes are unread would reset the connection,
// and the answer might be lost with it.
Task<void> HttpConnection::linger() {
  Error error;
  stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(kLinger);
  while (!error) {
    buffer_.clear();
    error = co_await read_some();
  }
}

Task<Error> HttpConnection::read_some() {
  const auto start = [this](auto handler) {
    stream_.async_read_some(buffer_.prepare(kReadChunk), std::move(handler));
  };
  const IoEnd end = co_await await_io(shared_from_this(), start);
  buffer_.commit(end.count);
  co_return end.error;
}

Task<Error> HttpConnection::read_header() {
  const auto start = [this](auto handler) {
    http::async_read_header(stream_, buffer_, parser(), std::move(handler));
  };
  const IoEnd end = co_await await_io(shared_from_this(), start);
  co_return end.error;
}

Task<Error> HttpConnection::read_body() {
  const auto start = [this](auto handler) {
    http::async_read(stream_, buffer_, parser(), std::move(handler));
  };
  const IoEnd end = co_await await_io(shared_from_this(), start);
  co_return end.error;
}

Task<Error> HttpConnection::send_continue() {
  const auto start = [this](auto handler) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(stream_, net::buffer(kContinue.data(), kContinue.size()), std::move(handler));
  };
  const IoEnd end = co_await await_io(shared_from_this(), start);
  co_return end.error;
}

Task<Error> HttpConnection::write(HttpResponse response, bool keep_alive) {
  Framing framing;
  framing.keep_alive = keep_alive;
  if (parser().is_header_done()) {
    framing.version = parser().version();
    framing.head = head_;
  }
  // RFC 9110 6.6.1: whoever has a clock says when it answered.
  if (!response.headers.contains("date")) {
    response.headers.add("Date", server_.date.at(server_.runtime.wall_now()));
  }
  response_.emplace(to_beast(std::move(response), framing));
  stream_.expires_after(server_.options.write_timeout);
  const auto start = [this](auto handler) {
    http::async_write(stream_, *response_, std::move(handler));
  };
  const IoEnd end = co_await await_io(shared_from_this(), start);
  co_return end.error;
}

}  // namespace spillway::app
