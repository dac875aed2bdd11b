#include "emulator/iam/operations.hpp"
#include "runtime/percent.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::iam {
namespace {

using core::ApiResult;
using core::CallContext;
using core::Context;
using core::Params;

// Default quotas of IAM, in characters (UNSOURCED).
constexpr std::size_t kTrustQuota = 2048;

Json describe(const Role& role) {
  Json json = {{"Path", role.path},
               {"RoleName", role.name},
               {"RoleId", role.id},
               {"Arn", role.arn},
               {"CreateDate", epoch_seconds(role.created)},
               {"AssumeRolePolicyDocument", percent_encode(role.trust.text)},
               {"MaxSessionDuration", role.max_session_s}};
  if (!role.description.empty()) json["Description"] = role.description;
  return json;
}

TrustPolicy read_trust(Params& p, std::string_view member) {
  const std::string text = p.string(member);
  if (p.failed()) return {};
  auto trust = parse_trust_policy(text);
  if (trust.has_error()) {
    p.fail(trust.error());
    return {};
  }
  if (quota_size(text) > kTrustQuota) {
    p.fail(limit_exceeded("Cannot exceed quota for ACLSizePerRole: 2048"));
  }
  return std::move(*trust);
}

ApiResult create_role(Context& context, Directory& directory, const Json& params) {
  Params p(params, "iam:CreateRole", kValidation);
  Role role;
  role.name = read_name(p, "RoleName", 64);
  role.path = read_path(p, "Path");
  role.trust = read_trust(p, "AssumeRolePolicyDocument");
  role.description = p.optional_string("Description").value_or("");
  role.max_session_s = p.optional_integer("MaxSessionDuration", 3600, 43200).value_or(3600);
  p.inert("Tags");
  if (directory.roles.contains(role.name)) {
    p.fail(already_exists("Role with name " + role.name + " already exists."));
  }
  if (auto error = p.finish()) return *error;
  role.arn = "arn:" + context.account.partition + ":iam::" + context.account.id + ":role" +
             role.path + role.name;
  role.id = "AROA" + directory.ids.base32(17);
  role.created = context.runtime.wall_now();
  Json result = {{"Role", describe(role)}};
  directory.roles.emplace(role.name, std::move(role));
  return result;
}

ApiResult get_role(Directory& directory, const Json& params) {
  Params p(params, "iam:GetRole", kValidation);
  const Role* role = find_role(p, directory);
  if (auto error = p.finish()) return *error;
  return Json{{"Role", describe(*role)}};
}

ApiResult delete_role(Directory& directory, const Json& params) {
  Params p(params, "iam:DeleteRole", kValidation);
  const Role* role = find_role(p, directory);
  if (role != nullptr && !role->attached.empty()) {
    p.fail(delete_conflict("Cannot delete entity, must detach all policies first."));
  }
  if (role != nullptr && !role->inline_policies.empty()) {
    p.fail(delete_conflict("Cannot delete entity, must delete policies first."));
  }
  if (auto error = p.finish()) return *error;
  directory.roles.erase(directory.roles.find(role->name));
  return Json::object();
}

ApiResult list_roles(Directory& directory, const Json& params) {
  Params p(params, "iam:ListRoles", kValidation);
  const std::string prefix = p.optional_string("PathPrefix").value_or("/");
  std::vector<Json> roles;
  for (const auto& [name, role] : directory.roles) {
    if (role.path.starts_with(prefix)) roles.push_back(describe(role));
  }
  return page(p, "Roles", roles);
}

ApiResult update_trust(Directory& directory, const Json& params) {
  Params p(params, "iam:UpdateAssumeRolePolicy", kValidation);
  Role* role = find_role(p, directory);
  TrustPolicy trust = read_trust(p, "PolicyDocument");
  if (auto error = p.finish()) return *error;
  role->trust = std::move(trust);
  return Json::object();
}

}  // namespace

void add_role_operations(Context& context, Directory& directory) {
  add_operation(context, directory, "GetRole", get_role);
  add_operation(context, directory, "DeleteRole", delete_role);
  add_operation(context, directory, "ListRoles", list_roles);
  add_operation(context, directory, "UpdateAssumeRolePolicy", update_trust);
  context.operations.add("iam", "CreateRole", [&](const Json& params, const CallContext&) {
    return create_role(context, directory, params);
  });
}

}  // namespace spillway::iam
