// Reserved concurrency, the account's settings, and how asynchronous events are retried.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

ApiResult put_concurrency(Estate& estate, const Json& json) {
  Params params(json, "lambda:PutFunctionConcurrency", kValidation);
  Function* function = function_of(estate, params);
  const auto reserved = params.integer("ReservedConcurrentExecutions", 0, INT32_MAX);
  if (auto error = params.finish()) return *error;
  const std::int64_t left = estate.limits.unreserved() + function->reserved.value_or(0) - reserved;
  if (left < estate.limits.unreserved_minimum()) {
    return ApiError(kValidation,
                    "Specified ReservedConcurrentExecutions for function decreases account's "
                    "UnreservedConcurrentExecution below its minimum value of [" +
                        std::to_string(estate.limits.unreserved_minimum()) + "].");
  }
  estate.limits.set_reservation(*function, reserved);
  return Json{{"ReservedConcurrentExecutions", reserved}};
}

ApiResult get_concurrency(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetFunctionConcurrency", kValidation);
  Function* function = function_of(estate, params);
  if (auto error = params.finish()) return *error;
  Json answer = Json::object();
  if (function->reserved) answer["ReservedConcurrentExecutions"] = *function->reserved;
  return answer;
}

ApiResult delete_concurrency(Estate& estate, const Json& json) {
  Params params(json, "lambda:DeleteFunctionConcurrency", kValidation);
  Function* function = function_of(estate, params);
  if (auto error = params.finish()) return *error;
  estate.limits.set_reservation(*function, std::nullopt);
  return Json::object();
}

Json to_json(const Function& function, const EventInvokeConfig& config) {
  return {{"LastModified", epoch_seconds(config.modified_at)},
          {"FunctionArn", function.config.arn + ":$LATEST"},
          {"MaximumRetryAttempts", config.maximum_retry_attempts},
          {"MaximumEventAgeInSeconds", config.maximum_event_age.count()},
          {"DestinationConfig", {{"OnSuccess", Json::object()}, {"OnFailure", Json::object()}}}};
}

ApiError no_event_invoke_config(const Function& function) {
  return {"ResourceNotFoundException",
          "The function " + function.config.arn + ":$LATEST doesn't have an EventInvokeConfig",
          404};
}

// Empty destinations are the same as none.
void refuse_destinations(Params& params) {
  const Json* destinations = params.object("DestinationConfig");
  if (destinations == nullptr) return;
  for (const auto& [name, value] : destinations->items()) {
    if (!value.empty()) {
      params.fail(core::not_modelled("an asynchronous destination (" + name + ")"));
    }
  }
}

ApiResult put_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:PutFunctionEventInvokeConfig", kValidation);
  Function* function = function_of(estate, params);
  const auto attempts = params.optional_integer("MaximumRetryAttempts", 0, 2);
  const auto age = params.optional_integer("MaximumEventAgeInSeconds", 60, 21600);
  refuse_destinations(params);
  if (!attempts && !age && !params.has("DestinationConfig")) {
    params.fail("You must specify at least one of error handling or destination setting.");
  }
  if (auto error = params.finish()) return *error;
  EventInvokeConfig config;
  if (attempts) config.maximum_retry_attempts = *attempts;
  if (age) config.maximum_event_age = std::chrono::seconds(*age);
  config.modified_at = estate.context.runtime.wall_now();
  function->event_invoke = config;
  return to_json(*function, config);
}

ApiResult get_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetFunctionEventInvokeConfig", kValidation);
  Function* function = function_of(estate, params);
  if (auto error = params.finish()) return *error;
  if (!function->event_invoke) return no_event_invoke_config(*function);
  return to_json(*function, *function->event_invoke);
}

ApiResult delete_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:DeleteFunctionEventInvokeConfig", kValidation);
  Function* function = function_of(estate, params);
  if (auto error = params.finish()) return *error;
  if (!function->event_invoke) return no_event_invoke_config(*function);
  function->event_invoke.reset();
  return Json::object();
}

ApiResult get_account_settings(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetAccountSettings", kValidation);
  if (auto error = params.finish()) return *error;
  return Json{{"AccountLimit",
               {{"ConcurrentExecutions", estate.settings.account_concurrency},
                {"UnreservedConcurrentExecutions", estate.limits.unreserved()}}},
              {"AccountUsage", {{"FunctionCount", estate.functions.size()}}}};
}

}  // namespace

void register_concurrency_operations(Estate& estate) {
  add_operation(estate, "PutFunctionConcurrency", put_concurrency);
  add_operation(estate, "GetFunctionConcurrency", get_concurrency);
  add_operation(estate, "DeleteFunctionConcurrency", delete_concurrency);
  add_operation(estate, "PutFunctionEventInvokeConfig", put_event_invoke_config);
  add_operation(estate, "GetFunctionEventInvokeConfig", get_event_invoke_config);
  add_operation(estate, "DeleteFunctionEventInvokeConfig", delete_event_invoke_config);
  add_operation(estate, "GetAccountSettings", get_account_settings);
}

}  // namespace spillway::lambda
