// Reserved concurrency, and the account's settings.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"

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
  if (reserved < function->provisioned) {
    return ApiError(kValidation,
                    "ReservedConcurrentExecutions cannot be lower than "
                    "ProvisionedConcurrentExecutions.");  // the wording is UNSOURCED
  }
  // What is provisioned of it then comes out of its reservation.
  const std::int64_t held = function->reserved.value_or(function->provisioned);
  const std::int64_t left = estate.limits.unreserved() + held - reserved;
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
  add_operation(estate, "GetAccountSettings", get_account_settings);
}

}  // namespace spillway::lambda
