#include "emulator/lambda/environments.hpp"

#include <algorithm>
#include <utility>

#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/estate.hpp"
#include "runtime/check.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

// "2026/01/05/[$LATEST]<32 hex digits>"
std::string log_stream_name(WallTime now, const std::string& version, const std::string& id) {
  std::string date = format_iso8601_seconds(now).substr(0, 10);
  std::replace(date.begin(), date.end(), '-', '/');
  return date.append("/[").append(version).append(1, ']').append(id);
}

}  // namespace

Environments::Environments(Estate& estate)
    : estate_(estate),
      rng_(estate.context.runtime.rng("lambda/cold-start")),
      lifetime_rng_(estate.context.runtime.rng("lambda/lifetime")) {}

Environment& Environments::acquire(Version& version) {
  auto& idle = version.provisioned && !version.provisioned->idle.empty() ? version.provisioned->idle
                                                                         : version.idle;
  if (idle.empty()) return make(version);
  // One that still works on its last invocation would let this one wait.
  auto chosen = std::find_if(idle.rbegin(), idle.rend(), [](const Environment* environment) {
    return !environment->process ||
           environment->process->condition() != FunctionEnvironment::Condition::unready;
  });
  if (chosen == idle.rend()) chosen = idle.rbegin();
  Environment* environment = *chosen;
  idle.erase(std::next(chosen).base());
  // Its process has ended since: reset, as after a crash.
  if (environment->process &&
      environment->process->condition() == FunctionEnvironment::Condition::gone) {
    reset(version, *environment, "crash");
  }
  return *environment;
}

Environment& Environments::make(Version& version) {
  Runtime& runtime = estate_.context.runtime;
  auto environment = std::make_unique<Environment>();
  environment->id = estate_.ids.hex(32);
  environment->log_stream = log_stream_name(runtime.wall_now(), version.name, environment->id);
  environment->log_index = version.function->log.add_stream(environment->log_stream, version.name);
  environment->config_version = version.config.version;
  environment->recycled_at =
      runtime.now() + estate_.settings.environment_lifetime.sample(lifetime_rng_);
  version.environments.push_back(std::move(environment));
  return *version.environments.back();
}

// A start under way. `over` is shared with the environment, which may be reset or gone by the time
// that one of the callbacks comes.
struct Environments::Start {
  Version& version;
  Environment& environment;
  TimePoint begun;
  Ready ready;
  Callback overrun;
  std::shared_ptr<bool> over;
  TimePoint process_begun{};
  TimerId limit = TimerId::none;
  bool in_place = false;            // the process is where it belongs
  std::optional<InitOutput> early;  // what it said before that
};

void Environments::prepare(Version& version, Environment& environment, Ready ready,
                           Callback overrun) {
  if (environment.process) {
    ready({});
    return;
  }
  std::optional<Duration> limit;
  if (!environment.was_reset) limit = estate_.settings.init_limit;
  begin(version, environment, std::move(ready), std::move(overrun), limit);
}

void Environments::begin(Version& version, Environment& environment, Ready ready, Callback overrun,
                         std::optional<Duration> limit) {
  Runtime& runtime = estate_.context.runtime;
  environment.start_over = std::make_shared<bool>(false);
  auto start = std::make_shared<Start>(Start{version,
                                             environment,
                                             runtime.now(),
                                             std::move(ready),
                                             std::move(overrun),
                                             environment.start_over,
                                             {},
                                             {},
                                             false,
                                             {}});
  if (limit) start->limit = runtime.call_after(*limit, [this, start] { give_up(start); });
  runtime.call_after(estate_.settings.cold_start.sample(rng_),
                     [this, start = std::move(start)]() mutable {
                       if (!*start->over) start_process(std::move(start));
                     });
}

void Environments::start_process(std::shared_ptr<Start> start) {
  start->process_begun = estate_.context.runtime.now();
  start->environment.config_version = start->version.config.version;
  const FunctionSpec spec = estate_.spec_of(start->version, start->environment);
  if (crashed(start, spec.function_name)) return;
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

// An on-demand init is tried again within the invocation, a provisioned one has failed.
void Environments::give_up(const std::shared_ptr<Start>& start) {
  if (std::exchange(*start->over, true)) return;
  start->environment.process.reset();
  report_init(*start, LogStatus::timeout, {});
  estate_.meter.start_failed(start->version, start->environment.log_stream, init_timeout_body());
  if (start->environment.provisioned) {
    start->ready(init_timeout_body());
    return;
  }
  start->environment.was_reset = true;
  start->overrun();
  prepare(start->version, start->environment, std::move(start->ready), std::move(start->overrun));
}

bool Environments::crashed(const std::shared_ptr<Start>& start, const std::string& function_name) {
  using core::FaultType;
  core::Faults* faults = core::armed(estate_.context.faults, FaultType::function_crash);
  if (faults == nullptr) return false;
  const auto in_init = [](const core::Fault& fault) { return fault.text("phase") == "init"; };
  const auto strike = faults->strike(FaultType::function_crash, {function_name}, "init", in_init);
  if (!strike) return false;
  const int status = from_shell(strike.fault->integer("exit_status", 1));
  started(start, {false, exit_body(estate_.ids.uuid(), status)});
  return true;
}

void Environments::started(const std::shared_ptr<Start>& start, InitOutput output) {
  if (std::exchange(*start->over, true)) return;
  Runtime& runtime = estate_.context.runtime;
  if (start->limit != TimerId::none) runtime.cancel(start->limit);
  Environment& environment = start->environment;
  if (!output.ok) {
    environment.process.reset();
    if (output.error_type.empty()) output.error_type = summarize(output.error_payload).type;
    report_init(*start, LogStatus::error, output.error_type);
    estate_.meter.start_failed(start->version, environment.log_stream, output.error_payload);
    start->ready(std::move(output.error_payload));
    return;
  }
  environment.init = runtime.now() - start->process_begun;
  // One within an invocation, after a reset, is part of that invocation's duration (aws-facts B1).
  environment.init_is_untold = !environment.was_reset;
  if (environment.provisioned) report_init(*start, LogStatus::success, {});
  estate_.context.timeline.record("lambda.environment_started",
                                  {{"function", start->version.function->name},
                                   {"environment", environment.log_stream},
                                   {"init_ms", to_seconds(runtime.now() - start->begun) * 1e3}});
  start->ready({});
}

// A suppressed init has no line (aws-facts B1). What a successful one's says is OBSERVED.
void Environments::report_init(const Start& start, LogStatus status,
                               const std::string& error_type) {
  if (start.environment.was_reset) return;
  const TimePoint now = estate_.context.runtime.now();
  LogRecord record;
  record.kind = LogRecord::Kind::init;
  record.status = status;
  record.stream = start.environment.log_index;
  record.began = start.process_begun == TimePoint{} ? start.begun : start.process_begun;
  record.duration = now - record.began;
  if (status == LogStatus::error) record.error_type = logged_error_type(error_type);
  start.version.function->log.add(record);
}

void Environments::reset(Version& version, Environment& environment, const char* reason) {
  environment.process.reset();
  environment.was_reset = true;
  if (environment.start_over) *environment.start_over = true;
  estate_.context.timeline.record("lambda.environment_stopped",
                                  {{"function", version.function->name},
                                   {"environment", environment.log_stream},
                                   {"reason", reason}});
}

void Environments::give_back(Version& version, Environment& environment) {
  environment.last_used = estate_.context.runtime.now();
  const bool is_old = environment.config_version != version.config.version;
  if (version.function->deleted || is_old) {
    stop(version, environment,
         version.function->deleted ? "function deleted" : "configuration changed");
    return;
  }
  const bool recycled = environment.last_used >= environment.recycled_at;
  if (environment.provisioned) {
    const bool wanted =
        !environment.orphaned && version.provisioned->available() < version.provisioned->requested;
    if (wanted && !recycled) {
      version.provisioned->idle.push_back(&environment);
      return;
    }
    stop(version, environment, wanted ? "recycled" : "provisioned concurrency deleted");
    if (wanted) provision(version);
    return;
  }
  if (recycled) {
    stop(version, environment, "recycled");
    return;
  }
  version.idle.push_back(&environment);
  if (version.idle_timer == TimerId::none) arm_idle_timer(version);
}

void Environments::drop_idle(Version& version, const char* reason) {
  while (!version.idle.empty()) {
    Environment* environment = version.idle.back();
    version.idle.pop_back();
    stop(version, *environment, reason);
  }
}

// One timer a version, for the environment that has been idle longest: the first in the row.
void Environments::arm_idle_timer(Version& version) {
  Runtime& runtime = estate_.context.runtime;
  const TimePoint at = version.idle.front()->last_used + estate_.settings.idle_lifetime;
  CauseScope scope(runtime, 0);
  version.idle_timer = runtime.call_at(at, [this, &version] { expire_idle(version); });
}

void Environments::expire_idle(Version& version) {
  version.idle_timer = TimerId::none;
  const TimePoint limit = estate_.context.runtime.now() - estate_.settings.idle_lifetime;
  while (!version.idle.empty() && version.idle.front()->last_used <= limit) {
    Environment* environment = version.idle.front();
    version.idle.pop_front();
    stop(version, *environment, "idle");
  }
  if (!version.idle.empty()) arm_idle_timer(version);
}

void Environments::stop(Version& version, Environment& environment, const char* reason) {
  if (environment.process) reset(version, environment, reason);
  if (environment.start_over) *environment.start_over = true;
  const auto ended = std::erase_if(version.environments,
                                   [&](const auto& owned) { return owned.get() == &environment; });
  SPILLWAY_CHECK(ended == 1);
}

}  // namespace spillway::lambda
