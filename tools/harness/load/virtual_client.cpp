#include "tools/harness/load/virtual_client.hpp"

#include "tools/harness/load/load_messages.hpp"

namespace spillway::harness {
namespace {

ClientReply reply_of(const alb::ClientResponse& response) {
  if (!response.connected) return {};
  const HttpResponse& http = response.response;
  const std::string_view reason = http.reason.empty() ? reason_phrase(http.status) : http.reason;
  return {http.status, reason, target_of(response.target_kind), size_of(http)};
}

}  // namespace

VirtualClient::VirtualClient(Runtime& runtime, alb::LoadBalancers& load_balancers,
                             const alb::ListenerInfo& listener)
    : runtime_(runtime),
      load_balancers_(load_balancers),
      listener_(listener.handle),
      host_(listener.dns_name) {}

PreparedRequest VirtualClient::prepare(const LoadRequest& request, const LoadStage& stage) {
  Prepared prepared;
  prepared.request.request = message_of(request, host_);
  prepared.request.client_ip = stage.client_ip;
  prepared.bytes = size_of(prepared.request.request);
  prepared_.push_back(std::move(prepared));
  return static_cast<PreparedRequest>(prepared_.size() - 1);
}

ClientRequestId VirtualClient::send(PreparedRequest request, Session* session,
                                    std::uint64_t& sent_bytes, Done done) {
  const Prepared& prepared = prepared_[static_cast<std::size_t>(request)];
  if (session != nullptr) return send_for(*session, prepared, sent_bytes, std::move(done));
  sent_bytes = prepared.bytes;
  const alb::RequestId id = load_balancers_.send(
      listener_, prepared.request,
      [done = std::move(done)](const alb::ClientResponse& r) mutable { done(reply_of(r)); });
  return static_cast<ClientRequestId>(id);
}

ClientRequestId VirtualClient::send_for(Session& session, const Prepared& prepared,
                                        std::uint64_t& sent_bytes, Done done) {
  scratch_ = prepared.request;
  scratch_.client_ip = session.ip;
  sent_bytes = prepared.bytes;
  if (session.keeps_cookies) {
    const std::string cookies = session.cookies.header(runtime_.wall_now());
    if (!cookies.empty()) {
      scratch_.request.headers.add("Cookie", cookies);
      sent_bytes += cookies.size() + 10;
    }
  }
  scratch_.new_connection = !is_connected(session);
  if (scratch_.new_connection) session.connected = runtime_.now();
  session.last_used = runtime_.now();
  const alb::RequestId id = load_balancers_.send(
      listener_, scratch_,
      [this, &session, done = std::move(done)](const alb::ClientResponse& r) mutable {
        session.last_used = runtime_.now();
        if (!r.connected || !session.keeps_connection) session.connected.reset();
        if (session.keeps_cookies) session.cookies.store(r.response.headers, runtime_.wall_now());
        done(reply_of(r));
      });
  return static_cast<ClientRequestId>(id);
}

// The load balancer closes what is idle or old.
bool VirtualClient::is_connected(const Session& session) const {
  return session.keeps_connection && session.connected &&
         load_balancers_.keeps_connection(listener_, *session.connected, session.last_used);
}

void VirtualClient::abandon(ClientRequestId request, Session* session) {
  load_balancers_.abort(static_cast<alb::RequestId>(request));
  if (session != nullptr) session->connected.reset();
}

}  // namespace spillway::harness
