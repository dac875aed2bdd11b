#include "emulator/lambda/policy.hpp"

#include "emulator/core/wildcards.hpp"

namespace spillway::lambda {

bool ResourcePolicy::permits(std::string_view principal, std::string_view source_arn) const {
  for (const Permission& permission : permissions) {
    const bool invokes =
        permission.action == "lambda:InvokeFunction" || permission.action == "lambda:*";
    if (invokes && permission.principal == principal &&
        (permission.source_arn.empty() || permission.source_arn == source_arn ||
         core::wildcard_match(permission.source_arn, source_arn)) &&
        (permission.source_account.empty() ||
         permission.source_account == core::account_of(source_arn))) {
      return true;
    }
  }
  return false;
}

const Permission* ResourcePolicy::find(std::string_view statement_id) const {
  for (const Permission& permission : permissions) {
    if (permission.statement_id == statement_id) return &permission;
  }
  return nullptr;
}

Json to_json(const Permission& permission, const std::string& function_arn) {
  const bool is_service = permission.principal.find('.') != std::string::npos;
  Json statement = {{"Sid", permission.statement_id}, {"Effect", "Allow"}};
  statement["Principal"] =
      is_service ? Json{{"Service", permission.principal}} : Json{{"AWS", permission.principal}};
  statement["Action"] = permission.action;
  statement["Resource"] = function_arn;
  if (!permission.source_arn.empty()) {
    statement["Condition"]["ArnLike"]["AWS:SourceArn"] = permission.source_arn;
  }
  if (!permission.source_account.empty()) {
    statement["Condition"]["StringEquals"]["AWS:SourceAccount"] = permission.source_account;
  }
  return statement;
}

}  // namespace spillway::lambda
