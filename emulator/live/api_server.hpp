// ApiServer: the AWS endpoint on a socket, one port for all services, and Spillway's own pages
// below
// /_spillway/.
//
// Owned by the live run, beside the world, which outlives it. Used from the LiveRuntime's thread.
// Only loopback clients are expected: a request with a foreign Host or Origin is refused, so that
// no web page can drive the emulator.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "emulator/live/http_server.hpp"
#include "emulator/wire/endpoint.hpp"
#include "runtime/json.hpp"

namespace spillway::live {

struct ApiPorts {
  wire::Endpoint& api;
  /// The event that the owner of an access key works on; 0: none.
  std::function<EventSeq(std::string_view access_key_id)> cause_of;
  /// What GET /_spillway/state answers.
  std::function<Json()> state;
};

struct ApiOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 4566;
  std::vector<std::string> hosts;  ///< further names that a Host header may hold
};

class ApiServer {
 public:
  ApiServer(LiveRuntime& runtime, core::Timeline& timeline, ApiPorts ports, ApiOptions options);
  ~ApiServer();

  boost::system::result<void, std::string> start() { return server_.start(); }
  std::uint16_t port() const { return server_.port(); }

 private:
  void serve(const ExchangePtr& exchange);
  void serve_own(const ExchangePtr& exchange, const std::string& path);
  void stream_timeline(const ExchangePtr& exchange);
  bool is_foreign(const HttpRequest& request) const;

  LiveRuntime& runtime_;
  ApiPorts ports_;
  const std::vector<std::string> hosts_;
  std::vector<std::string> past_;     // the timeline's lines, for who comes late
  std::vector<ExchangePtr> readers_;  // of the timeline
  HttpServer server_;
};

}  // namespace spillway::live
