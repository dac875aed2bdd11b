// TargetPool: the load balancer's connections to one port of this machine, kept and used again, the
// last one first (aws-facts A2: none is made before it is needed).
//
// Owned by AlbListeners, which asks sweep() for its look once a second. LiveRuntime's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "emulator/live/target_connection.hpp"

namespace spillway::live {

class TargetPool {
 public:
  TargetPool(DataLoop& loop, std::uint16_t port) : loop_(loop), port_(port) {}

  /// Connected, or about to be. Null: refused at once, or out of descriptors.
  TargetConnection* take();
  void put_back(TargetConnection& connection);
  /// Closes what has been idle too long.
  void sweep(TimePoint now);
  bool is_empty() const { return all_.empty(); }

 private:
  friend class TargetConnection;

  void remove(TargetConnection& connection);

  DataLoop& loop_;
  const std::uint16_t port_;
  std::vector<std::unique_ptr<TargetConnection>> all_;
  std::vector<TargetConnection*> idle_;  // the last used at the end
};

}  // namespace spillway::live
