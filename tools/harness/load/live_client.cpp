#include "tools/harness/load/live_client.hpp"

namespace spillway::harness {
namespace {

constexpr const char* kLoopback = "127.0.0.1";

std::uint64_t wire_size(const HttpHeaders& headers) {
  std::uint64_t bytes = 2;  // the empty line
  for (const auto& [name, value] : headers) bytes += name.size() + value.size() + 4;
  return bytes;
}

Target target_of(alb::TargetKind kind) {
  switch (kind) {
    case alb::TargetKind::lambda:
      return Target::lambda;
    case alb::TargetKind::ip:
      return Target::ecs;
    case alb::TargetKind::none:
      return Target::alb;
  }
  return Target::alb;
}

}  // namespace

LiveClient::LiveClient(LiveRuntime& runtime, const live::AlbListeners& listeners,
                       const live::AlbAddress& address)
    : runtime_(runtime),
      listeners_(listeners),
      port_(address.port),
      host_(address.listener.dns_name),
      crowd_(runtime, kLoopback, address.port) {}

PreparedRequest LiveClient::prepare(const LoadRequest& request, const LoadStage& stage) {
  HttpRequest http;
  http.method = request.method;
  http.target = request.target;
  http.headers = {{"Host", host_}, {"User-Agent", "spillway"}, {"Accept", "*/*"}};
  for (const auto& [name, value] : request.headers) {
    if (iequals(name, "Host") || iequals(name, "User-Agent") || iequals(name, "Accept")) {
      http.headers.set(name, value);
    } else {
      http.headers.add(name, value);
    }
  }
  http.body = request.body;
  static_cast<void>(stage);  // its client's address cannot be had over a real socket
  prepared_.push_back(std::move(http));
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
  const std::uint64_t bytes = 15 + http.reason.size() + wire_size(http.headers) + http.body.size();
  return {http.status, http.reason, target_of(listeners_.last_target(outcome.local_port)), bytes};
}

ClientRequestId LiveClient::send(PreparedRequest request, Session* session,
                                 std::uint64_t& sent_bytes,
                                 UniqueFunction<void(const ClientReply&)> done) {
  HttpRequest http = prepared_[static_cast<std::size_t>(request)];
  if (session != nullptr && session->keeps_cookies) {
    const std::string cookies = session->cookies.header(runtime_.wall_now());
    if (!cookies.empty()) http.headers.add("Cookie", cookies);
  }
  sent_bytes =
      http.method.size() + http.target.size() + 12 + wire_size(http.headers) + http.body.size();
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
