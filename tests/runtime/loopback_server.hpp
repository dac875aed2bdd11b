// LoopbackServer: an HTTP server on 127.0.0.1 and a free port, for tests of what goes over a
// socket.
//
// One thread accepts, one serves each connection; the responder runs on the latter and may block
// until the test lets it go. Owned by a test; destroying it closes every connection.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/http.hpp"

namespace spillway::testing {

class LoopbackServer {
 public:
  /// Nothing: close the connection without an answer.
  using Responder = std::function<std::optional<HttpResponse>(const HttpRequest&)>;

  explicit LoopbackServer(Responder responder);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  /// "127.0.0.1:port"
  std::string address() const;
  std::string origin() const { return "http://" + address(); }
  /// Every request so far, in order of arrival.
  std::vector<HttpRequest> requests() const;
  /// Connections accepted so far.
  int connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// The address of a port on which nobody listens.
std::string address_of_nobody();

}  // namespace spillway::testing
