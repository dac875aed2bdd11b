#include "emulator/lambda/functions.hpp"

#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"

namespace spillway::lambda {
namespace {

bool may_invoke(const Function& function, const Caller& caller) {
  return caller.principal.empty() || function.policy.permits(caller.principal, caller.source_arn);
}

}  // namespace

Functions::Functions(core::Context& context, Settings settings, FunctionHost& host)
    : estate_(std::make_unique<Estate>(context, std::move(settings), host)) {
  register_function_operations(*estate_);
  register_policy_operations(*estate_);
  register_concurrency_operations(*estate_);
  register_invoke_operation(*this, *estate_);
}

Functions::~Functions() = default;

Function* Functions::find(std::string_view name_or_arn) { return estate_->find(name_or_arn); }

void Functions::invoke(Function& function, const Caller& caller, std::string_view payload,
                       InvokeDone&& done) {
  if (!may_invoke(function, caller)) {
    done({InvokeOutcome::access_denied, {}, {}});
    return;
  }
  if (payload.size() > kSyncPayloadLimit) {
    done({InvokeOutcome::too_large, {}, {}});
    return;
  }
  const InvocationFacts facts{"RequestResponse", 1, caller.per_request, caller.name};
  estate_->invoker.invoke(function, facts, {}, payload, std::move(done));
}

AcceptOutcome Functions::invoke_async(Function& function, const Caller& caller,
                                      std::string payload) {
  if (!may_invoke(function, caller)) return AcceptOutcome::access_denied;
  if (payload.size() > kAsyncPayloadLimit) return AcceptOutcome::too_large;
  estate_->queue.accept(function, caller, std::move(payload));
  return AcceptOutcome::accepted;
}

bool Functions::permits(const Function& function, std::string_view principal,
                        std::string_view source_arn) const {
  return function.policy.permits(principal, source_arn);
}

void Functions::note_logical_id(const std::string& function_name, const std::string& logical_id) {
  estate_->logical_ids[function_name] = logical_id;
  if (Function* function = estate_->find(function_name)) function->logical_id = logical_id;
}

}  // namespace spillway::lambda
