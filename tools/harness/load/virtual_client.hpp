// VirtualClient: the load's requests as values, straight into the load balancer's model. Owned by
// the run, which must outlive what is under way. Single-threaded.
#pragma once

#include <string>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "runtime/runtime.hpp"
#include "tools/harness/load/load_client.hpp"

namespace spillway::harness {

class VirtualClient final : public LoadClient {
 public:
  VirtualClient(Runtime& runtime, alb::LoadBalancers& load_balancers,
                const alb::ListenerInfo& listener);

  PreparedRequest prepare(const LoadRequest& request, const LoadStage& stage) override;
  ClientRequestId send(PreparedRequest request, Session* session, std::uint64_t& sent_bytes,
                       UniqueFunction<void(const ClientReply&)> done) override;
  void abandon(ClientRequestId request, Session* session) override;

 private:
  using Done = UniqueFunction<void(const ClientReply&)>;
  struct Prepared {
    alb::ClientRequest request;
    std::uint64_t bytes = 0;
  };

  ClientRequestId send_for(Session& session, const Prepared& prepared, std::uint64_t& sent_bytes,
                           Done done);
  bool is_connected(const Session& session) const;

  Runtime& runtime_;
  alb::LoadBalancers& load_balancers_;
  alb::ListenerHandle listener_;
  std::string host_;
  std::vector<Prepared> prepared_;
  alb::ClientRequest scratch_;  // a session's request, put together anew each time
};

}  // namespace spillway::harness
