#include "tools/harness/load/request_sender.hpp"

#include <algorithm>

namespace spillway::harness {

RequestSender::RequestSender(Runtime& runtime, LoadClient& client,
                             const std::vector<LoadStage>& stages, RequestObserver observer)
    : runtime_(runtime), client_(client), stages_(stages), observer_(std::move(observer)) {
  for (const LoadStage& stage : stages_) {
    StageState state{{}, {}, false, runtime_.rng("load/retries/" + stage.name)};
    for (const LoadRequest& request : stage.requests)
      state.prepared.push_back(client_.prepare(request, stage));
    states_.push_back(std::move(state));
  }
}

void RequestSender::set_active_users(std::uint32_t stage, std::uint32_t users) {
  states_[stage].active = users;
  all_active_ = 0;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    if (stages_[i].kind == LoadStage::Kind::users) all_active_ += states_[i].active;
  }
}

void RequestSender::send(std::uint32_t stage, std::uint32_t request, Session* session,
                         RequestOver over, std::optional<TimePoint> meant) {
  const std::uint32_t slot = take_slot();
  Request& entry = requests_[slot];
  entry.stage = stage;
  entry.request = request;
  entry.session = session;
  entry.attempt = 0;
  entry.over = std::move(over);
  entry.meant = meant;
  ++outstanding_;
  attempt(slot);
}

std::uint32_t RequestSender::take_slot() {
  if (free_.empty()) {
    requests_.emplace_back();
    return static_cast<std::uint32_t>(requests_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  return slot;
}

void RequestSender::attempt(std::uint32_t slot) {
  const std::uint32_t stage = requests_[slot].stage;
  StageState& state = states_[stage];
  const std::uint32_t generation = ++requests_[slot].generation;
  ++sent_;
  std::uint64_t sent_bytes = 0;
  const ClientRequestId id = client_.send(
      state.prepared[requests_[slot].request], requests_[slot].session, sent_bytes,
      [this, slot, generation](const ClientReply& reply) { answered(slot, generation, reply); });
  Request& request = requests_[slot];
  request.sent = request.meant.value_or(runtime_.now());
  request.late = runtime_.now() - request.sent;
  request.meant.reset();  // a further attempt is meant for when it is made
  request.sent_bytes = sent_bytes;
  request.id = id;
  request.pending = true;
  ++request.attempt;
  state.deadlines.push_back({runtime_.now() + stages_[stage].timeout, slot, generation});
  if (!state.timer_armed) arm_timer(stage);
}

void RequestSender::answered(std::uint32_t slot, std::uint32_t generation,
                             const ClientReply& reply) {
  const Request& request = requests_[slot];
  if (!request.pending || request.generation != generation) return;
  end_attempt(slot, reply);
}

void RequestSender::arm_timer(std::uint32_t stage) {
  StageState& state = states_[stage];
  const auto over = [this](const Deadline& d) {
    return !requests_[d.slot].pending || requests_[d.slot].generation != d.generation;
  };
  while (!state.deadlines.empty() && over(state.deadlines.front())) state.deadlines.pop_front();
  state.timer_armed = !state.deadlines.empty();
  if (state.timer_armed) {
    runtime_.call_at(state.deadlines.front().at, [this, stage] { time_out(stage); });
  }
}

void RequestSender::time_out(std::uint32_t stage) {
  StageState& state = states_[stage];
  while (!state.deadlines.empty() && state.deadlines.front().at <= runtime_.now()) {
    const Deadline deadline = state.deadlines.front();
    state.deadlines.pop_front();
    const Request& request = requests_[deadline.slot];
    if (!request.pending || request.generation != deadline.generation) continue;
    client_.abandon(request.id, request.session);
    end_attempt(deadline.slot, {0, {}, Target::none, 0});
  }
  arm_timer(stage);
}

bool RequestSender::tries_again(const Request& request, int status) const {
  const Retries& retries = stages_[request.stage].retries;
  return request.attempt < retries.attempts &&
         std::find(retries.on.begin(), retries.on.end(), status) != retries.on.end();
}

Duration RequestSender::retry_delay(const Request& request) {
  const Retries& retries = stages_[request.stage].retries;
  Duration delay = retries.delay.sample(states_[request.stage].retry_delays);
  for (int i = 1; i < request.attempt && delay < retries.max_delay; ++i) delay *= 2;
  return std::min(delay, retries.max_delay);
}

void RequestSender::end_attempt(std::uint32_t slot, const ClientReply& reply) {
  Request& request = requests_[slot];
  request.pending = false;
  const bool again = tries_again(request, reply.status);
  const StageState& state = states_[request.stage];
  observer_({.sent = request.sent,
             .late = request.late,
             .elapsed = runtime_.now() - request.sent,
             .stage = request.stage,
             .path = request.request,
             .status = reply.status,
             .target = reply.target,
             .reason = reply.reason,
             .bytes = reply.bytes,
             .sent_bytes = request.sent_bytes,
             .last_attempt = !again,
             .user = request.session == nullptr ? 1 : request.session->user,
             .active_users = state.active,
             .all_active_users = all_active_});
  if (again) {
    runtime_.call_after(retry_delay(request), [this, slot] { attempt(slot); });
  } else {
    release(slot);
  }
}

void RequestSender::release(std::uint32_t slot) {
  RequestOver over = std::move(requests_[slot].over);
  free_.push_back(slot);
  --outstanding_;
  if (over) over();
}

}  // namespace spillway::harness
