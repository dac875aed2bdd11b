#include "emulator/lambda/environments.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "emulator/lambda/estate.hpp"
#include "runtime/check.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

// "2026/01/05/[$LATEST]<32 hex digits>"
std::string log_stream_name(WallTime now, const std::string& id) {
  std::string date = format_iso8601_seconds(now).substr(0, 10);
  std::replace(date.begin(), date.end(), '-', '/');
  return date + "/[$LATEST]" + id;
}

}  // namespace

Environments::Environments(Estate& estate)
    : estate_(estate), rng_(estate.context.runtime.rng("lambda/cold-start")) {}

Environment& Environments::acquire(Function& function) {
  if (!function.idle.empty()) {
    Environment* environment = function.idle.back();
    function.idle.pop_back();
    return *environment;
  }
  auto environment = std::make_unique<Environment>();
  environment->id = estate_.ids.hex(32);
  environment->log_stream = log_stream_name(estate_.context.runtime.wall_now(), environment->id);
  environment->config_version = function.config.version;
  function.environments.push_back(std::move(environment));
  return *function.environments.back();
}

// A start under way. `over` is shared with the environment, which may be reset or gone by the time
// that one of the callbacks comes.
struct Environments::Start {
  Function& function;
  Environment& environment;
  TimePoint begun;
  Ready ready;
  Callback overrun;
  std::shared_ptr<bool> over;
  TimerId limit = TimerId::none;
  bool in_place = false;            // the process is where it belongs
  std::optional<InitOutput> early;  // what it said before that
};

void Environments::prepare(Function& function, Environment& environment, Ready ready,
                           Callback overrun) {
  if (environment.process) {
    ready({});
    return;
  }
  Runtime& runtime = estate_.context.runtime;
  environment.start_over = std::make_shared<bool>(false);
  auto start = std::make_shared<Start>(Start{function,
                                             environment,
                                             runtime.now(),
                                             std::move(ready),
                                             std::move(overrun),
                                             environment.start_over,
                                             {},
                                             false,
                                             {}});
  if (!environment.was_reset) {
    start->limit =
        runtime.call_after(estate_.settings.init_limit, [this, start] { give_up(start); });
  }
  runtime.call_after(estate_.settings.cold_start.sample(rng_),
                     [this, start = std::move(start)]() mutable {
                       if (!*start->over) start_process(std::move(start));
                     });
}

void Environments::start_process(std::shared_ptr<Start> start) {
  start->environment.config_version = start->function.config.version;
  const FunctionSpec spec = estate_.spec_of(start->function, start->environment.log_stream);
  start->environment.process = estate_.host.start(spec, [this, start](InitOutput output) {
    if (start->in_place) {
      started(start, std::move(output));
    } else {
      start->early = std::move(output);
    }
  });
  start->in_place = true;
  if (start->early) started(start, std::move(*start->early));
}

void Environments::give_up(const std::shared_ptr<Start>& start) {
  if (std::exchange(*start->over, true)) return;
  start->environment.process.reset();
  start->environment.was_reset = true;
  start->overrun();
  prepare(start->function, start->environment, std::move(start->ready), std::move(start->overrun));
}

void Environments::started(const std::shared_ptr<Start>& start, InitOutput output) {
  if (std::exchange(*start->over, true)) return;
  Runtime& runtime = estate_.context.runtime;
  if (start->limit != TimerId::none) runtime.cancel(start->limit);
  if (!output.ok) {
    start->environment.process.reset();
    start->ready(std::move(output.error_payload));
    return;
  }
  estate_.context.timeline.record("lambda.environment_started",
                                  {{"function", start->function.config.name},
                                   {"environment", start->environment.log_stream},
                                   {"init_ms", to_seconds(runtime.now() - start->begun) * 1e3}});
  start->ready({});
}

void Environments::reset(Function& function, Environment& environment, const char* reason) {
  environment.process.reset();
  environment.was_reset = true;
  if (environment.start_over) *environment.start_over = true;
  estate_.context.timeline.record("lambda.environment_stopped",
                                  {{"function", function.config.name},
                                   {"environment", environment.log_stream},
                                   {"reason", reason}});
}

void Environments::give_back(Function& function, Environment& environment) {
  environment.last_used = estate_.context.runtime.now();
  const bool is_old = environment.config_version != function.config.version;
  if (function.deleted || is_old) {
    stop(function, environment, function.deleted ? "function deleted" : "configuration changed");
    return;
  }
  function.idle.push_back(&environment);
  if (function.idle_timer == TimerId::none) arm_idle_timer(function);
}

void Environments::drop_idle(Function& function, const char* reason) {
  while (!function.idle.empty()) {
    Environment* environment = function.idle.back();
    function.idle.pop_back();
    stop(function, *environment, reason);
  }
}

// One timer a function, for the environment that has been idle longest: the first in the row.
void Environments::arm_idle_timer(Function& function) {
  Runtime& runtime = estate_.context.runtime;
  const TimePoint at = function.idle.front()->last_used + estate_.settings.idle_lifetime;
  CauseScope scope(runtime, 0);
  function.idle_timer = runtime.call_at(at, [this, &function] { expire_idle(function); });
}

void Environments::expire_idle(Function& function) {
  function.idle_timer = TimerId::none;
  const TimePoint limit = estate_.context.runtime.now() - estate_.settings.idle_lifetime;
  while (!function.idle.empty() && function.idle.front()->last_used <= limit) {
    Environment* environment = function.idle.front();
    function.idle.pop_front();
    stop(function, *environment, "idle");
  }
  if (!function.idle.empty()) arm_idle_timer(function);
}

void Environments::stop(Function& function, Environment& environment, const char* reason) {
  if (environment.process) reset(function, environment, reason);
  const auto it = std::find_if(function.environments.begin(), function.environments.end(),
                               [&](const auto& owned) { return owned.get() == &environment; });
  SPILLWAY_CHECK(it != function.environments.end());
  function.environments.erase(it);
}

}  // namespace spillway::lambda
