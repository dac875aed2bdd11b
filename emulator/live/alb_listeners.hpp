// AlbListeners: the load balancer's listeners on sockets. What a request gets is the model's doing.
//
// Owned by the live run, beside the world, which outlives it. Used from the LiveRuntime's thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "emulator/live/alb_traffic.hpp"
#include "runtime/live_runtime.hpp"

namespace spillway::live {

struct AlbFront;
class AlbListener;

struct AlbOptions {
  std::string address = "127.0.0.1";
  std::vector<std::uint16_t> ports{};  ///< of the first listeners; 0, and of all others: a free one
};

/// A listener and where it listens.
struct AlbAddress {
  alb::ListenerInfo listener;
  std::uint16_t port = 0;
};

class AlbListeners {
 public:
  AlbListeners(LiveRuntime& runtime, alb::LoadBalancers& load_balancers, AlbOptions options);
  ~AlbListeners();
  AlbListeners(const AlbListeners&) = delete;
  AlbListeners& operator=(const AlbListeners&) = delete;

  /// Opens what has been added and closes what has been deleted since. The error says which port
  /// could not be had.
  boost::system::result<void, std::string> follow();
  /// In the order of the listeners' creation.
  std::vector<AlbAddress> addresses() const;
  std::size_t open_connections() const;

  /// The kind of target that answered the last request from that port of this machine: for a load
  /// generator in this process, which cannot tell it from the answer. One elsewhere sends the
  /// header X-Spillway-Load, and finds X-Spillway-Target in the answer.
  alb::TargetKind last_target(std::uint16_t client_port) const;
  const AlbTraffic& traffic() const;

  /// Writes a line for each request from now on (access_log.hpp). Before the first connection.
  /// Empty, or why the file cannot be written.
  std::string open_access_log(const std::string& path, bool append);
  /// Empty, or why not everything could be written.
  std::string close_access_log();
  /// Not everything could be written.
  bool lost_access_log() const;

 private:
  void sweep_later();

  alb::LoadBalancers& load_balancers_;
  const AlbOptions options_;
  const std::unique_ptr<AlbFront> front_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  boost::asio::steady_timer sweeper_;
  std::map<alb::ListenerHandle, std::unique_ptr<AlbListener>> listeners_;
  std::size_t opened_ = 0;  // listeners so far
};

}  // namespace spillway::live
