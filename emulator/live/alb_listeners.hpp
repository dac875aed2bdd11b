// AlbListeners: the load balancer's listeners on sockets. What a request gets is the model's doing.
//
// Owned by the live run, beside the world, which outlives it. Used from the LiveRuntime's thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "emulator/live/http_server.hpp"

namespace spillway::live {

struct AlbOptions {
  std::string address = "127.0.0.1";
  std::vector<std::uint16_t> ports{};  ///< of the first listeners; 0, and of all others: a free one
};

/// What the listeners have answered since they began, as a client counts it.
struct AlbTraffic {
  /// By the kind of target that the request was for: TargetKind::none is the load balancer itself.
  std::array<std::uint64_t, 3> by_target{};
  std::array<std::uint64_t, 6> by_status{};  ///< by the status' first digit; 0: no answer
};

/// A listener and where it listens.
struct AlbAddress {
  alb::ListenerInfo listener;
  std::uint16_t port = 0;
};

class AlbListeners {
 public:
  AlbListeners(LiveRuntime& runtime, alb::LoadBalancers& load_balancers, AlbOptions options);

  /// Opens what has been added and closes what has been deleted since. The error says which port
  /// could not be had.
  boost::system::result<void, std::string> follow();
  /// In the order of the listeners' creation.
  std::vector<AlbAddress> addresses() const;

  /// The kind of target that answered the last request from that port of this machine: for a load
  /// generator in this process, which cannot tell it from the answer.
  alb::TargetKind last_target(std::uint16_t client_port) const { return last_[client_port]; }
  const AlbTraffic& traffic() const { return traffic_; }

 private:
  void count(const alb::ClientResponse& answer);
  void serve(alb::ListenerHandle listener, const ExchangePtr& exchange);

  LiveRuntime& runtime_;
  alb::LoadBalancers& load_balancers_;
  const AlbOptions options_;
  std::map<alb::ListenerHandle, std::unique_ptr<HttpServer>> servers_;
  std::vector<alb::TargetKind> last_;  // by the client's port
  AlbTraffic traffic_;
  std::size_t opened_ = 0;  // listeners so far
};

}  // namespace spillway::live
