// The data plane's dealings with a passage: a request whose bytes its front moves.
#include "emulator/alb/data_plane.hpp"
#include "emulator/alb/ip_forward.hpp"
#include "runtime/check.hpp"

namespace spillway::alb {
namespace {

std::string_view name_of(const Action& action) {
  if (std::holds_alternative<Forward>(action.what)) return "forward";
  return std::holds_alternative<FixedResponse>(action.what) ? "fixed-response" : "redirect";
}

}  // namespace

RequestId DataPlane::receive(ListenerHandle listener, ClientRequest& request, Passage& passage) {
  Listener& entry = listener_of(listener);
  InFlight& flight = take_place();
  flight.stage = Stage::arriving;
  flight.listener = &entry;
  std::swap(flight.client, request);
  flight.passage = &passage;
  const RequestId id = id_of(flight);
  // A real network has its own latency. What the scenario adds, both ways, goes before the request,
  // so that what the target sends passes as it comes.
  const Duration hop = hop_to(flight.client.new_connection) + hop_to(false);
  if (hop == Duration(0)) {
    arrive(id);
  } else {
    context_.runtime.call_after(hop, [this, id] { arrive(id); });
  }
  return id;
}

void DataPlane::give_body(RequestId id, std::string&& body) {
  InFlight* flight = find(id);
  if (flight == nullptr || flight->stage != Stage::at_target) return;
  flight->client.request.body = std::move(body);
  flight->sent_at = context_.runtime.now();
  invoke(*flight, *flight->account.group, inspect(flight->client.request));
}

void DataPlane::target_answered(RequestId id, TargetReply& reply) {
  InFlight* flight = find(id);
  if (flight == nullptr || flight->stage != Stage::at_target) return;
  if (failed_at_target(*flight, reply.outcome)) return;
  if (!prepare_head_for_client(reply.response, flight->may_switch)) return fail(*flight, 502);
  std::swap(flight->answer.response, reply.response);
  target_answered(*flight);
}

// The answer counts from its beginning; the target is busy until its end.
void DataPlane::relay(InFlight& flight) {
  account(flight);
  flight.stage = Stage::relaying;
  flight.passage->relay(flight.answer.response);
}

void DataPlane::over(RequestId id) {
  InFlight* flight = find(id);
  if (flight == nullptr) return;
  SPILLWAY_CHECK(flight->stage == Stage::relaying);
  leave_target(*flight);
  flight->stage = Stage::over;
  release(*flight);
}

void DataPlane::refuse(RequestId id, int status) {
  InFlight* flight = find(id);
  if (flight == nullptr || flight->stage == Stage::relaying) return;
  const bool of_function = flight->answer.target_kind == TargetKind::lambda;
  if (of_function && status == 413) {
    return lambda_error(*flight, status, "LambdaRequestTooLarge", LambdaBlame::user);
  }
  fail(*flight, status);
}

void DataPlane::note_action(InFlight& flight, const Action& action, const RequestFacts& facts) {
  PassageNotes& notes = flight.passage->notes;
  notes.action = name_of(action);
  notes.rule_priority = 0;
  for (const Rule* rule : flight.listener->by_priority) {
    for (const Rule::Active& node : rule->active) {
      if (&node.routing.action == &action) notes.rule_priority = rule->priority;
    }
  }
  set_trace_header(notes.trace_id, facts, trace_ids_.next(context_.runtime.wall_now()));
}

// What the target gets as X-Amzn-Trace-Id: a passage has it from the start.
void DataPlane::set_trace(InFlight& flight, const RequestFacts& facts) {
  if (flight.passage != nullptr) {
    trace_ = flight.passage->notes.trace_id;
    return;
  }
  set_trace_header(trace_, facts, trace_ids_.next(context_.runtime.wall_now()));
}

}  // namespace spillway::alb
