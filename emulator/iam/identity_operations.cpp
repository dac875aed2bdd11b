#include "emulator/iam/iam.hpp"
#include "emulator/iam/operations.hpp"

namespace spillway::iam {
namespace {

using core::CallContext;
using core::Context;
using core::Params;

core::ApiResult get_caller_identity(const Context& context, const Directory& directory,
                                    const Json& params, const CallContext& call) {
  Params p(params, "sts:GetCallerIdentity", kValidation);
  if (auto error = p.finish()) return *error;
  const core::Account& account = context.account;
  const std::string prefix = "arn:" + account.partition + ":";
  Json result = Json::object();
  if (call.principal_arn.empty()) {
    result["UserId"] = account.id;
    result["Account"] = account.id;
    result["Arn"] = prefix + "iam::" + account.id + ":root";
    return result;
  }
  // A role that was deleted meanwhile still has sessions, whose id nobody knows any more.
  const Role* role = directory.role_by_arn(call.principal_arn);
  result["UserId"] = (role == nullptr ? "" : role->id) + ":" + call.caller;
  result["Account"] = account.id;
  result["Arn"] = assumed_role_arn(call.principal_arn, call.caller);
  return result;
}

}  // namespace

void add_identity_operations(Context& context, Directory& directory) {
  context.operations.add("sts", "GetCallerIdentity",
                         [&](const Json& params, const CallContext& call) {
                           return get_caller_identity(context, directory, params, call);
                         });
}

}  // namespace spillway::iam
