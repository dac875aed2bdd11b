#include "emulator/world/connections.hpp"

#include "emulator/alb/load_balancers.hpp"
#include "emulator/autoscaling/auto_scaling.hpp"
#include "emulator/ecs/clusters.hpp"
#include "emulator/lambda/functions.hpp"
#include "emulator/logs/log_groups.hpp"

namespace spillway::world {
namespace {

constexpr std::string_view kLoadBalancing = "elasticloadbalancing.amazonaws.com";
constexpr std::string_view kEvents = "events.amazonaws.com";
constexpr std::string_view kAlarms = "lambda.alarms.cloudwatch.amazonaws.com";

alb::LambdaOutcome outcome_of(lambda::InvokeOutcome outcome) {
  switch (outcome) {
    case lambda::InvokeOutcome::ok:
      return alb::LambdaOutcome::ok;
    case lambda::InvokeOutcome::function_error:
      return alb::LambdaOutcome::function_error;
    case lambda::InvokeOutcome::throttled:
      return alb::LambdaOutcome::throttled;
    case lambda::InvokeOutcome::access_denied:
      return alb::LambdaOutcome::access_denied;
    case lambda::InvokeOutcome::too_large:
      return alb::LambdaOutcome::service_error;
  }
  return alb::LambdaOutcome::service_error;
}

alb::LambdaOutcome outcome_of(core::CallFailure failure) {
  switch (failure) {
    case core::CallFailure::none:
      return alb::LambdaOutcome::ok;
    case core::CallFailure::timed_out:
      return alb::LambdaOutcome::connection_timeout;
    case core::CallFailure::throttled:
      return alb::LambdaOutcome::throttled;
    case core::CallFailure::denied:
      return alb::LambdaOutcome::access_denied;
    case core::CallFailure::no_resource:
      return alb::LambdaOutcome::not_found;
    case core::CallFailure::service:
      return alb::LambdaOutcome::service_error;
  }
  return alb::LambdaOutcome::service_error;
}

eventbridge::HandOver hand_over_of(core::CallFailure failure) {
  switch (failure) {
    case core::CallFailure::none:
      return eventbridge::HandOver::accepted;
    case core::CallFailure::timed_out:
      return eventbridge::HandOver::timed_out;
    case core::CallFailure::throttled:
      return eventbridge::HandOver::throttled;
    case core::CallFailure::denied:
      return eventbridge::HandOver::no_permissions;
    case core::CallFailure::no_resource:
      return eventbridge::HandOver::no_resource;
    case core::CallFailure::service:
      return eventbridge::HandOver::failed;
  }
  return eventbridge::HandOver::failed;
}

cloudwatch::ActionOutcome action_outcome_of(core::CallFailure failure) {
  switch (failure) {
    case core::CallFailure::none:
      return cloudwatch::ActionOutcome::accepted;
    case core::CallFailure::throttled:
      return cloudwatch::ActionOutcome::throttled;
    case core::CallFailure::denied:
      return cloudwatch::ActionOutcome::no_permissions;
    case core::CallFailure::no_resource:
      return cloudwatch::ActionOutcome::no_resource;
    case core::CallFailure::timed_out:
    case core::CallFailure::service:
      return cloudwatch::ActionOutcome::failed;
  }
  return cloudwatch::ActionOutcome::failed;
}

alb::ConnectOutcome outcome_of(ecs::SendOutcome outcome) {
  switch (outcome) {
    case ecs::SendOutcome::answered:
      return alb::ConnectOutcome::answered;
    case ecs::SendOutcome::refused:
      return alb::ConnectOutcome::refused;
    case ecs::SendOutcome::no_route:
      return alb::ConnectOutcome::no_route;
    case ecs::SendOutcome::reset:
      return alb::ConnectOutcome::reset;
  }
  return alb::ConnectOutcome::reset;
}

}  // namespace

void LambdaTargets::invoke(const std::string& function_arn, const std::string& target_group_arn,
                           std::string_view event, alb::LambdaDone done) {
  if (calls_.armed()) {
    invoke_if_spared(function_arn, target_group_arn, std::string(event), std::move(done));
  } else {
    call(function_arn, target_group_arn, event, std::move(done));
  }
}

// A client's request and a health check alike. The texts are copied, as a fault may delay the call.
void LambdaTargets::invoke_if_spared(const std::string& function_arn,
                                     const std::string& target_group_arn, std::string event,
                                     alb::LambdaDone done) {
  const core::ServiceCalls::Manner manner{connect_timeout_, core::ApiFaults::Telling::minutes};
  calls_.begin("lambda", "Invoke", manner,
               [this, function_arn, target_group_arn, event = std::move(event),
                done = std::move(done)](const core::CallFate& fate) mutable {
                 if (fate.failure != core::CallFailure::none) {
                   done({outcome_of(fate.failure), {}});
                 } else {
                   call(function_arn, target_group_arn, event, std::move(done));
                 }
               });
}

void LambdaTargets::call(const std::string& function_arn, const std::string& target_group_arn,
                         std::string_view event, alb::LambdaDone done) {
  lambda::Endpoint* function = functions_.find(function_arn);
  if (function == nullptr) {
    done({alb::LambdaOutcome::not_found, {}});
    return;
  }
  const lambda::Caller caller{kLoadBalancing, target_group_arn, "elasticloadbalancing", true};
  functions_.invoke(*function, caller, event,
                    [done = std::move(done)](lambda::InvokeReply&& reply) mutable {
                      done({outcome_of(reply.outcome), std::move(reply.payload)});
                    });
}

std::string LambdaTargets::registration_error(const std::string& function_arn,
                                              const std::string& target_group_arn) {
  const lambda::Endpoint* function = functions_.find(function_arn);
  if (function == nullptr) return "The Lambda function " + function_arn + " does not exist";
  if (functions_.permits(*function, kLoadBalancing, target_group_arn)) return {};
  return "elasticloadbalancing principal does not have permission to invoke " + function_arn +
         " from target group " + target_group_arn;
}

void EventTargets::invoke_lambda(const std::string& function_arn, const std::string& rule_arn,
                                 const std::string& role_arn, std::string payload,
                                 eventbridge::HandOverDone done) {
  calls_.begin(
      "lambda", "Invoke", {timeout_, core::ApiFaults::Telling::each},
      [this, function_arn, rule_arn, by_role = !role_arn.empty(), payload = std::move(payload),
       done = std::move(done)](const core::CallFate& fate) mutable {
        done(fate.failure == core::CallFailure::none
                 ? hand_over(function_arn, rule_arn, by_role, std::move(payload))
                 : hand_over_of(fate.failure));
      });
}

eventbridge::HandOver EventTargets::hand_over(const std::string& function_arn,
                                              const std::string& rule_arn, bool by_role,
                                              std::string payload) {
  lambda::Endpoint* function = functions_.find(function_arn);
  if (function == nullptr) return eventbridge::HandOver::no_resource;
  const lambda::Caller caller{by_role ? std::string_view() : kEvents, rule_arn, "events", false};
  switch (functions_.invoke_async(*function, caller, std::move(payload))) {
    case lambda::AcceptOutcome::accepted:
      return eventbridge::HandOver::accepted;
    case lambda::AcceptOutcome::access_denied:
      return eventbridge::HandOver::no_permissions;
    case lambda::AcceptOutcome::too_large:
      return eventbridge::HandOver::failed;
  }
  return eventbridge::HandOver::failed;
}

void AlarmTargets::perform(const std::string& action_arn, const cloudwatch::AlarmNotice& notice,
                           cloudwatch::ActionDone done) {
  if (autoscaling::AutoScaling::is_policy_arn(action_arn)) {
    if (!auto_scaling_.policies().contains(action_arn)) {
      return done(cloudwatch::ActionOutcome::no_resource);
    }
    auto_scaling_.alarm_fired(action_arn, {notice.alarm_name, notice.state, notice.value});
    return done(cloudwatch::ActionOutcome::accepted);
  }
  calls_.begin(
      "lambda", "Invoke", {},
      [this, action_arn, notice, done = std::move(done)](const core::CallFate& fate) mutable {
        done(fate.failure == core::CallFailure::none ? invoke(action_arn, notice)
                                                     : action_outcome_of(fate.failure));
      });
}

void AlarmTargets::repeat(const std::string& action_arn, const cloudwatch::AlarmNotice& notice) {
  if (!autoscaling::AutoScaling::is_policy_arn(action_arn)) return;
  auto_scaling_.alarm_fired(action_arn, {notice.alarm_name, notice.state, notice.value});
}

cloudwatch::ActionOutcome AlarmTargets::invoke(const std::string& action_arn,
                                               const cloudwatch::AlarmNotice& notice) {
  lambda::Endpoint* function = functions_.find(action_arn);
  if (function == nullptr) return cloudwatch::ActionOutcome::no_resource;
  const lambda::Caller caller{kAlarms, notice.alarm_arn, "cloudwatch", false};
  switch (functions_.invoke_async(*function, caller, std::string(notice.payload))) {
    case lambda::AcceptOutcome::accepted:
      return cloudwatch::ActionOutcome::accepted;
    case lambda::AcceptOutcome::access_denied:
      return cloudwatch::ActionOutcome::no_permissions;
    case lambda::AcceptOutcome::too_large:
      return cloudwatch::ActionOutcome::failed;
  }
  return cloudwatch::ActionOutcome::failed;
}

std::vector<std::string> FunctionLogs::groups() const { return functions_.log_groups(); }

std::vector<logs::LogStream> FunctionLogs::streams(const std::string& group) const {
  std::vector<logs::LogStream> streams;
  for (auto& stream : functions_.log_streams(group)) {
    streams.push_back({std::move(stream.name), stream.first, stream.last});
  }
  return streams;
}

std::vector<logs::LogEvent> FunctionLogs::events(const std::string& group,
                                                 const std::string& stream) const {
  std::vector<logs::LogEvent> events;
  for (auto& line : functions_.log_lines(group, stream)) {
    events.push_back({line.at, std::move(line.message)});
  }
  return events;
}

void FunctionLogs::clear(const std::string& group) { functions_.clear_log(group); }

void TaskNetwork::send(const std::string& ip, std::uint16_t port, HttpRequest request,
                       alb::TargetDone done) {
  clusters_.send(ip, port, std::move(request),
                 [done = std::move(done)](ecs::SendReply reply) mutable {
                   done({outcome_of(reply.outcome), std::move(reply.response)});
                 });
}

alb::Reach TaskNetwork::reach(const std::string& ip, std::uint16_t port) {
  const ecs::Located located = clusters_.locate(ip, port);
  if (located.outcome != ecs::SendOutcome::answered) return {outcome_of(located.outcome), 0};
  return {std::nullopt, located.port};
}

std::string TargetGroups::cannot_use(const std::string& target_group_arn) const {
  return load_balancers_.cannot_use(target_group_arn);
}

void TargetGroups::register_target(const std::string& target_group_arn, const std::string& ip,
                                   std::uint16_t port) {
  load_balancers_.register_target(target_group_arn, ip, port);
}

void TargetGroups::deregister_target(const std::string& target_group_arn, const std::string& ip,
                                     std::uint16_t port) {
  load_balancers_.deregister_target(target_group_arn, ip, port);
}

ecs::TargetHealth TargetGroups::target_health(const std::string& target_group_arn,
                                              const std::string& ip, std::uint16_t port) const {
  auto health = load_balancers_.target_health(target_group_arn, ip, port);
  return {std::move(health.state), std::move(health.reason), std::move(health.description)};
}

// The words are those of real service events (aws-facts E2).
std::string Capacity::unavailable(const std::string& group) const {
  constexpr auto kType = core::FaultType::capacity_unavailable;
  core::Faults* faults = core::armed(context_.faults, kType);
  if (faults == nullptr) return {};
  const std::string name = group.substr(group.find(':') + 1);
  const auto strike = faults->strike(kType, {name, group}, "no room for a task");
  if (!strike) return {};
  return strike.fault->text(
      "reason",
      "Capacity is unavailable at this time. Please try again later or in a different availability "
      "zone.");
}

bool TaskLogGroups::group_exists(const std::string& name) { return groups_.exists(name); }

void TaskLogGroups::write(const std::string& group, const std::string& stream,
                          std::string_view line) {
  groups_.write(group, stream, line);
}

}  // namespace spillway::world
