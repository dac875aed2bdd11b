#include "emulator/live/http_client.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <map>
#include <optional>
#include <vector>

#include "emulator/live/http_text.hpp"
#include "runtime/http_parser.hpp"

namespace spillway::live {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using Error = boost::system::error_code;
using Kind = ClientOutcome::Kind;

constexpr std::uint32_t kHeaderLimit = 256 * 1024;  // the load balancer's own limit is lower

}  // namespace

// A connection, with the request that it carries, if it does.
struct Connection : std::enable_shared_from_this<Connection> {
  Connection(LiveRuntime& rt, std::shared_ptr<HttpClient::Core> its_core)
      : runtime(rt), core(std::move(its_core)), socket(rt.io_context()) {}

  void begin(HttpRequest&& request);
  void connect();
  void write();
  void read_header();
  void read_body();
  void got(Error error);
  void end(Kind kind);

  LiveRuntime& runtime;
  std::shared_ptr<HttpClient::Core> core;
  TcpSocket socket;
  boost::beast::flat_buffer buffer;
  std::optional<ResponseParser> parser;
  std::string head;
  std::string body;
  std::uint64_t id = 0;  // of the request; 0: idle
  bool is_head = false;
  bool keep = true;
  bool connected = false;
  EventSeq cause = 0;
  HttpClient::Done done;
};

struct HttpClient::Core : std::enable_shared_from_this<HttpClient::Core> {
  Core(LiveRuntime& rt, net::ip::tcp::endpoint where) : runtime(rt), endpoint(std::move(where)) {}

  std::shared_ptr<Connection> take_idle();

  LiveRuntime& runtime;
  net::ip::tcp::endpoint endpoint;
  std::vector<std::shared_ptr<Connection>> idle;              // the last used at the end
  std::map<std::uint64_t, std::shared_ptr<Connection>> busy;  // by request
  std::uint64_t next_id = 1;
  bool closed = false;
};

std::shared_ptr<Connection> HttpClient::Core::take_idle() {
  while (!idle.empty()) {
    auto connection = std::move(idle.back());
    idle.pop_back();
    if (!is_stale(connection->socket)) return connection;
  }
  return nullptr;
}

void Connection::begin(HttpRequest&& request) {
  cause = runtime.cause();
  is_head = request.method == "HEAD";
  head = request_head(request, keep);
  body = std::move(request.body);
  connected ? write() : connect();
}

void Connection::connect() {
  socket.async_connect(core->endpoint, [self = shared_from_this()](Error error) {
    if (self->id == 0) return;
    if (error) {
      return self->end(error == net::error::connection_refused ? Kind::refused : Kind::unreachable);
    }
    self->connected = true;
    Error ignored;
    self->socket.set_option(net::ip::tcp::no_delay(true), ignored);
    self->write();
  });
}

void Connection::write() {
  const std::array<net::const_buffer, 2> buffers{net::buffer(head), net::buffer(body)};
  net::async_write(socket, buffers, [self = shared_from_this()](Error error, std::size_t) {
    if (self->id == 0) return;
    // A server may answer without reading all, and close.
    if (error && self->body.empty()) return self->end(Kind::reset);
    self->read_header();
  });
}

void Connection::read_header() {
  parser.emplace();
  parser->header_limit(kHeaderLimit);
  parser->body_limit(boost::none);
  parser->skip(is_head);
  http::async_read_header(socket, buffer, *parser,
                          [self = shared_from_this()](Error error, std::size_t) {
                            if (self->id == 0) return;
                            if (error) return self->end(Kind::reset);
                            const auto status = self->parser->message().status;
                            // Interim answers (100 Continue) come before the one that counts.
                            if (status >= 100 && status < 200 && status != 101) {
                              return self->read_header();
                            }
                            self->read_body();
                          });
}

void Connection::read_body() {
  if (parser->is_done()) return got({});
  http::async_read(socket, buffer, *parser, [self = shared_from_this()](Error error, std::size_t) {
    if (self->id != 0) self->got(error);
  });
}

void Connection::got(Error error) {
  if (error) return end(Kind::reset);
  keep = keep && parser->keep_alive();
  end(Kind::answered);
}

void Connection::end(Kind kind) {
  const auto self = shared_from_this();
  const auto its_core = core;
  ClientOutcome outcome;
  outcome.kind = kind;
  Error ignored;
  if (connected) outcome.local_port = socket.local_endpoint(ignored).port();
  if (kind == Kind::answered) outcome.response = std::move(parser->message());
  its_core->busy.erase(std::exchange(id, 0));
  auto its_done = std::move(done);
  if (kind == Kind::answered && keep && !its_core->closed) {
    its_core->idle.push_back(self);
  } else {
    socket.close(ignored);
  }
  CauseScope scope(runtime, cause);
  its_done(std::move(outcome));
}

HttpClient::HttpClient(LiveRuntime& runtime, std::string ip, std::uint16_t port)
    : core_(std::make_shared<Core>(runtime,
                                   net::ip::tcp::endpoint(net::ip::make_address(ip), port))) {}

HttpClient::~HttpClient() {
  core_->closed = true;
  const auto busy = std::exchange(core_->busy, {});
  Error ignored;
  for (const auto& [id, connection] : busy) {
    connection->id = 0;
    connection->socket.close(ignored);
    const auto doomed = std::move(connection->done);
  }
  close_idle();
}

HttpClient::RequestId HttpClient::send(HttpRequest request, bool keep, Done done) {
  auto connection = core_->take_idle();
  if (!connection) connection = std::make_shared<Connection>(core_->runtime, core_);
  const std::uint64_t id = core_->next_id++;
  connection->id = id;
  connection->keep = keep;
  connection->done = std::move(done);
  core_->busy.emplace(id, connection);
  connection->begin(std::move(request));
  return RequestId{id};
}

void HttpClient::cancel(RequestId request) {
  const auto it = core_->busy.find(static_cast<std::uint64_t>(request));
  if (it == core_->busy.end()) return;
  const auto connection = it->second;
  core_->busy.erase(it);
  connection->id = 0;
  Error ignored;
  connection->socket.close(ignored);
  const auto doomed = std::move(connection->done);
}

void HttpClient::close_idle() {
  const auto idle = std::exchange(core_->idle, {});
  Error ignored;
  for (const auto& connection : idle) connection->socket.close(ignored);
}

std::size_t HttpClient::outstanding() const { return core_->busy.size(); }

}  // namespace spillway::live
