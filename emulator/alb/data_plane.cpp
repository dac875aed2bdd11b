#include "emulator/alb/data_plane.hpp"

#include "emulator/alb/error_pages.hpp"
#include "emulator/alb/routing.hpp"
#include "runtime/check.hpp"

namespace spillway::alb {
DataPlane::DataPlane(core::Context& context, const Settings& settings, Estate& estate,
                     Accounting& accounting, LambdaInvoker& lambda, TargetNetwork& network)
    : context_(context),
      settings_(settings),
      estate_(estate),
      accounting_(accounting),
      lambda_(lambda),
      network_(network),
      responses_(settings.lambda_text_status),
      weights_rng_(context.runtime.rng("elbv2/weights")),
      targets_rng_(context.runtime.rng("elbv2/targets")),
      latency_rng_(context.runtime.rng("elbv2/latency")),
      trace_ids_(context.runtime.rng("elbv2/trace_ids")),
      cookies_(context.runtime.rng("elbv2/cookies")) {}

Listener& DataPlane::listener_of(ListenerHandle listener) const {
  const auto index = static_cast<std::size_t>(listener);
  SPILLWAY_CHECK(index < estate_.listeners.size());
  return *estate_.listeners[index];
}

Duration DataPlane::hop_to(bool new_connection) {
  Duration hop = settings_.request_latency.sample(latency_rng_);
  if (new_connection) {  // SYN and its answer go before
    hop += settings_.request_latency.sample(latency_rng_) +
           settings_.request_latency.sample(latency_rng_);
  }
  return hop;
}

RequestId DataPlane::send(ListenerHandle listener, const ClientRequest& request,
                          ClientDone&& done) {
  Listener& entry = listener_of(listener);
  InFlight& flight = take_place();
  flight.stage = Stage::arriving;
  flight.listener = &entry;
  flight.client = request;
  flight.done = std::move(done);
  const RequestId id = id_of(flight);
  context_.runtime.call_after(hop_to(request.new_connection), [this, id] { arrive(id); });
  return id;
}

bool DataPlane::keeps_connection(ListenerHandle listener, TimePoint connected,
                                 TimePoint last_used) const {
  const Listener& entry = listener_of(listener);
  const LoadBalancer& balancer = *entry.balancer;
  const TimePoint now = context_.runtime.now();
  return !entry.deleted && now - last_used < balancer.options.idle_timeout &&
         now - connected < balancer.options.client_keep_alive;
}

void DataPlane::arrive(RequestId id) {
  InFlight* flight = find(id);
  if (flight == nullptr) return;
  if (flight->listener->deleted) {
    flight->answer.connected = false;
    deliver(*flight);
    return;
  }
  HttpRequest& request = flight->client.request;
  if (flight->listener->balancer->options.drop_invalid_headers) {
    drop_invalid_fields(request.headers);
  }
  flight->head = request.method == "HEAD";
  RequestFacts facts = inspect(request);
  if (flight->client.refused != 0) {
    facts.refused = flight->client.refused;
    facts.unparsable = facts.refused == 400 && request.method.empty();
  }
  if (facts.refused != 0) {
    facts.unparsable ? answer_own(*flight, unparsable_response(date()))
                     : fail(*flight, facts.refused);
    return;
  }
  const Action& action = choose_action(*flight->listener, flight->client, facts);
  if (!flight->listener->by_priority.empty()) {
    accounting_.rules_evaluated(*flight->listener, action);
  }
  if (flight->passage != nullptr) note_action(*flight, action, facts);
  if (const auto* way = std::get_if<Forward>(&action.what)) {
    forward(*flight, *way, facts);
    return;
  }
  accounting_.answered_by_action(*flight->listener->balancer, action);
  answer_itself(*flight, action, facts);
}

void DataPlane::answer_itself(InFlight& flight, const Action& action, const RequestFacts& facts) {
  if (const auto* fixed = std::get_if<FixedResponse>(&action.what)) {
    answer_own(flight, fixed_response(*fixed, date()));
    return;
  }
  const HttpRequest& request = flight.client.request;
  const RequestPlace place{facts.host, flight.listener->port_text, request.path(), request.query(),
                           facts.user_agent};
  answer_own(flight, redirect_response(std::get<Redirect>(action.what), place, date()));
}

// The group by weight first, then a target of it; no other group if it has none (aws-facts A1).
void DataPlane::forward(InFlight& flight, const Forward& action, const RequestFacts& facts) {
  TargetGroup* group = nullptr;
  if (action.sticky_for == Duration(0)) {
    group = choose_group(action, weights_rng_);
  } else if (!sticky_group(flight, action, group)) {
    return;
  }
  Target* target = nullptr;
  if (group != nullptr) {
    flight.answer.target_group = group->name;
    target = group->options.stickiness == Stickiness::off
                 ? choose_target(*group, context_.runtime.now(), targets_rng_)
                 : sticky_target(flight, *group);
  }
  if (target == nullptr) {
    fail(flight, group == nullptr ? settings_.all_weights_zero_status : 503);
    return;
  }
  flight.answer.target_kind = group->kind;
  flight.answer.target = target->name;
  flight.account.group = group;
  if (flight.passage != nullptr) {
    PassageNotes& notes = flight.passage->notes;
    notes.target_group_arn = group->arn;
    if (group->kind == TargetKind::ip) notes.target = target->name;
  }
  flight.stage = Stage::at_target;
  flight.target = target;
  flight.sent_at = context_.runtime.now();
  ++target->outstanding;
  group->kind == TargetKind::lambda ? to_lambda(flight, *group, facts)
                                    : to_address(flight, *group, facts);
}

void DataPlane::leave_target(InFlight& flight) {
  if (flight.target == nullptr) return;
  --flight.target->outstanding;
  flight.target = nullptr;
  if (flight.timeout != TimerId::none) {
    context_.runtime.cancel(std::exchange(flight.timeout, TimerId::none));
  }
}

void DataPlane::target_answered(InFlight& flight) {
  flight.account.target_time = context_.runtime.now() - flight.sent_at;
  flight.answer.target_status = flight.answer.response.status;
  if (flight.stuck.group || flight.stuck.target) add_cookies(flight);
  flight.passage != nullptr&& flight.answer.target_kind == TargetKind::ip ? relay(flight)
                                                                          : finish(flight);
}

void DataPlane::lambda_error(InFlight& flight, int status, std::string_view reason,
                             LambdaBlame blame) {
  flight.answer.error_reason = reason;
  flight.account.blame = blame;
  fail(flight, status);
}

void DataPlane::fail(InFlight& flight, int status) {
  const auto agent = flight.client.request.headers.get("User-Agent");
  answer_own(flight, error_response(status, agent.value_or(flight.user_agent), date()));
}

void DataPlane::answer_own(InFlight& flight, HttpResponse&& response) {
  if (!flight.listener->server_header) response.headers.remove("Server");
  flight.answer.response = std::move(response);
  finish(flight);
}

void DataPlane::account(InFlight& flight) {
  flight.account.status = flight.answer.response.status;
  flight.account.target_status = flight.answer.target_status;
  flight.account.error_reason = flight.answer.error_reason;
  accounting_.answered(*flight.listener->balancer, flight.account);
  if (flight.passage == nullptr) return;
  flight.passage->notes.error_reason = flight.answer.error_reason;
  flight.passage->notes.target_status = flight.answer.target_status;
}

// The load balancer is done with the request; the client has its answer a hop later.
void DataPlane::finish(InFlight& flight) {
  leave_target(flight);
  account(flight);
  if (flight.head) flight.answer.response.body.clear();
  flight.stage = Stage::answering;
  if (flight.passage != nullptr) return deliver(flight);
  const Duration hop = settings_.request_latency.sample(latency_rng_);
  context_.runtime.call_after(hop, [this, id = id_of(flight)] {
    if (InFlight* arrived = find(id)) deliver(*arrived);
  });
}

// Whatever the client does now, the request is over, but its place is not yet another's.
void DataPlane::deliver(InFlight& flight) {
  flight.stage = Stage::over;
  flight.passage != nullptr ? flight.passage->answer(std::move(flight.answer))
                            : flight.done(std::move(flight.answer));
  release(flight);
}

void DataPlane::abort(RequestId id, int status) {
  InFlight* flight = find(id);
  if (flight == nullptr) return;
  const bool counted = flight->stage == Stage::answering || flight->stage == Stage::relaying;
  leave_target(*flight);
  if (!counted) {
    flight->account.status = status;
    accounting_.answered(*flight->listener->balancer, flight->account);
  }
  flight->stage = Stage::over;
  release(*flight);
}

void DataPlane::cut(const Target& target) {
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    InFlight& flight = flights_[i];
    if (flight.target != &target) continue;
    if (flight.stage == Stage::at_target) fail(flight, 502);
    if (flight.stage != Stage::relaying) continue;
    Passage* const passage = flight.passage;
    over(id_of(flight));
    passage->break_off();
  }
}

DataPlane::InFlight& DataPlane::take_place() {
  if (free_.empty()) {
    const auto place = static_cast<std::uint32_t>(flights_.size());
    InFlight& added = flights_.emplace_back();
    added.place = place;
    return added;
  }
  InFlight& flight = flights_[free_.back()];
  free_.pop_back();
  return flight;
}

// The buffers stay with the place. What was captured for the client goes first: a destructor may do
// anything.
void DataPlane::release(InFlight& flight) {
  flight.done.reset();
  flight.passage = nullptr;
  flight.may_switch = false;
  flight.answer.clear();
  ++flight.generation;
  flight.user_agent.clear();
  flight.account = Answered();
  flight.stuck = Stuck();
  free_.push_back(flight.place);
}

DataPlane::InFlight* DataPlane::find(RequestId id) {
  const auto number = static_cast<std::uint64_t>(id);
  const auto place = static_cast<std::uint32_t>(number);
  if (place >= flights_.size()) return nullptr;
  InFlight& flight = flights_[place];
  const bool same = flight.stage != Stage::over && flight.generation == number >> 32;
  return same ? &flight : nullptr;
}

const std::string& DataPlane::date() { return date_.at(context_.runtime.wall_now()); }

}  // namespace spillway::alb
