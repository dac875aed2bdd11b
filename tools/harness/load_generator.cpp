#include "tools/harness/load_generator.hpp"

#include <algorithm>
#include <cmath>

namespace spillway::harness {
namespace {

Duration seconds(double s) { return Duration(static_cast<std::int64_t>(std::llround(s * 1e9))); }

// When the index-th arrival of a linear ramp comes: the root of its integrated rate.
double ramp_arrival(double from, double to, double length_s, double index) {
  const double slope = (to - from) / length_s;
  if (std::abs(slope) < 1e-12) return index / from;
  return (-from + std::sqrt(from * from + 2 * slope * index)) / slope;
}

}  // namespace

LoadGenerator::LoadGenerator(Runtime& runtime, core::Timeline& timeline, LoadClient& client,
                             const std::vector<LoadStage>& stages, Observer observer)
    : runtime_(runtime),
      timeline_(timeline),
      client_(client),
      stages_(stages),
      observer_(std::move(observer)) {
  for (const auto& stage : stages_) {
    StageState state{{},
                     false,
                     {},
                     runtime_.rng("load/arrivals/" + stage.name),
                     runtime_.rng("load/paths/" + stage.name)};
    double sum = 0;
    for (const auto& [path, weight] : stage.paths)
      state.cumulative_weights.push_back(sum += weight);
    states_.push_back(std::move(state));
  }
}

void LoadGenerator::start() {
  next_stage_ = runtime_.post([this] { begin_stage(0); });
}

void LoadGenerator::stop() {
  runtime_.cancel(next_arrival_);
  runtime_.cancel(next_stage_);
}

void LoadGenerator::begin_stage(std::size_t index) {
  runtime_.cancel(next_arrival_);
  if (index == stages_.size()) {
    timeline_.record("load.finished", Json::object());
    return;
  }
  const LoadStage& stage = stages_[index];
  Json rate = stage.rate_from;
  if (stage.rate_to != stage.rate_from) rate = Json::array({stage.rate_from, stage.rate_to});
  stage_event_ = timeline_.record(
      "load.stage_started",
      {{"stage", stage.name}, {"rate", std::move(rate)}, {"for_s", to_seconds(stage.length)}});
  const TimePoint begin = runtime_.now();
  next_stage_ = runtime_.call_at(begin + stage.length, [this, index] { begin_stage(index + 1); });
  CauseScope scope(runtime_, stage_event_);
  last_arrival_ = begin;
  schedule_arrival(index, begin, 0);
}

void LoadGenerator::schedule_arrival(std::size_t stage, TimePoint begin, std::uint64_t index) {
  const TimePoint at = arrival_time(stage, begin, index);
  if (at >= begin + stages_[stage].length) return;
  next_arrival_ = runtime_.call_at(at, [this, stage, begin, index] {
    schedule_arrival(stage, begin, index + 1);
    send_one(stage);
  });
}

TimePoint LoadGenerator::arrival_time(std::size_t index, TimePoint begin, std::uint64_t n) {
  const LoadStage& stage = stages_[index];
  const double length_s = to_seconds(stage.length);
  if (stage.rate_from == 0 && stage.rate_to == 0) return begin + stage.length;
  if (stage.arrivals == LoadStage::Arrivals::constant) {
    const double at =
        ramp_arrival(stage.rate_from, stage.rate_to, length_s, static_cast<double>(n));
    return std::isfinite(at) ? begin + seconds(std::min(at, length_s)) : begin + stage.length;
  }
  // A Poisson process whose rate may change: thin one of the highest rate.
  StageState& state = states_[index];
  const double highest = std::max(stage.rate_from, stage.rate_to);
  do {
    last_arrival_ += seconds(state.arrivals.exponential(1 / highest));
    const double part = to_seconds(last_arrival_ - begin) / length_s;
    if (part >= 1) break;
    const double rate = stage.rate_from + (stage.rate_to - stage.rate_from) * part;
    if (state.arrivals.uniform() * highest <= rate) break;
  } while (true);
  return last_arrival_;
}

std::uint32_t LoadGenerator::pick_path(StageState& state) {
  if (state.cumulative_weights.size() == 1) return 0;
  const double point = state.paths.uniform() * state.cumulative_weights.back();
  const auto it =
      std::upper_bound(state.cumulative_weights.begin(), state.cumulative_weights.end(), point);
  const auto last = state.cumulative_weights.end() - 1;
  return static_cast<std::uint32_t>(std::min(it, last) - state.cumulative_weights.begin());
}

std::uint32_t LoadGenerator::take_slot() {
  if (free_.empty()) {
    requests_.emplace_back();
    return static_cast<std::uint32_t>(requests_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  return slot;
}

void LoadGenerator::send_one(std::size_t index) {
  const LoadStage& stage = stages_[index];
  StageState& state = states_[index];
  const std::uint32_t path = pick_path(state);
  const std::uint32_t slot = take_slot();
  const std::uint32_t generation = ++requests_[slot].generation;
  ++outstanding_;
  ++sent_;
  std::uint64_t sent_bytes = 0;
  const ClientRequestId id = client_.send(
      stage.method, stage.paths[path].first, sent_bytes,
      [this, slot, generation](const ClientReply& reply) { answered(slot, generation, reply); });
  requests_[slot] = {runtime_.now(), sent_bytes, id,  static_cast<std::uint32_t>(index),
                     path,           generation, true};
  state.deadlines.push_back({runtime_.now() + stage.timeout, slot, generation});
  if (!state.timer_armed) arm_timer(index);
}

void LoadGenerator::answered(std::uint32_t slot, std::uint32_t generation,
                             const ClientReply& reply) {
  const Request& request = requests_[slot];
  if (!request.pending || request.generation != generation) return;
  finish(slot, {request.sent, runtime_.now() - request.sent, request.stage, request.path,
                reply.status, reply.target, reply.reason, reply.bytes, request.sent_bytes});
}

void LoadGenerator::arm_timer(std::size_t stage) {
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

void LoadGenerator::time_out(std::size_t stage) {
  StageState& state = states_[stage];
  while (!state.deadlines.empty() && state.deadlines.front().at <= runtime_.now()) {
    const Deadline deadline = state.deadlines.front();
    state.deadlines.pop_front();
    const Request& request = requests_[deadline.slot];
    if (!request.pending || request.generation != deadline.generation) continue;
    client_.abandon(request.id);
    finish(deadline.slot, {request.sent,
                           runtime_.now() - request.sent,
                           request.stage,
                           request.path,
                           0,
                           Target::none,
                           {},
                           0,
                           request.sent_bytes});
  }
  arm_timer(stage);
}

void LoadGenerator::finish(std::uint32_t slot, const RequestRecord& record) {
  requests_[slot].pending = false;
  free_.push_back(slot);
  --outstanding_;
  observer_(record);
}

std::vector<TimePoint> stage_starts(const Scenario& scenario) {
  std::vector<TimePoint> starts = {TimePoint{}};
  for (const auto& stage : scenario.load) starts.push_back(starts.back() + stage.length);
  return starts;
}

}  // namespace spillway::harness
