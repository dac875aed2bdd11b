#include "tests/runtime/loopback_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <mutex>
#include <thread>

namespace spillway::testing {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using tcp = net::ip::tcp;
using boost::system::error_code;

constexpr std::uint64_t kBodyLimit = 64U << 20U;

HttpRequest to_request(const http::request<http::string_body>& message) {
  HttpRequest request;
  request.method = message.method_string();
  request.target = message.target();
  for (const auto& field : message) {
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  request.body = message.body();
  return request;
}

http::response<http::string_body> to_message(const HttpResponse& response) {
  http::response<http::string_body> message;
  message.version(11);
  message.result(static_cast<unsigned>(response.status));
  if (!response.reason.empty()) message.reason(response.reason);
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.body() = response.body;
  message.prepare_payload();
  return message;
}

}  // namespace

struct LoopbackServer::State {
  explicit State(Responder r) : responder(std::move(r)) {}

  net::io_context io;
  tcp::acceptor acceptor{io, {net::ip::make_address("127.0.0.1"), 0}};
  Responder responder;

  std::mutex mutex;
  std::vector<HttpRequest> requests;  // under the mutex
  std::list<tcp::socket> sockets;     // under the mutex; a list, so that they stay in place
  bool closing = false;               // under the mutex

  std::vector<std::thread> serving;  // the accepting thread only, until it is joined
  std::thread accepting;

  void accept();
  void serve(tcp::socket& socket);
};

void LoopbackServer::State::accept() {
  while (true) {
    error_code error;
    tcp::socket socket = acceptor.accept(error);
    const std::lock_guard lock(mutex);
    if (error || closing) return;
    sockets.push_back(std::move(socket));
    serving.emplace_back([this, &socket = sockets.back()] { serve(socket); });
  }
}

void LoopbackServer::State::serve(tcp::socket& socket) {
  boost::beast::flat_buffer buffer;
  error_code error;
  while (!error) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kBodyLimit);
    http::read_header(socket, buffer, parser, error);
    if (error) break;
    if (parser.get()[http::field::expect] == "100-continue") {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      http::write(socket, go_on, error);
    }
    http::read(socket, buffer, parser, error);
    if (error) break;
    HttpRequest request = to_request(parser.get());
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    const auto response = responder(request);
    if (!response) break;
    auto message = to_message(*response);
    if (request.method == "HEAD") {
      http::response_serializer<http::string_body> serializer(message);
      http::write_header(socket, serializer, error);
    } else {
      http::write(socket, message, error);
    }
  }
  const std::lock_guard lock(mutex);
  socket.shutdown(tcp::socket::shutdown_both, error);
}

LoopbackServer::LoopbackServer(Responder responder)
    : state_(std::make_shared<State>(std::move(responder))) {
  state_->accepting = std::thread([state = state_.get()] { state->accept(); });
}

LoopbackServer::~LoopbackServer() {
  error_code error;
  {
    const std::lock_guard lock(state_->mutex);
    state_->closing = true;
    for (tcp::socket& socket : state_->sockets) socket.shutdown(tcp::socket::shutdown_both, error);
  }
  // A connection of our own wakes the accepting thread.
  tcp::socket waker(state_->io);
  waker.connect(state_->acceptor.local_endpoint(), error);
  state_->accepting.join();
  for (std::thread& thread : state_->serving) thread.join();
}

std::string LoopbackServer::address() const {
  return "127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
}

std::vector<HttpRequest> LoopbackServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int LoopbackServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return static_cast<int>(state_->sockets.size());
}

std::string address_of_nobody() {
  net::io_context io;
  // Taken and let go: the system gives the port to others only after it has gone round.
  const tcp::acceptor acceptor(io, {net::ip::make_address("127.0.0.1"), 0});
  return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
}

}  // namespace spillway::testing
