#include "emulator/lambda/invoker.hpp"

#include <algorithm>
#include <utility>

#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {
namespace {

constexpr std::size_t kPayloadLimit = 6 * 1024 * 1024 + 100;  // aws-facts B2

}  // namespace

Invoker::Invoker(Estate& estate)
    : estate_(estate),
      overhead_rng_(estate.context.runtime.rng("lambda/overhead")),
      routing_rng_(estate.context.runtime.rng("lambda/alias-routing")),
      id_(estate.ids.uuid()) {}

// The last twelve digits count: unique, and cheap enough for every request.
const std::string& Invoker::new_request_id() {
  static constexpr char kDigits[] = "0123456789abcdef";
  constexpr std::size_t kCounted = 24;
  std::uint64_t number = ++next_id_;
  for (std::size_t i = id_.size(); i > kCounted; number >>= 4) id_[--i] = kDigits[number & 15];
  return id_;
}

// An alias with a second version sends it its share, each invocation by chance.
Version& Invoker::route(const Endpoint& endpoint) {
  if (endpoint.additional == nullptr) return *endpoint.version;
  return routing_rng_.uniform() < endpoint.additional_weight ? *endpoint.additional
                                                             : *endpoint.version;
}

void Invoker::invoke(Endpoint& endpoint, const InvocationFacts& facts, std::string_view request_id,
                     std::string_view payload, InvokeDone&& done) {
  const TimePoint now = estate_.context.runtime.now();
  Version& version = route(endpoint);
  const std::string_view refused =
      estate_.limits.admit(endpoint, version, now, facts.type == "RequestResponse");
  if (!refused.empty()) {
    estate_.meter.throttled(endpoint, version, refused, std::string(facts.source));
    done({InvokeOutcome::throttled, {}, refused});
    return;
  }
  const Slot slot = take_slot();
  Running& running = running_[slot];
  running.endpoint = &endpoint;
  running.version = &version;
  running.environment = &estate_.environments.acquire(version);
  running.admitted = now;
  running.began = now;
  running.concurrency =
      estate_.limits.concurrency(endpoint, version, running.environment->provisioned);
  running.timeout_s = version.config.timeout_s;
  running.request_id.assign(request_id.empty() ? new_request_id() : request_id);
  running.done = std::move(done);
  running.type = facts.type;
  running.attempt = facts.attempt;
  running.per_request = facts.per_request;
  running.pending = true;
  running.timeout_counts = false;
  running.used_memory_mb = 0;
  running.timed_out = false;
  running.started = estate_.context.runtime.cause();
  estate_.meter.started(endpoint, version, running.concurrency);
  if (version.provisioned) estate_.meter.ran(version, running.environment->provisioned);
  if (!facts.per_request) tell_started(running);
  CauseScope scope(estate_.context.runtime, running.started);
  if (running.environment->process) {
    execute(slot, payload);
  } else {
    running.payload = payload;
    prepare(slot);
  }
}

Invoker::Slot Invoker::take_slot() {
  if (free_.empty()) {
    running_.emplace_back();
    return static_cast<Slot>(running_.size() - 1);
  }
  const Slot slot = free_.back();
  free_.pop_back();
  ++running_[slot].generation;
  return slot;
}

void Invoker::tell_started(Running& running) {
  running.started = estate_.context.timeline.record(
      "lambda.invocation_started", {{"function", running.endpoint->function->name},
                                    {"request_id", running.request_id},
                                    {"environment", running.environment->log_stream},
                                    {"type", std::string(running.type)},
                                    {"attempt", running.attempt}});
}

// A first init does not count against the function's time-out, one after a reset does (aws-facts
// B1).
void Invoker::prepare(Slot slot) {
  Running& running = running_[slot];
  running.timeout_counts = running.environment->was_reset;
  if (running.timeout_counts) arm_timeout(slot);
  estate_.environments.prepare(
      *running.version, *running.environment,
      [this, slot](std::string error) {
        if (!error.empty()) {
          init_failed(slot, std::move(error));
          return;
        }
        if (!running_[slot].timeout_counts) running_[slot].began = estate_.context.runtime.now();
        const std::string payload = std::move(running_[slot].payload);
        execute(slot, payload);
      },
      [this, slot] {
        Running& overrun = running_[slot];
        if (overrun.timeout_counts) return;
        overrun.timeout_counts = true;
        overrun.began = estate_.context.runtime.now();
        arm_timeout(slot);
      });
}

void Invoker::arm_timeout(Slot slot) {
  Running& running = running_[slot];
  const TimePoint at = running.began + std::chrono::seconds(running.timeout_s);
  running.timeout = estate_.context.runtime.call_at(at, [this, slot] { timed_out(slot); });
}

void Invoker::execute(Slot slot, std::string_view payload) {
  if (!slowed(slot, payload)) hand_over(slot, payload);
}

void Invoker::hand_over(Slot slot, std::string_view payload) {
  if (crashed(slot)) return;
  Running& running = running_[slot];
  const std::uint32_t generation = running.generation;
  InvocationInput input;
  input.request_id = running.request_id;
  input.deadline = running.began + std::chrono::seconds(running.timeout_s);
  input.payload = payload;
  running.environment->process->invoke(input, [this, slot, generation](InvocationOutput&& output) {
    answered(slot, generation, std::move(output));
  });
  // Slots may have moved meanwhile, as the host's code may invoke functions itself.
  Running& after = running_[slot];
  const bool at_once = after.generation != generation || !after.pending;
  if (!at_once && after.timeout == TimerId::none) arm_timeout(slot);
}

void Invoker::answered(Slot slot, std::uint32_t generation, InvocationOutput&& output) {
  Running& running = running_[slot];
  if (running.generation != generation || !running.pending) return;
  if (output.kind == InvocationOutput::Kind::not_taken) {
    return begin_again(slot, std::move(output.payload));
  }
  running.pending = false;
  note_memory(running);
  Runtime& runtime = estate_.context.runtime;
  if (running.timeout != TimerId::none)
    runtime.cancel(std::exchange(running.timeout, TimerId::none));
  running.output = std::move(output);
  CauseScope scope(runtime, running.started);
  runtime.call_after(estate_.settings.invoke_overhead.sample(overhead_rng_),
                     [this, slot] { finish(slot); });
}

// The environment that it was given to has ended after the invocation before: it is reset, and
// inits within this one (aws-facts B1).
void Invoker::begin_again(Slot slot, std::string payload) {
  Running& running = running_[slot];
  if (running.timeout != TimerId::none) {
    estate_.context.runtime.cancel(std::exchange(running.timeout, TimerId::none));
  }
  estate_.environments.reset(*running.version, *running.environment, "crash");
  running.payload = std::move(payload);
  prepare(slot);
}

// Before the process is gone.
void Invoker::note_memory(Running& running) {
  FunctionEnvironment* const process = running.environment->process.get();
  if (process != nullptr) running.used_memory_mb = process->max_memory_mb();
}

void Invoker::timed_out(Slot slot) {
  Running& running = running_[slot];
  running.pending = false;
  running.timeout = TimerId::none;
  running.timed_out = true;
  note_memory(running);
  estate_.environments.reset(*running.version, *running.environment, "timeout");
  running.output = {InvocationOutput::Kind::error,
                    estate_.settings.old_timeout_style
                        ? old_timeout_body(estate_.context.runtime.wall_now(), running.request_id,
                                           running.timeout_s)
                        : timeout_body(running.request_id, running.timeout_s),
                    0};
  finish(slot);
}

void Invoker::init_failed(Slot slot, std::string error) {
  Running& running = running_[slot];
  running.pending = false;
  if (running.timeout != TimerId::none) {
    estate_.context.runtime.cancel(std::exchange(running.timeout, TimerId::none));
  }
  if (!running.timeout_counts) running.began = estate_.context.runtime.now();
  running.environment->was_reset = true;
  running.output = {InvocationOutput::Kind::error,
                    with_request_id(std::move(error), running.request_id), 0};
  finish(slot);
}

void Invoker::finish(Slot slot) {
  Running& running = running_[slot];
  InvokeReply reply = reply_of(running);
  Version& version = *running.version;
  const Duration duration = estate_.context.runtime.now() - running.began;
  const bool failed = reply.outcome != InvokeOutcome::ok;
  reply.executed_version = version.name;
  estate_.limits.release(*running.endpoint, version, *running.environment);
  estate_.meter.finished(*running.endpoint, version, running.admitted, running.concurrency,
                         duration, failed);
  log(running, duration, reply);
  if (!running.per_request) tell_finished(running, reply);
  estate_.environments.give_back(version, *running.environment);
  InvokeDone done = std::move(running.done);
  free_.push_back(slot);
  done(std::move(reply));
}

InvokeReply Invoker::reply_of(Running& running) {
  InvocationOutput& output = running.output;
  if (output.kind == InvocationOutput::Kind::exited) {
    estate_.environments.reset(*running.version, *running.environment, "crash");
    return {InvokeOutcome::function_error, exit_body(running.request_id, output.exit_status), {}};
  }
  if (output.kind == InvocationOutput::Kind::error) {
    return {InvokeOutcome::function_error, std::move(output.payload), {}};
  }
  if (output.payload.size() > kPayloadLimit) {
    return {InvokeOutcome::function_error, response_too_large_body(), {}};
  }
  return {InvokeOutcome::ok, std::move(output.payload), {}};
}

void Invoker::log(const Running& running, Duration duration, const InvokeReply& reply) {
  Environment& environment = *running.environment;
  LogRecord record;
  record.stream = environment.log_index;
  const std::size_t size = std::min(running.request_id.size(), record.request_id.size());
  std::copy_n(running.request_id.begin(), size, record.request_id.begin());
  record.began = running.began;
  record.duration = duration;
  if (std::exchange(environment.init_is_untold, false)) record.init = environment.init;
  record.memory_mb = static_cast<std::int32_t>(running.version->config.memory_mb);
  record.timeout_s = static_cast<std::int32_t>(running.timeout_s);
  record.used_memory_mb = static_cast<std::int32_t>(running.used_memory_mb);
  if (reply.outcome != InvokeOutcome::ok) {
    record.status = running.timed_out ? LogStatus::timeout : LogStatus::error;
    const std::string& told = running.output.error_type;
    record.error_type = logged_error_type(told.empty() ? summarize(reply.payload).type : told);
  }
  running.endpoint->function->log.add(record);
}

void Invoker::tell_finished(const Running& running, const InvokeReply& reply) {
  Runtime& runtime = estate_.context.runtime;
  const bool failed = reply.outcome != InvokeOutcome::ok;
  const ErrorSummary error = failed ? summarize(reply.payload) : ErrorSummary{};
  CauseScope scope(runtime, running.started);
  estate_.context.timeline.record(
      "lambda.invocation_finished",
      {{"function", running.endpoint->function->name},
       {"request_id", running.request_id},
       {"environment", running.environment->log_stream},
       {"type", std::string(running.type)},
       {"attempt", running.attempt},
       {"status", failed ? (running.timed_out ? "timeout" : "error") : "success"},
       {"duration_ms", to_seconds(runtime.now() - running.began) * 1e3},
       {"error_type", error.type},
       {"error_message", error.message}});
}

}  // namespace spillway::lambda
