// How asynchronous events of a function, version or alias are retried, and where their results go.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

// With $LATEST where nothing else is said.
std::string shown_arn(const Endpoint& endpoint) {
  return endpoint.qualifier.empty() ? endpoint.function->arn + ":$LATEST" : arn_of(endpoint);
}

Json destination(const std::string& arn) {
  Json shown = Json::object();
  if (!arn.empty()) shown["Destination"] = arn;
  return shown;
}

Json to_json(const Endpoint& endpoint) {
  const EventInvokeConfig& config = *endpoint.event_invoke;
  return {{"LastModified", epoch_seconds(config.modified_at)},
          {"FunctionArn", shown_arn(endpoint)},
          {"MaximumRetryAttempts", config.maximum_retry_attempts},
          {"MaximumEventAgeInSeconds", config.maximum_event_age.count()},
          {"DestinationConfig",
           {{"OnSuccess", destination(config.on_success)},
            {"OnFailure", destination(config.on_failure)}}}};
}

ApiError no_event_invoke_config(const Endpoint& endpoint) {
  return {"ResourceNotFoundException",
          "The function " + shown_arn(endpoint) + " doesn't have an EventInvokeConfig", 404};
}

// Empty destinations are the same as none.
void read_destination(Params& destinations, const char* name, std::string& arn) {
  const Json* given = destinations.object(name);
  if (given == nullptr) return;
  Params inner(*given, "lambda:PutFunctionEventInvokeConfig", kValidation,
               std::string("DestinationConfig.") + name + '.');
  arn = inner.optional_string("Destination").value_or("");
  if (auto error = inner.finish()) destinations.fail(*error);
}

void read_destinations(const Estate& estate, Params& params, const Endpoint& endpoint,
                       EventInvokeConfig& config) {
  const Json* given = params.object("DestinationConfig");
  if (given == nullptr) return;
  Params inner(*given, "lambda:PutFunctionEventInvokeConfig", kValidation, "DestinationConfig.");
  read_destination(inner, "OnSuccess", config.on_success);
  read_destination(inner, "OnFailure", config.on_failure);
  if (auto error = inner.finish()) params.fail(*error);
  for (const std::string* arn : {&config.on_success, &config.on_failure}) {
    const std::string& role = endpoint.version->config.role;
    if (auto error = estate.deliveries.refuse_destination(*arn, role)) params.fail(*error);
  }
}

// What the parameters say, over what `config` says already.
ApiResult write_config(Estate& estate, Params& params, Endpoint* endpoint,
                       EventInvokeConfig config) {
  const auto attempts = params.optional_integer("MaximumRetryAttempts", 0, 2);
  const auto age = params.optional_integer("MaximumEventAgeInSeconds", 60, 21600);
  if (endpoint != nullptr) read_destinations(estate, params, *endpoint, config);
  if (!attempts && !age && !params.has("DestinationConfig")) {
    params.fail("You must specify at least one of error handling or destination setting.");
  }
  if (auto error = params.finish()) return *error;
  if (attempts) config.maximum_retry_attempts = *attempts;
  if (age) config.maximum_event_age = std::chrono::seconds(*age);
  config.modified_at = estate.context.runtime.wall_now();
  endpoint->event_invoke = std::move(config);
  return to_json(*endpoint);
}

ApiResult put_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:PutFunctionEventInvokeConfig", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  return write_config(estate, params, endpoint, {});
}

ApiResult update_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:UpdateFunctionEventInvokeConfig", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  if (endpoint != nullptr && !endpoint->event_invoke) return no_event_invoke_config(*endpoint);
  return write_config(estate, params, endpoint,
                      endpoint == nullptr ? EventInvokeConfig{} : *endpoint->event_invoke);
}

ApiResult get_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetFunctionEventInvokeConfig", kValidation);
  const Endpoint* endpoint = endpoint_of(estate, params);
  if (auto error = params.finish()) return *error;
  if (!endpoint->event_invoke) return no_event_invoke_config(*endpoint);
  return to_json(*endpoint);
}

ApiResult delete_event_invoke_config(Estate& estate, const Json& json) {
  Params params(json, "lambda:DeleteFunctionEventInvokeConfig", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  if (auto error = params.finish()) return *error;
  if (!endpoint->event_invoke) return no_event_invoke_config(*endpoint);
  endpoint->event_invoke.reset();
  return Json::object();
}

ApiResult list_event_invoke_configs(Estate& estate, const Json& json) {
  Params params(json, "lambda:ListFunctionEventInvokeConfigs", kValidation);
  const Function* function = function_of(estate, params);
  params.inert("MaxItems");  // all of them fit on one page
  if (auto error = params.finish()) return *error;
  Json list = Json::array();
  if (function->unqualified.event_invoke) list.push_back(to_json(function->unqualified));
  for (const auto& [qualifier, endpoint] : function->qualified) {
    if (endpoint->event_invoke) list.push_back(to_json(*endpoint));
  }
  return Json{{"FunctionEventInvokeConfigs", std::move(list)}};
}

}  // namespace

void register_event_invoke_operations(Estate& estate) {
  add_operation(estate, "PutFunctionEventInvokeConfig", put_event_invoke_config);
  add_operation(estate, "UpdateFunctionEventInvokeConfig", update_event_invoke_config);
  add_operation(estate, "GetFunctionEventInvokeConfig", get_event_invoke_config);
  add_operation(estate, "DeleteFunctionEventInvokeConfig", delete_event_invoke_config);
  add_operation(estate, "ListFunctionEventInvokeConfigs", list_event_invoke_configs);
}

}  // namespace spillway::lambda
