// VirtualClient: the load's requests as values, straight into the load balancer's model.
#pragma once

#include <string>

#include "emulator/alb/load_balancers.hpp"
#include "tools/harness/load_client.hpp"

namespace spillway::harness {

class VirtualClient final : public LoadClient {
 public:
  VirtualClient(alb::LoadBalancers& load_balancers, const alb::ListenerInfo& listener);

  ClientRequestId send(const std::string& method, const std::string& target,
                       std::uint64_t& sent_bytes,
                       UniqueFunction<void(const ClientReply&)> done) override;
  void abandon(ClientRequestId request) override;

 private:
  alb::LoadBalancers& load_balancers_;
  alb::ListenerHandle listener_;
  alb::ClientRequest request_;  // the one that is sent; its headers are always the same
  std::uint64_t header_bytes_ = 0;
};

}  // namespace spillway::harness
