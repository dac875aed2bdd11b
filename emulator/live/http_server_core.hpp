// What an HttpServer and its connections share. Internal to http_*.cpp.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <vector>

#include "emulator/live/http_connection.hpp"

namespace spillway::live {

struct HttpServer::Core : std::enable_shared_from_this<HttpServer::Core> {
  Core(LiveRuntime& rt, ServerOptions server_options, Handler request_handler);

  boost::system::result<void, std::string> listen();
  void accept();
  void adopt(TcpSocket socket);
  void forget(std::uint64_t id);
  void sweep_later();
  void break_off();

  LiveRuntime& runtime;
  ServerOptions options;
  Handler handler;
  TcpAcceptor acceptor;
  boost::asio::steady_timer sweeper;
  std::map<std::uint64_t, std::shared_ptr<HttpConnection>> connections;
  std::uint64_t next_id = 1;
  bool accepting = false;
};

}  // namespace spillway::live
