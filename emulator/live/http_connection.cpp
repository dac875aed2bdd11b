#include "emulator/live/http_connection.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "emulator/live/http_server_core.hpp"

namespace spillway::live {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using Error = boost::system::error_code;

constexpr Duration kLinger = std::chrono::seconds(2);
constexpr std::size_t kMaxBacklog = 8 << 20;
constexpr std::size_t kMaxTarget = 16 * 1024;  // aws-facts A2
constexpr std::size_t kMaxField = 16 * 1024;

bool is_http_error(Error error) {
  return error.category() == http::make_error_code(http::error::bad_version).category();
}

// 0: nobody is there to hear it. Who leaves in the middle of a request may still be listening.
int refusal_of(Error error, bool has_target) {
  if (error == http::error::end_of_stream) return 0;
  if (error == http::error::partial_message) return has_target ? 400 : 0;
  if (error == http::error::header_limit) return has_target ? 431 : 414;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::bad_version) return 505;
  if (error == http::error::bad_transfer_encoding) return 501;
  return is_http_error(error) ? 400 : 0;
}

}  // namespace

HttpConnection::HttpConnection(HttpServer::Core& server, TcpSocket socket, std::uint64_t id)
    : server_(&server), socket_(std::move(socket)), id_(id) {
  Error ignored;
  const auto peer = socket_.remote_endpoint(ignored);
  client_ip_ = peer.address().to_string();
  client_port_ = peer.port();
}

void HttpConnection::start() { next_request(); }

void HttpConnection::expect(State state, Duration patience) {
  state_ = state;
  deadline_ = server_->runtime.now() + patience;
}

void HttpConnection::next_request() {
  expect(State::idle, server_->options.idle_patience);
  parser_.emplace();
  parser_->header_limit(server_->options.header_limit);
  parser_->body_limit(server_->options.body_limit);
  http::async_read_header(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](Error error, std::size_t) { self->got_header(error); });
}

void HttpConnection::got_header(Error error) {
  if (server_ == nullptr || state_ != State::idle) return;
  version_ = parser_->is_header_done() ? parser_->version() : 11;
  if (error) {
    const int refusal = refusal_of(error, !parser_->message().target.empty());
    return refusal == 0 ? close() : hand_over(refusal);
  }
  expect(State::reading, server_->options.read_patience);
  const HttpRequest& message = parser_->message();
  // Taken for a message without a body, what follows would be read as the next request.
  if (message.headers.contains("transfer-encoding") && !parser_->chunked()) {
    return hand_over(501);
  }
  if (message.target.size() > kMaxTarget) return hand_over(414);
  int hosts = 0;
  for (const auto& [name, value] : message.headers) {
    if (name.size() + value.size() > kMaxField) return hand_over(431);
    hosts += iequals(name, "host") ? 1 : 0;
  }
  if (hosts > 1 || (hosts == 0 && version_ >= 11)) return hand_over(400);
  const auto expected = message.headers.get("expect");
  if (expected && iequals(*expected, "100-continue") && !parser_->is_done()) {
    return send_continue();
  }
  read_body();
}

void HttpConnection::send_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  net::async_write(socket_, net::buffer(kContinue.data(), kContinue.size()),
                   [self = shared_from_this()](Error error, std::size_t) {
                     if (self->server_ == nullptr) return;
                     error ? self->close() : self->read_body();
                   });
}

void HttpConnection::read_body() {
  if (parser_->is_done()) return got_body({});
  http::async_read_some(socket_, buffer_, *parser_,
                        [self = shared_from_this()](Error error, std::size_t) {
                          if (self->server_ == nullptr || self->state_ != State::reading) return;
                          if (error || self->parser_->is_done()) return self->got_body(error);
                          self->expect(State::reading, self->server_->options.read_patience);
                          self->read_body();
                        });
}

void HttpConnection::got_body(Error error) {
  if (server_ == nullptr) return;
  if (!error) return hand_over(0);
  const int refusal = refusal_of(error, true);
  refusal == 0 ? close() : hand_over(refusal);
}

void HttpConnection::hand_over(int refusal) {
  expect(State::handling, Duration::max() / 4);
  exchange_ = std::make_shared<Exchange>();
  exchange_->connection_ = weak_from_this();
  exchange_->refusal = refusal;
  exchange_->first = !std::exchange(served_one_, true);
  last_ = refusal != 0;
  keep_alive_ = !last_ && parser_->keep_alive();
  exchange_->request = std::move(parser_->message());
  head_ = exchange_->request.method == "HEAD";
  exchange_->client_ip = client_ip_;
  exchange_->client_port = client_port_;
  // The handler may destroy the server, and itself with it.
  const auto core = server_->shared_from_this();
  core->handler(exchange_);
}

void HttpConnection::answer(HttpResponse response) {
  if (server_ == nullptr || state_ != State::handling) return;
  exchange_.reset();
  if (response.headers.get("connection") == "close") keep_alive_ = false;
  out_head_ = response_head(response, {version_, keep_alive_, head_, false});
  out_body_ = head_ ? std::string() : std::move(response.body);
  expect(State::writing, server_->options.write_patience);
  const std::array<net::const_buffer, 2> buffers{net::buffer(out_head_), net::buffer(out_body_)};
  net::async_write(socket_, buffers,
                   [self = shared_from_this()](Error error, std::size_t) { self->written(error); });
}

void HttpConnection::written(Error error) {
  if (server_ == nullptr) return;
  if (error) return close();
  keep_alive_ ? next_request() : linger();
}

void HttpConnection::begin_stream(HttpResponse head) {
  if (server_ == nullptr || state_ != State::handling) return;
  out_body_ = response_head(head, {version_, false, false, true});
  out_body_ += head.body;
  expect(State::streaming, Duration::max() / 4);
  write_stream();
}

bool HttpConnection::stream(std::string_view piece) {
  if (server_ == nullptr || state_ != State::streaming) return false;
  if (backlog_.size() + piece.size() > kMaxBacklog) {
    close();
    return false;
  }
  backlog_ += piece;
  if (!stream_writing_) {
    out_body_ = std::exchange(backlog_, {});
    write_stream();
  }
  return true;
}

void HttpConnection::write_stream() {
  stream_writing_ = true;
  net::async_write(socket_, net::buffer(out_body_),
                   [self = shared_from_this()](Error error, std::size_t) {
                     self->stream_writing_ = false;
                     if (self->server_ == nullptr) return;
                     if (error) return self->close();
                     if (!self->backlog_.empty()) {
                       self->out_body_ = std::exchange(self->backlog_, {});
                       self->write_stream();
                     } else if (self->stream_over_) {
                       self->linger();
                     }
                   });
}

void HttpConnection::finish_stream() {
  stream_over_ = true;
  if (server_ != nullptr && state_ == State::streaming && !stream_writing_) linger();
}

// Lets the client read the last answer: closing while bytes are unread would reset the connection,
// and the answer might be lost with it.
void HttpConnection::linger() {
  Error error;
  socket_.shutdown(net::socket_base::shutdown_send, error);
  if (error) return close();
  expect(State::lingering, kLinger);
  drain();
}

void HttpConnection::drain() {
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(65536),
                          [self = shared_from_this()](Error error, std::size_t) {
                            if (self->server_ == nullptr) return;
                            error ? self->close() : self->drain();
                          });
}

void HttpConnection::sweep(TimePoint now) {
  if (server_ == nullptr) return;
  if (now >= deadline_) {
    // A request that has begun and does not go on is told so; silence is just closed.
    const bool begun = state_ == State::reading || (state_ == State::idle && buffer_.size() > 0);
    if (!begun) return close();
    Error ignored;
    socket_.cancel(ignored);  // what it was waiting for; its handler sees that the state is another
    return hand_over(408);
  }
  // A client that closes its connection while it is waiting.
  if (state_ != State::handling && state_ != State::streaming) return;
  char byte = 0;
  if (recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) close();
}

void HttpConnection::close() {
  if (server_ == nullptr) return;
  HttpServer::Core* const server = std::exchange(server_, nullptr);
  const auto self = shared_from_this();  // the server lets go of it
  state_ = State::closed;
  Error ignored;
  socket_.close(ignored);
  if (const ExchangePtr exchange = std::exchange(exchange_, nullptr)) {
    exchange->connection_.reset();
    if (exchange->gone_) std::exchange(exchange->gone_, nullptr)();
  }
  server->forget(id_);
}

void Exchange::answer(HttpResponse response) {
  gone_ = nullptr;
  if (const auto connection = connection_.lock()) connection->answer(std::move(response));
  connection_.reset();
}

void Exchange::begin_stream(HttpResponse head) {
  if (const auto connection = connection_.lock()) connection->begin_stream(std::move(head));
}

bool Exchange::stream(std::string_view piece) {
  const auto connection = connection_.lock();
  return connection && connection->stream(piece);
}

std::size_t Exchange::backlog() const {
  const auto connection = connection_.lock();
  return connection ? connection->backlog() : 0;
}

void Exchange::finish() {
  if (const auto connection = connection_.lock()) connection->finish_stream();
}

void Exchange::drop() {
  gone_ = nullptr;
  if (const auto connection = connection_.lock()) connection->close();
}

}  // namespace spillway::live
