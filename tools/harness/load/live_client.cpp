#include "tools/harness/load/live_client.hpp"

#include "tools/harness/load/load_messages.hpp"

namespace spillway::harness {
namespace {

constexpr const char* kLoopback = "127.0.0.1";

}  // namespace

LiveClient::LiveClient(LiveRuntime& runtime, const live::AlbListeners& listeners,
                       const live::AlbAddress& address)
    : runtime_(runtime),
      listeners_(listeners),
      port_(address.port),
      host_(address.listener.dns_name),
      crowd_(runtime, kLoopback, address.port) {}

// The stage's client address is not used: a real socket has its own.
PreparedRequest LiveClient::prepare(const LoadRequest& request, const LoadStage&) {
  prepared_.push_back(message_of(request, host_));
  return static_cast<PreparedRequest>(prepared_.size() - 1);
}

live::HttpClient& LiveClient::client_of(const Session* session) {
  if (session == nullptr) return crowd_;
  auto& client = clients_[session];
  if (!client) client = std::make_unique<live::HttpClient>(runtime_, kLoopback, port_);
  return *client;
}

ClientReply LiveClient::reply_of(const live::ClientOutcome& outcome) const {
  if (outcome.kind != live::ClientOutcome::Kind::answered) return {};
  const HttpResponse& http = outcome.response;
  return {http.status, http.reason, target_of(listeners_.last_target(outcome.local_port)),
          size_of(http)};
}

ClientRequestId LiveClient::send(PreparedRequest request, Session* session,
                                 std::uint64_t& sent_bytes,
                                 UniqueFunction<void(const ClientReply&)> done) {
  HttpRequest http = prepared_[static_cast<std::size_t>(request)];
  if (session != nullptr && session->keeps_cookies) {
    const std::string cookies = session->cookies.header(runtime_.wall_now());
    if (!cookies.empty()) http.headers.add("Cookie", cookies);
  }
  sent_bytes = size_of(http);
  const bool keep = session == nullptr || session->keeps_connection;
  const auto id = client_of(session).send(
      std::move(http), keep,
      [this, session, done = std::move(done)](live::ClientOutcome&& outcome) mutable {
        if (session != nullptr && session->keeps_cookies) {
          session->cookies.store(outcome.response.headers, runtime_.wall_now());
        }
        done(reply_of(outcome));
      });
  return static_cast<ClientRequestId>(id);
}

void LiveClient::abandon(ClientRequestId request, Session* session) {
  client_of(session).cancel(static_cast<live::HttpClient::RequestId>(request));
}

}  // namespace spillway::harness
