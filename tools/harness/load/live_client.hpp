// LiveClient: the load's requests over HTTP, to a load balancer's listener on a socket.
//
// Owned by the run, which must outlive what is under way. Used from the LiveRuntime's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/live/alb_listeners.hpp"
#include "emulator/live/http_client.hpp"
#include "tools/harness/load/load_client.hpp"

namespace spillway::harness {

class LiveClient final : public LoadClient {
 public:
  LiveClient(LiveRuntime& runtime, const live::AlbListeners& listeners,
             const live::AlbAddress& address);

  PreparedRequest prepare(const LoadRequest& request, const LoadStage& stage) override;
  ClientRequestId send(PreparedRequest request, Session* session, std::uint64_t& sent_bytes,
                       UniqueFunction<void(const ClientReply&)> done) override;
  void abandon(ClientRequestId request, Session* session) override;

 private:
  live::HttpClient& client_of(const Session* session);
  ClientReply reply_of(const live::ClientOutcome& outcome) const;

  LiveRuntime& runtime_;
  const live::AlbListeners& listeners_;
  const std::uint16_t port_;
  const std::string host_;
  std::vector<HttpRequest> prepared_;
  live::HttpClient crowd_;  // of those without a session
  std::map<const Session*, std::unique_ptr<live::HttpClient>> clients_;  // only looked up
};

}  // namespace spillway::harness
