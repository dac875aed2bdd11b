#include "emulator/alb/health_checks.hpp"

#include "emulator/alb/targets.hpp"
#include "runtime/check.hpp"

namespace spillway::alb {
namespace {

constexpr const char* kUserAgent = "ELB-HealthChecker/2.0";
constexpr std::string_view kFailed = "Target.FailedHealthChecks";
constexpr const char* kFailedText = "Health checks failed";

}  // namespace

HealthChecks::HealthChecks(core::Context& context, const Settings& settings, Targets& targets,
                           LambdaInvoker& lambda, TargetNetwork& network)
    : runtime_(context.runtime),
      settings_(settings),
      faults_(context.faults),
      targets_(targets),
      lambda_(lambda),
      network_(network),
      responses_(settings.lambda_text_status) {}

void HealthChecks::start(TargetGroup& group, Target& target) { check(group, target.serial); }

void HealthChecks::stop(Target& target) {
  runtime_.cancel(std::exchange(target.next_probe, TimerId::none));
  runtime_.cancel(std::exchange(target.probe_timeout, TimerId::none));
  target.probing = false;
}

void HealthChecks::check(TargetGroup& group, std::uint64_t serial) {
  Target* target = group.find(serial);
  SPILLWAY_CHECK(target != nullptr);
  target->next_probe = runtime_.call_after(std::chrono::seconds(group.health_check.interval_s),
                                           [this, &group, serial] { check(group, serial); });
  const std::uint64_t probe = ++target->probe;
  target->probing = true;
  target->probe_timeout = runtime_.call_after(
      std::chrono::seconds(group.health_check.timeout_s), [this, &group, serial, probe] {
        finish(group, serial, probe, {false, "Target.Timeout", "Request timed out"});
      });
  target->forged_status.reset();
  if (faults_ == nullptr) return ask(group, *target);
  const CauseScope scope(runtime_, runtime_.cause());
  ask_under_faults(group, *target);
}

// Every node asks. One network leads from all of them to the target, so the first one's answer is
// the others' too.
void HealthChecks::ask(TargetGroup& group, const Target& target) {
  const std::uint64_t serial = target.serial;
  for (int node = 0; node <= settings_.further_nodes; ++node) {
    const Target* asked = group.find(serial);  // an answer may come at once, and do anything
    if (asked == nullptr) return;
    group.kind == TargetKind::lambda ? ask_function(group, *asked, node == 0)
                                     : ask_address(group, *asked, node == 0);
  }
}

// A fault replaces the answer's status, or lets the target be asked only after a while, or both.
void HealthChecks::ask_under_faults(TargetGroup& group, Target& target) {
  using core::FaultType;
  const core::Faults::Names names = {group.name, group.arn};
  if (const auto strike = faults_->strike(FaultType::health_check_failing, names, target.id)) {
    target.forged_status = static_cast<int>(strike.fault->integer("status", 503));
    runtime_.set_cause(strike.event);
  }
  const auto strike = faults_->strike(FaultType::health_check_slow, names, target.id);
  if (!strike) return ask(group, target);
  runtime_.set_cause(strike.event);
  const auto ask_now = [this, &group, serial = target.serial, probe = target.probe] {
    const Target* asked = group.find(serial);
    if (asked != nullptr && asked->probing && asked->probe == probe) ask(group, *asked);
  };
  runtime_.call_after(strike.sample("latency"), ask_now);
}

void HealthChecks::ask_address(TargetGroup& group, const Target& target, bool first) {
  const std::uint16_t port = group.health_check.port.value_or(target.port);
  HttpRequest request;
  request.target = group.health_check.path;
  request.headers = {{"Host", target.id + ":" + std::to_string(port)},
                     {"Connection", "close"},
                     {"User-Agent", kUserAgent}};
  const auto answered = [this, &group, first, serial = target.serial, probe = target.probe,
                         forged = target.forged_status](const TargetReply& reply) {
    if (!first) return;
    // Nobody answers: the check fails when its time is up.
    if (reply.outcome == ConnectOutcome::no_route) return;
    finish(group, serial, probe,
           reply.outcome == ConnectOutcome::answered
               ? judge(group, forged.value_or(reply.response.status))
               : Verdict{false, kFailed, kFailedText});
  };
  network_.send(target.id, port, std::move(request), answered);
}

void HealthChecks::ask_function(TargetGroup& group, const Target& target, bool first) {
  HttpRequest request;
  request.target = group.health_check.path;
  request.headers = {{"user-agent", kUserAgent}};
  auto event = events_.write(group, request, inspect(request), {});
  SPILLWAY_CHECK(event.has_value());
  auto answered = [this, &group, first, serial = target.serial, probe = target.probe,
                   forged = target.forged_status](LambdaReply reply) {
    if (!first) return;
    HttpResponse response;
    const bool valid =
        reply.outcome == LambdaOutcome::ok &&
        responses_.parse(reply.payload, group.options.multi_value_headers, {}, response);
    finish(group, serial, probe,
           valid ? judge(group, forged.value_or(response.status))
                 : Verdict{false, kFailed, kFailedText});
  };
  lambda_.invoke(target.id, group.arn, *event, std::move(answered));
}

void HealthChecks::finish(TargetGroup& group, std::uint64_t serial, std::uint64_t probe,
                          const Verdict& verdict) {
  Target* target = group.find(serial);
  if (target == nullptr || !target->probing || target->probe != probe) return;
  target->probing = false;
  runtime_.cancel(std::exchange(target->probe_timeout, TimerId::none));
  targets_.checked(group, *target, verdict.passed, verdict.reason, verdict.description);
}

HealthChecks::Verdict HealthChecks::judge(const TargetGroup& group, int status) {
  if (group.health_check.matcher.matches(status)) return {true, "", ""};
  return {false, "Target.ResponseCodeMismatch",
          "Health checks failed with these codes: [" + std::to_string(status) + "]"};
}

}  // namespace spillway::alb
