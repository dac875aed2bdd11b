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
  if (left < estate.settings.unreserved_minimum) {
    return ApiError(kValidation,
                    "Specified ReservedConcurrentExecutions for function decreases account's "
                    "UnreservedConcurrentExecution below its minimum value of [" +
                        std::to_string(estate.settings.unreserved_minimum) + "].");
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

Json event_invoke_config(const Estate& estate, const Function& function) {
  return {{"LastModified", epoch_seconds(estate.context.runtime.wall_now())},
          {"FunctionArn", function.config.arn + ":$LATEST"},
          {"MaximumRetryAttempts", function.maximum_retry_attempts},
          {"MaximumEventAgeInSeconds",
           std::chrono::duration_cast<std::chrono::seconds>(function.maximum_event_age).count()}};
}

ApiResult put_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:PutFunctionEventInvokeConfig", kValidation);
  Function* function = function_of(estate, params);
  const auto attempts = params.optional_integer("MaximumRetryAttempts", 0, 2);
  const auto age = params.optional_integer("MaximumEventAgeInSeconds", 60, 21600);
  if (const Json* destinations = params.object("DestinationConfig")) {
    for (const auto& [name, value] : destinations->items()) {
      if (!value.empty())
        params.fail(core::not_modelled("an asynchronous destination (" + name + ")"));
    }
  }
  if (auto error = params.finish()) return *error;
  function->maximum_retry_attempts = attempts.value_or(2);
  function->maximum_event_age = std::chrono::seconds(age.value_or(21600));
  return event_invoke_config(estate, *function);
}

ApiResult get_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetFunctionEventInvokeConfig", kValidation);
  Function* function = function_of(estate, params);
  if (auto error = params.finish()) return *error;
  return event_invoke_config(estate, *function);
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
  add_operation(estate, "GetAccountSettings", get_account_settings);
}

}  // namespace spillway::lambda
