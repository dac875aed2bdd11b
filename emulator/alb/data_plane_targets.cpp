// The data plane's dealings with targets: to a function or an address, and back.
#include "emulator/alb/data_plane.hpp"
#include "emulator/alb/ip_forward.hpp"
#include "runtime/check.hpp"

namespace spillway::alb {
namespace {

constexpr std::size_t kMaxLambdaMessage = 1024 * 1024;  // aws-facts A4

}  // namespace

void DataPlane::to_lambda(InFlight& flight, TargetGroup& group, const RequestFacts& facts) {
  if (facts.upgrade) {
    lambda_error(flight, 400, "LambdaWebsocketNotSupported", LambdaBlame::user);
    return;
  }
  if (flight.passage != nullptr && flight.client.body_follows) {
    flight.passage->want_body(id_of(flight), kMaxLambdaMessage);
    return;
  }
  invoke(flight, group, facts);
}

void DataPlane::invoke(InFlight& flight, TargetGroup& group, const RequestFacts& facts) {
  const HttpRequest& request = flight.client.request;
  if (request.body.size() > kMaxLambdaMessage) {
    lambda_error(flight, 413, "LambdaRequestTooLarge", LambdaBlame::user);
    return;
  }
  const LoadBalancerOptions& options = flight.listener->balancer->options;
  set_trace(flight, facts);
  const std::string forwarded_for = forwarded_for_header(
      options, facts.forwarded_for, flight.client.client_ip, flight.client.client_port);
  const LambdaEvents::Field added[] = {{"x-amzn-trace-id", trace_},
                                       {"x-forwarded-port", flight.listener->port_text},
                                       {"x-forwarded-proto", "http"},
                                       {"x-forwarded-for", forwarded_for}};
  const std::span<const LambdaEvents::Field> fields(added, forwarded_for.empty() ? 3 : 4);
  const auto event = events_.write(group, request, facts, fields);
  if (!event) {
    lambda_error(flight, settings_.lambda_bad_request_status, "LambdaBadRequest",
                 LambdaBlame::user);
    return;
  }
  flight.account.lambda_bytes = event->size();
  if (flight.passage != nullptr) flight.passage->notes.sent_at = flight.sent_at;
  const RequestId id = id_of(flight);
  lambda_.invoke(flight.target->id, group.arn, *event,
                 [this, id](LambdaReply&& reply) { from_lambda(id, std::move(reply)); });
}

void DataPlane::from_lambda(RequestId id, LambdaReply&& reply) {
  InFlight* flight = find(id);
  if (flight == nullptr || flight->stage != Stage::at_target) return;
  flight->account.lambda_bytes += reply.payload.size();
  switch (reply.outcome) {
    case LambdaOutcome::ok:
      break;
    case LambdaOutcome::function_error:
      return lambda_error(*flight, 502, "LambdaUnhandled", LambdaBlame::user);
    case LambdaOutcome::throttled:
      return lambda_error(*flight, 502, "LambdaThrottling", LambdaBlame::user);
    case LambdaOutcome::access_denied:
      return lambda_error(*flight, 502, "LambdaAccessDenied", LambdaBlame::user);
    case LambdaOutcome::not_found:
      return lambda_error(*flight, 502, "LambdaResourceNotFound", LambdaBlame::user);
    case LambdaOutcome::service_error:
      return lambda_error(*flight, 502, "LambdaServiceException", LambdaBlame::internal);
    case LambdaOutcome::connection_timeout:
      return lambda_error(*flight, 504, "LambdaConnectionTimeout", LambdaBlame::internal);
    case LambdaOutcome::connection_error:
      return lambda_error(*flight, 502, "LambdaConnectionError", LambdaBlame::internal);
  }
  if (reply.payload.size() > kMaxLambdaMessage) {
    return lambda_error(*flight, 502, "LambdaResponseTooLarge", LambdaBlame::user);
  }
  const bool multi = flight->account.group->options.multi_value_headers;
  if (!responses_.parse(reply.payload, multi, date(), flight->answer.response,
                        flight->listener->server_header)) {
    return lambda_error(*flight, 502, "LambdaInvalidResponse", LambdaBlame::user);
  }
  target_answered(*flight);
}

void DataPlane::to_address(InFlight& flight, TargetGroup& group, const RequestFacts& facts) {
  if (facts.upgrade && flight.passage == nullptr) {
    context_.timeline.record("run.refused", {{"what", "a WebSocket to an ip target"},
                                             {"caller", "a client of " + group.name}});
    fail(flight, 501);
    return;
  }
  const LoadBalancerOptions& options = flight.listener->balancer->options;
  if (flight.passage == nullptr) arm_timeout(flight, flight.sent_at + options.idle_timeout, false);
  flight.user_agent = facts.user_agent;
  flight.may_switch = facts.upgrade;
  set_trace(flight, facts);
  const std::string forwarded_for = forwarded_for_header(
      options, facts.forwarded_for, flight.client.client_ip, flight.client.client_port);
  prepare_for_target(
      flight.client.request, facts,
      {trace_, forwarded_for, flight.listener->port_text, flight.listener->balancer->dns_name});
  const RequestId id = id_of(flight);
  if (flight.passage != nullptr) {
    const Reach reach = network_.reach(flight.target->id, flight.target->port);
    if (reach.failure) {
      failed_at_target(flight, *reach.failure);
      return;
    }
    flight.passage->notes.sent_at = flight.sent_at;
    return flight.passage->forward(id, reach.port, flight.client.request);
  }
  network_.send(flight.target->id, flight.target->port, std::move(flight.client.request),
                [this, id](TargetReply&& reply) { from_address(id, std::move(reply)); });
}

void DataPlane::from_address(RequestId id, TargetReply&& reply) {
  InFlight* flight = find(id);
  if (flight == nullptr || flight->stage != Stage::at_target) return;
  if (failed_at_target(*flight, reply.outcome)) return;
  switch (prepare_for_client(reply.response, flight->head)) {
    case TargetAnswer::complete:
      break;
    case TargetAnswer::malformed:
      return fail(*flight, 502);
    case TargetAnswer::incomplete: {  // something came: the connection was idle only since then
      const Duration idle = flight->listener->balancer->options.idle_timeout;
      return arm_timeout(*flight, context_.runtime.now() + idle, false);
    }
  }
  flight->answer.response = std::move(reply.response);
  target_answered(*flight);
}

bool DataPlane::failed_at_target(InFlight& flight, ConnectOutcome outcome) {
  switch (outcome) {
    case ConnectOutcome::answered:
      return false;
    case ConnectOutcome::refused:
      flight.account.connection_error = true;
      fail(flight, 502);
      break;
    case ConnectOutcome::reset:
    case ConnectOutcome::malformed:
      fail(flight, 502);
      break;
    case ConnectOutcome::no_route:
      arm_timeout(flight, flight.sent_at + settings_.connect_timeout, true);
      break;
    case ConnectOutcome::unconnected:
      flight.account.connection_error = true;
      fail(flight, 504);
      break;
    case ConnectOutcome::silent:
      fail(flight, 504);
      break;
  }
  return true;
}

// One clock at a time: the connection's while it is being made, else the answer's.
void DataPlane::arm_timeout(InFlight& flight, TimePoint at, bool connecting) {
  context_.runtime.cancel(flight.timeout);
  flight.timeout = context_.runtime.call_at(at, [this, id = id_of(flight), connecting] {
    InFlight* late = find(id);
    SPILLWAY_CHECK(late != nullptr);
    late->account.connection_error = connecting;
    fail(*late, 504);
  });
}

}  // namespace spillway::alb
