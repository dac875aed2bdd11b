// Provisioned concurrency of a version, put on it or on an alias of it.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

std::string status_of(const ProvisionedConcurrency& provisioned) {
  if (provisioned.starting > 0) return "IN_PROGRESS";
  return provisioned.available() < provisioned.requested ? "FAILED" : "READY";
}

Json to_json(const ProvisionedConcurrency& provisioned) {
  Json json = {{"RequestedProvisionedConcurrentExecutions", provisioned.requested},
               {"AvailableProvisionedConcurrentExecutions", provisioned.available()},
               {"AllocatedProvisionedConcurrentExecutions", provisioned.available()},
               {"Status", status_of(provisioned)}};
  if (json["Status"] == "FAILED") json["StatusReason"] = "FUNCTION_ERROR_INIT_FAILURE";
  json["LastModified"] = format_iso8601_millis(provisioned.modified_at);
  return json;
}

ApiError no_config() {
  return {"ProvisionedConcurrencyConfigNotFoundException",
          "No Provisioned Concurrency Config found for this function", 404};
}

// Of the endpoint itself; null if there is none.
ProvisionedConcurrency* provisioned_of(const Endpoint& endpoint) {
  ProvisionedConcurrency* const provisioned = endpoint.version->provisioned.get();
  return provisioned != nullptr && provisioned->put_on == &endpoint ? provisioned : nullptr;
}

std::optional<ApiError> cannot_provision(const Endpoint& endpoint) {
  if (endpoint.version == &endpoint.function->latest) {
    return ApiError(kValidation,
                    "Provisioned Concurrency Configs cannot be applied to unpublished function "
                    "versions.");
  }
  if (endpoint.additional != nullptr) {
    return core::not_modelled("provisioned concurrency on an alias of two versions");
  }
  if (endpoint.version->provisioned && provisioned_of(endpoint) == nullptr) {
    return ApiError(kValidation, "Version " + endpoint.version->name +
                                     " already has provisioned concurrency, by another name of it");
  }
  return std::nullopt;
}

// It comes out of the function's reservation, or of what is unreserved. The first wording is
// UNSOURCED.
std::optional<ApiError> too_much(const Estate& estate, const Function& function,
                                 std::int64_t wanted) {
  if (function.reserved) {
    if (wanted <= *function.reserved) return std::nullopt;
    return ApiError(kValidation,
                    "Requested Provisioned Concurrency should not be greater than the "
                    "reservedConcurrentExecution for function");
  }
  const std::int64_t minimum = estate.limits.unreserved_minimum();
  if (estate.limits.unreserved() + function.provisioned - wanted >= minimum) return std::nullopt;
  return ApiError(kValidation,
                  "Specified ConcurrentExecutions for function decreases account's "
                  "UnreservedConcurrentExecution below its minimum value of [" +
                      std::to_string(minimum) + "].");
}

ApiResult put(Estate& estate, const Json& json) {
  Params params(json, "lambda:PutProvisionedConcurrencyConfig", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  const auto requested = params.integer("ProvisionedConcurrentExecutions", 1, INT32_MAX);
  if (auto error = params.finish()) return *error;
  if (auto error = cannot_provision(*endpoint)) return *error;
  Function& function = *endpoint->function;
  Version& version = *endpoint->version;
  const std::int64_t before = version.provisioned ? version.provisioned->requested : 0;
  const std::int64_t wanted = function.provisioned - before + requested;
  if (auto error = too_much(estate, function, wanted)) return *error;
  if (!version.provisioned) {
    version.provisioned = std::make_unique<ProvisionedConcurrency>();
    version.provisioned->put_on = endpoint;
    estate.meter.intern(*version.provisioned);
  }
  version.provisioned->requested = requested;
  version.provisioned->modified_at = estate.context.runtime.wall_now();
  estate.limits.set_provisioned(function, wanted);
  estate.environments.provision(version);
  return to_json(*version.provisioned);
}

ApiResult list(Estate& estate, const Json& json);

// Both have one path: "?List=ALL" tells them apart.
ApiResult get(Estate& estate, const Json& json) {
  if (json.contains("List")) return list(estate, json);
  Params params(json, "lambda:GetProvisionedConcurrencyConfig", kValidation);
  const Endpoint* endpoint = endpoint_of(estate, params);
  if (auto error = params.finish()) return *error;
  const ProvisionedConcurrency* provisioned = provisioned_of(*endpoint);
  if (provisioned == nullptr) return no_config();
  return to_json(*provisioned);
}

ApiResult remove(Estate& estate, const Json& json) {
  Params params(json, "lambda:DeleteProvisionedConcurrencyConfig", kValidation);
  const Endpoint* endpoint = endpoint_of(estate, params);
  if (auto error = params.finish()) return *error;
  const ProvisionedConcurrency* provisioned = provisioned_of(*endpoint);
  if (provisioned == nullptr) return no_config();
  Function& function = *endpoint->function;
  estate.limits.set_provisioned(function, function.provisioned - provisioned->requested);
  estate.environments.deprovision(*endpoint->version);
  return Json::object();
}

ApiResult list(Estate& estate, const Json& json) {
  Params params(json, "lambda:ListProvisionedConcurrencyConfigs", kValidation);
  const Function* function = function_of(estate, params);
  params.inert("List");
  params.inert("MaxItems");  // all of them fit on one page
  if (auto error = params.finish()) return *error;
  Json configs = Json::array();
  for (const auto& [number, version] : function->versions) {
    if (!version->provisioned) continue;
    Json config = to_json(*version->provisioned);
    config["FunctionArn"] = arn_of(*version->provisioned->put_on);
    configs.push_back(std::move(config));
  }
  return Json{{"ProvisionedConcurrencyConfigs", std::move(configs)}};
}

}  // namespace

void register_provisioned_operations(Estate& estate) {
  add_operation(estate, "PutProvisionedConcurrencyConfig", put);
  add_operation(estate, "GetProvisionedConcurrencyConfig", get);
  add_operation(estate, "DeleteProvisionedConcurrencyConfig", remove);
  add_operation(estate, "ListProvisionedConcurrencyConfigs", list);
}

}  // namespace spillway::lambda
