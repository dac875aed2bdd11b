// Who may invoke a function: AddPermission, RemovePermission, GetPolicy.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/names.hpp"
#include "emulator/lambda/operations.hpp"

namespace spillway::lambda {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

ApiResult add_permission(Estate& estate, const Json& json) {
  Params params(json, "lambda:AddPermission", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  Permission permission;
  permission.statement_id = params.string("StatementId");
  permission.action = params.string("Action");
  permission.principal = params.string("Principal");
  permission.source_arn = params.optional_string("SourceArn").value_or("");
  permission.source_account = params.optional_string("SourceAccount").value_or("");
  if (!permission.source_account.empty() && !is_account_id(permission.source_account)) {
    params.fail(bad_source_account(permission.source_account));
  }
  if (auto error = params.finish()) return *error;
  if (!permission.action.starts_with("lambda:")) {
    return ApiError(kValidation, "Action '" + permission.action + "' must begin with lambda:");
  }
  if (endpoint->policy.find(permission.statement_id) != nullptr) {
    return ApiError(
        "ResourceConflictException",
        "The statement id (" + permission.statement_id +
            ") provided already exists. Please provide a new statement id, or remove the "
            "existing statement.",
        409);
  }
  endpoint->policy.permissions.push_back(permission);
  return Json{{"Statement", to_json(permission, arn_of(*endpoint)).dump()}};
}

ApiResult remove_permission(Estate& estate, const Json& json) {
  Params params(json, "lambda:RemovePermission", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  const std::string id = params.string("StatementId");
  if (auto error = params.finish()) return *error;
  if (endpoint->policy.find(id) == nullptr) {
    return ApiError("ResourceNotFoundException",
                    "Statement " + id + " is not found in resource policy.", 404);
  }
  std::erase_if(endpoint->policy.permissions,
                [&](const Permission& p) { return p.statement_id == id; });
  return Json::object();
}

ApiResult get_policy(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetPolicy", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  if (auto error = params.finish()) return *error;
  if (endpoint->policy.permissions.empty()) {
    return ApiError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
  }
  Json policy = {{"Version", "2012-10-17"}, {"Id", "default"}, {"Statement", Json::array()}};
  for (const Permission& permission : endpoint->policy.permissions) {
    policy["Statement"].push_back(to_json(permission, arn_of(*endpoint)));
  }
  return Json{{"Policy", policy.dump()}};
}

}  // namespace

void register_policy_operations(Estate& estate) {
  add_operation(estate, "AddPermission", add_permission);
  add_operation(estate, "RemovePermission", remove_permission);
  add_operation(estate, "GetPolicy", get_policy);
}

}  // namespace spillway::lambda
