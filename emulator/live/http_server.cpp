#include "emulator/live/http_server.hpp"

#include <boost/asio/ip/address.hpp>

#include "emulator/live/http_server_core.hpp"
#include "runtime/check.hpp"

namespace spillway::live {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using Error = boost::system::error_code;

}  // namespace

HttpServer::Core::Core(LiveRuntime& rt, ServerOptions server_options, Handler request_handler)
    : runtime(rt),
      options(std::move(server_options)),
      handler(std::move(request_handler)),
      acceptor(rt.io_context()),
      sweeper(rt.io_context()) {}

boost::system::result<void, std::string> HttpServer::Core::listen() {
  Error error;
  const auto address = net::ip::make_address(options.address, error);
  if (error) return "cannot listen on '" + options.address + "': it is not an IP address";
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " +
           error.message();
  }
  accept();
  sweep_later();
  return {};
}

void HttpServer::Core::accept() {
  if (accepting || !acceptor.is_open() || connections.size() >= options.max_connections) return;
  accepting = true;
  acceptor.async_accept([weak = weak_from_this()](Error error, TcpSocket socket) {
    const auto self = weak.lock();
    if (!self || !self->acceptor.is_open()) return;
    self->accepting = false;
    // Out of descriptors: the sweep tries again; at once would only burn the processor.
    if (error) return;
    self->adopt(std::move(socket));
    self->accept();
  });
}

void HttpServer::Core::adopt(TcpSocket socket) {
  Error ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const std::uint64_t id = next_id++;
  const auto connection = std::make_shared<HttpConnection>(*this, std::move(socket), id);
  connections.emplace(id, connection);
  connection->start();
}

void HttpServer::Core::forget(std::uint64_t id) {
  connections.erase(id);
  accept();
}

void HttpServer::Core::sweep_later() {
  sweeper.expires_after(std::chrono::seconds(1));
  sweeper.async_wait([weak = weak_from_this()](Error error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const TimePoint now = self->runtime.now();
    std::vector<std::shared_ptr<HttpConnection>> all;
    for (const auto& [id, connection] : self->connections) all.push_back(connection);
    for (const auto& connection : all) connection->sweep(now);
    self->accept();
    self->sweep_later();
  });
}

void HttpServer::Core::break_off() {
  Error ignored;
  acceptor.close(ignored);
  sweeper.cancel();
  const auto doomed = std::exchange(connections, {});
  for (const auto& [id, connection] : doomed) connection->close();
}

HttpServer::HttpServer(LiveRuntime& runtime, ServerOptions options, Handler handler)
    : core_(std::make_shared<Core>(runtime, std::move(options), std::move(handler))) {}

HttpServer::~HttpServer() { core_->break_off(); }

boost::system::result<void, std::string> HttpServer::start() { return core_->listen(); }

std::uint16_t HttpServer::port() const {
  SPILLWAY_CHECK(core_->acceptor.is_open());
  return core_->acceptor.local_endpoint().port();
}

std::string HttpServer::address() const {
  return core_->options.address + ":" + std::to_string(port());
}

std::size_t HttpServer::open_connections() const { return core_->connections.size(); }

}  // namespace spillway::live
