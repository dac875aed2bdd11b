#include "tools/harness/virtual_client.hpp"

namespace spillway::harness {
namespace {

std::uint64_t wire_size(const HttpHeaders& headers) {
  std::uint64_t bytes = 2;  // the empty line
  for (const auto& [name, value] : headers) bytes += name.size() + value.size() + 4;
  return bytes;
}

Target target_of(const alb::ClientResponse& response) {
  switch (response.target_kind) {
    case alb::TargetKind::lambda:
      return Target::lambda;
    case alb::TargetKind::ip:
      return Target::ecs;
    case alb::TargetKind::none:
      return Target::alb;
  }
  return Target::alb;
}

ClientReply reply_of(const alb::ClientResponse& response) {
  if (!response.connected) return {};
  const HttpResponse& http = response.response;
  const std::string_view reason = http.reason.empty() ? reason_phrase(http.status) : http.reason;
  const std::uint64_t bytes = 15 + reason.size() + wire_size(http.headers) + http.body.size();
  return {http.status, reason, target_of(response), bytes};
}

}  // namespace

VirtualClient::VirtualClient(alb::LoadBalancers& load_balancers, const alb::ListenerInfo& listener)
    : load_balancers_(load_balancers), listener_(listener.handle) {
  request_.request.headers = {
      {"Host", listener.dns_name}, {"User-Agent", "spillway"}, {"Accept", "*/*"}};
  header_bytes_ = wire_size(request_.request.headers);
}

ClientRequestId VirtualClient::send(const std::string& method, const std::string& target,
                                    std::uint64_t& sent_bytes,
                                    UniqueFunction<void(const ClientReply&)> done) {
  request_.request.method = method;
  request_.request.target = target;
  sent_bytes = method.size() + target.size() + 12 + header_bytes_;
  const alb::RequestId id = load_balancers_.send(
      listener_, request_,
      [done = std::move(done)](const alb::ClientResponse& r) mutable { done(reply_of(r)); });
  return static_cast<ClientRequestId>(id);
}

void VirtualClient::abandon(ClientRequestId request) {
  load_balancers_.abort(static_cast<alb::RequestId>(request));
}

}  // namespace spillway::harness
