// LiveClient: the load's requests over HTTP, to a load balancer's listener on a socket.
//
// Owned by the run, which must outlive what is under way. Used from the LiveRuntime's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/live/http_client.hpp"
#include "tools/harness/load/load_client.hpp"

namespace spillway::harness {

/// Where a listener can be reached, and what it is called there.
struct LiveTarget {
  std::string ip;
  std::uint16_t port = 0;
  std::string host;       ///< of the requests' Host
  HttpHeaders headers{};  ///< further ones of every request
};

class LiveClient final : public LoadClient {
 public:
  /// Who gave an answer, which HTTP does not tell.
  using Teller = std::function<Target(const live::ClientOutcome&)>;

  LiveClient(LiveRuntime& runtime, LiveTarget target, Teller teller);

  PreparedRequest prepare(const LoadRequest& request, const LoadStage& stage) override;
  ClientRequestId send(PreparedRequest request, Session* session, std::uint64_t& sent_bytes,
                       UniqueFunction<void(const ClientReply&)> done) override;
  void abandon(ClientRequestId request, Session* session) override;

 private:
  struct Prepared {
    HttpRequest request;
    std::uint64_t bytes = 0;
  };

  live::HttpClient& client_of(const Session* session);
  ClientReply reply_of(const live::ClientOutcome& outcome) const;

  LiveRuntime& runtime_;
  const LiveTarget target_;
  const Teller teller_;
  std::vector<Prepared> prepared_;
  live::HttpClient crowd_;  // of those without a session
  std::map<const Session*, std::unique_ptr<live::HttpClient>> clients_;  // only looked up
};

}  // namespace spillway::harness
