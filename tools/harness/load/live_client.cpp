#include "tools/harness/load/live_client.hpp"

#include "tools/harness/load/load_messages.hpp"

namespace spillway::harness {

LiveClient::LiveClient(LiveRuntime& runtime, LiveTarget target, Teller teller)
    : runtime_(runtime),
      target_(std::move(target)),
      teller_(std::move(teller)),
      crowd_(runtime, target_.ip, target_.port) {}

// The stage's client address is not used: a real socket has its own.
PreparedRequest LiveClient::prepare(const LoadRequest& request, const LoadStage&) {
  Prepared prepared{message_of(request, target_.host), 0};
  prepared.bytes = size_of(prepared.request);
  for (const auto& [name, value] : target_.headers) prepared.request.headers.add(name, value);
  prepared_.push_back(std::move(prepared));
  return static_cast<PreparedRequest>(prepared_.size() - 1);
}

live::HttpClient& LiveClient::client_of(const Session* session) {
  if (session == nullptr) return crowd_;
  auto& client = clients_[session];
  if (!client) client = std::make_unique<live::HttpClient>(runtime_, target_.ip, target_.port);
  return *client;
}

ClientReply LiveClient::reply_of(const live::ClientOutcome& outcome) const {
  if (outcome.kind != live::ClientOutcome::Kind::answered) return {};
  const HttpResponse& http = outcome.response;
  return {http.status, http.reason, teller_(outcome), size_of(http)};
}

ClientRequestId LiveClient::send(PreparedRequest request, Session* session,
                                 std::uint64_t& sent_bytes,
                                 UniqueFunction<void(const ClientReply&)> done) {
  const Prepared& prepared = prepared_[static_cast<std::size_t>(request)];
  HttpRequest http = prepared.request;
  sent_bytes = prepared.bytes;
  if (session != nullptr && session->keeps_cookies) {
    const std::string cookies = session->cookies.header(runtime_.wall_now());
    if (!cookies.empty()) {
      http.headers.add("Cookie", cookies);
      sent_bytes += cookies.size() + 10;
    }
  }
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
