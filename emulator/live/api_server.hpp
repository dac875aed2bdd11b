// ApiServer: the AWS endpoint on a socket, one port for all services, with Spillway's own pages
// below /_spillway/.
//
// Owned by the live run, which may replace the world behind it. Used from the LiveRuntime's thread.
// Only loopback clients are expected: a request with a foreign Host or Origin is refused, so that
// no web page can drive the emulator.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "emulator/live/admin_pages.hpp"
#include "emulator/live/http_server.hpp"
#include "emulator/live/own_hosts.hpp"
#include "emulator/live/timeline_stream.hpp"
#include "emulator/wire/endpoint.hpp"

namespace spillway::live {

struct ApiPorts {
  /// Of the world that there is now.
  std::function<wire::Endpoint&()> api;
  /// The event that the owner of an access key works on; 0: none.
  std::function<EventSeq(std::string_view access_key_id)> cause_of;
  ShownEvent shown;
  AdminPorts admin;
};

struct ApiOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 4566;
  std::vector<std::string> hosts;  ///< further names that a Host header may hold
};

class ApiServer {
 public:
  ApiServer(LiveRuntime& runtime, core::Timeline& timeline, ApiPorts ports, ApiOptions options);

  boost::system::result<void, std::string> start() { return server_.start(); }
  std::uint16_t port() const { return server_.port(); }

 private:
  void serve(const ExchangePtr& exchange);
  void serve_aws(const ExchangePtr& exchange);

  LiveRuntime& runtime_;
  const ApiPorts ports_;
  const OwnHosts hosts_;
  TimelineStream timeline_;
  AdminPages admin_;
  HttpServer server_;
};

}  // namespace spillway::live
