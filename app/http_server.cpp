#include "app/http_server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdio>
#include <map>

#include "app/http_connection.hpp"
#include "runtime/check.hpp"

namespace spillway::app {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using Error = boost::system::error_code;

/// Accepting fails when descriptors run out; trying again at once would only burn the processor.
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);

}  // namespace

struct HttpServer::Core : std::enable_shared_from_this<HttpServer::Core> {
  struct Client {
    std::shared_ptr<HttpConnection> connection;
    Spawned serving;
  };

  Core(Runtime& rt, RequestHandler request_handler, ServerOptions server_options)
      : shared{rt, std::move(request_handler), std::move(server_options), {}},
        acceptor(rt.executor()) {}

  boost::system::result<void, std::string> listen();
  void accept();
  void adopt(tcp::socket socket);
  void forget(std::uint64_t id);
  void drain(Callback callback);
  void break_off();
  void report_stopped();

  HttpConnection::Shared shared;
  tcp::acceptor acceptor;
  std::map<std::uint64_t, Client> clients;
  std::uint64_t next_id = 1;
  TimerId timer = TimerId::none;  // the next try to accept, later the end of patience
  Callback stopped;
};

boost::system::result<void, std::string> HttpServer::Core::listen() {
  Error error;
  const auto address = net::ip::make_address(shared.options.address, error);
  if (error) {
    return "cannot listen on '" + shared.options.address +
           "': it is not an IP address. Set BIND_ADDRESS.";
  }
  const tcp::endpoint endpoint(address, shared.options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return "cannot listen on " + shared.options.address + ":" +
           std::to_string(shared.options.port) + ": " + error.message() + ".";
  }
  accept();
  return {};
}

void HttpServer::Core::accept() {
  acceptor.async_accept([self = shared_from_this()](Error error, tcp::socket socket) {
    if (!self->acceptor.is_open()) return;
    if (!error) {
      self->adopt(std::move(socket));
      self->accept();
      return;
    }
    std::fprintf(stderr, "spillway: cannot accept: %s\n", error.message().c_str());
    self->timer =
        self->shared.runtime.call_after(kAcceptPause, [core = self.get()] { core->accept(); });
  });
}

void HttpServer::Core::adopt(tcp::socket socket) {
  const std::uint64_t id = next_id++;
  Client& client = clients[id];
  client.connection = std::make_shared<HttpConnection>(std::move(socket), shared);
  // serve() begins by waiting for the socket, so it cannot end before it is stored.
  client.serving =
      spawn(client.connection->serve(), [this, id](const TaskResult<void>&) { forget(id); });
}

void HttpServer::Core::forget(std::uint64_t id) {
  clients.erase(id);
  if (clients.empty()) report_stopped();
}

void HttpServer::Core::drain(Callback callback) {
  Error ignored;
  acceptor.close(ignored);
  if (timer != TimerId::none) shared.runtime.cancel(timer);
  stopped = std::move(callback);
  for (auto& [id, client] : clients) client.connection->finish();
  timer = shared.runtime.call_after(
      clients.empty() ? Duration::zero() : shared.options.stop_patience, [this] {
        break_off();
        report_stopped();
      });
}

void HttpServer::Core::break_off() {
  Error ignored;
  acceptor.close(ignored);
  // A handler's destructor may come back here.
  auto doomed = std::exchange(clients, {});
  for (auto& [id, client] : doomed) {
    client.serving.kill();
    client.connection->close();
  }
}

void HttpServer::Core::report_stopped() {
  if (!stopped) return;
  shared.runtime.cancel(timer);
  shared.runtime.post(std::exchange(stopped, nullptr));
}

HttpServer::HttpServer(Runtime& runtime, RequestHandler handler, ServerOptions options)
    : core_(std::make_shared<Core>(runtime, std::move(handler), std::move(options))) {}

HttpServer::~HttpServer() {
  core_->break_off();
  core_->shared.runtime.cancel(core_->timer);
}

boost::system::result<void, std::string> HttpServer::start() { return core_->listen(); }

std::uint16_t HttpServer::port() const {
  SPILLWAY_CHECK(core_->acceptor.is_open());
  return core_->acceptor.local_endpoint().port();
}

void HttpServer::stop(Callback stopped) { core_->drain(std::move(stopped)); }

std::size_t HttpServer::open_connections() const { return core_->clients.size(); }

}  // namespace spillway::app
