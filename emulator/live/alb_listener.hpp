// AlbListener: one listener's socket and the clients' connections to it. Internal to alb_*.cpp.
//
// Owned by AlbListeners. LiveRuntime's thread only.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/live/alb_connection.hpp"
#include "emulator/live/alb_front.hpp"

namespace spillway::live {

class AlbListener final : public DataLoop::Watched {
 public:
  AlbListener(AlbFront& front, alb::ListenerInfo info);
  ~AlbListener() override;
  AlbListener(const AlbListener&) = delete;
  AlbListener& operator=(const AlbListener&) = delete;

  /// The error says which address could not be had, why, and what to do.
  boost::system::result<void, std::string> listen(const std::string& address, std::uint16_t port);
  std::uint16_t port() const { return port_; }
  const alb::ListenerInfo& info() const { return info_; }
  /// As of the last sweep.
  const alb::FrontOptions& options() const { return options_; }
  std::size_t open_connections() const { return connections_.size(); }

  void on_ready(std::uint32_t events) override;
  /// The look once a second.
  void sweep(TimePoint now);
  /// A connection is over.
  void remove(AlbConnection& connection);

 private:
  void accept();

  AlbFront& front_;
  const alb::ListenerInfo info_;
  alb::FrontOptions options_;
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
  bool waiting_ = false;  // for connections to accept
  std::vector<std::unique_ptr<AlbConnection>> connections_;
};

}  // namespace spillway::live
