#include "emulator/lambda/functions.hpp"

#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"

namespace spillway::lambda {
namespace {

constexpr std::string_view kLogGroupPrefix = "/aws/lambda/";

bool may_invoke(const Endpoint& endpoint, const Caller& caller) {
  return caller.principal.empty() || endpoint.policy.permits(caller.principal, caller.source_arn);
}

}  // namespace

Functions::Functions(core::Context& context, Settings settings, FunctionHost& host)
    : estate_(std::make_unique<Estate>(context, std::move(settings), host)) {
  register_function_operations(*estate_);
  register_version_operations(*estate_);
  register_alias_operations(*estate_);
  register_provisioned_operations(*estate_);
  register_event_invoke_operations(*estate_);
  register_policy_operations(*estate_);
  register_concurrency_operations(*estate_);
  register_invoke_operation(*this, *estate_);
}

Functions::~Functions() = default;

Endpoint* Functions::find(std::string_view name_or_arn) { return estate_->find(name_or_arn); }

void Functions::invoke(Endpoint& endpoint, const Caller& caller, std::string_view payload,
                       InvokeDone&& done) {
  if (!may_invoke(endpoint, caller)) {
    done({InvokeOutcome::access_denied, {}, {}});
    return;
  }
  if (payload.size() > kSyncPayloadLimit) {
    done({InvokeOutcome::too_large, {}, {}});
    return;
  }
  const InvocationFacts facts{"RequestResponse", 1, caller.per_request, caller.name};
  estate_->invoker.invoke(endpoint, facts, {}, payload, std::move(done));
}

AcceptOutcome Functions::invoke_async(Endpoint& endpoint, const Caller& caller,
                                      std::string payload) {
  if (!may_invoke(endpoint, caller)) return AcceptOutcome::access_denied;
  if (payload.size() > kAsyncPayloadLimit) return AcceptOutcome::too_large;
  estate_->queue.accept(endpoint, caller, std::move(payload));
  return AcceptOutcome::accepted;
}

std::vector<FunctionLoad> Functions::load() const {
  std::vector<FunctionLoad> result;
  for (const auto& [name, function] : estate_->functions) {
    result.push_back({name, function->active, function->reserved});
  }
  return result;
}

bool Functions::permits(const Endpoint& endpoint, std::string_view principal,
                        std::string_view source_arn) const {
  return endpoint.policy.permits(principal, source_arn);
}

void Functions::note_logical_id(const std::string& function_name, const std::string& logical_id) {
  estate_->logical_ids[function_name] = logical_id;
  if (Function* function = estate_->find_function(function_name)) function->logical_id = logical_id;
}

void Functions::connect_queues(core::MessageQueues& queues) { estate_->deliveries.connect(queues); }

const Function* Functions::logging(std::string_view group) const {
  if (!group.starts_with(kLogGroupPrefix)) return nullptr;
  const auto it = estate_->functions.find(group.substr(kLogGroupPrefix.size()));
  return it == estate_->functions.end() || it->second->log.empty() ? nullptr : it->second.get();
}

LogStyle Functions::log_style() const { return estate_->log_style(); }

std::vector<std::string> Functions::log_groups() const {
  std::vector<std::string> groups;
  for (const auto& [name, function] : estate_->functions) {
    if (!function->log.empty()) groups.push_back(std::string(kLogGroupPrefix) + name);
  }
  return groups;
}

std::vector<LogStream> Functions::log_streams(std::string_view group) const {
  const Function* const function = logging(group);
  return function == nullptr ? std::vector<LogStream>() : function->log.streams(log_style());
}

std::vector<LogLine> Functions::log_lines(std::string_view group, std::string_view stream) const {
  const Function* const function = logging(group);
  return function == nullptr ? std::vector<LogLine>() : function->log.lines(stream, log_style());
}

void Functions::clear_log(std::string_view group) {
  if (logging(group) == nullptr) return;
  estate_->functions.find(group.substr(kLogGroupPrefix.size()))->second->log.clear();
}

}  // namespace spillway::lambda
