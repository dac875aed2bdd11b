#include <algorithm>

#include "emulator/iam/operations.hpp"
#include "runtime/percent.hpp"

namespace spillway::iam {
namespace {

using core::ApiResult;
using core::CallContext;
using core::Context;
using core::Params;

// Default quotas of IAM (UNSOURCED).
constexpr std::size_t kInlineQuota = 10240;  // characters, all inline policies of a role
constexpr std::size_t kAttachedQuota = 10;

std::size_t inline_size(const Role& role, const std::string& except) {
  std::size_t size = 0;
  for (const auto& [name, policy] : role.inline_policies) {
    if (name != except) size += quota_size(policy.text);
  }
  return size;
}

bool is_attached(const Role& role, const std::string& arn) {
  return std::find(role.attached.begin(), role.attached.end(), arn) != role.attached.end();
}

ApiResult put_role_policy(Directory& directory, const Json& params) {
  Params p(params, "iam:PutRolePolicy", kValidation);
  Role* role = find_role(p, directory);
  const std::string name = read_name(p, "PolicyName", 128);
  const std::string text = p.string("PolicyDocument");
  auto policy = parse_policy(text);
  if (policy.has_error()) p.fail(policy.error());
  if (role != nullptr && inline_size(*role, name) + quota_size(text) > kInlineQuota) {
    p.fail(limit_exceeded("Maximum policy size of 10240 bytes exceeded for role " + role->name));
  }
  if (auto error = p.finish()) return *error;
  role->inline_policies.insert_or_assign(name, std::move(*policy));
  return Json::object();
}

// The role and the inline policy that RoleName and PolicyName say.
struct Named {
  Role* role = nullptr;
  std::map<std::string, Policy, std::less<>>::iterator policy;
};

Named find_role_policy(Params& p, Directory& directory) {
  Named named;
  named.role = find_role(p, directory);
  const std::string name = read_name(p, "PolicyName", 128);
  if (named.role == nullptr) return named;
  named.policy = named.role->inline_policies.find(name);
  if (named.policy == named.role->inline_policies.end()) {
    p.fail(no_such_entity("The role policy with name " + name + " cannot be found."));
  }
  return named;
}

ApiResult get_role_policy(Directory& directory, const Json& params) {
  Params p(params, "iam:GetRolePolicy", kValidation);
  const Named named = find_role_policy(p, directory);
  if (auto error = p.finish()) return *error;
  return Json{{"RoleName", named.role->name},
              {"PolicyName", named.policy->first},
              {"PolicyDocument", percent_encode(named.policy->second.text)}};
}

ApiResult delete_role_policy(Directory& directory, const Json& params) {
  Params p(params, "iam:DeleteRolePolicy", kValidation);
  const Named named = find_role_policy(p, directory);
  if (auto error = p.finish()) return *error;
  named.role->inline_policies.erase(named.policy);
  return Json::object();
}

ApiResult list_role_policies(Directory& directory, const Json& params) {
  Params p(params, "iam:ListRolePolicies", kValidation);
  std::vector<Json> names;
  if (const Role* role = find_role(p, directory)) {
    for (const auto& [name, policy] : role->inline_policies) names.push_back(name);
  }
  return page(p, "PolicyNames", names);
}

ApiResult attach_role_policy(const Context& context, Directory& directory, const Json& params) {
  Params p(params, "iam:AttachRolePolicy", kValidation);
  Role* role = find_role(p, directory);
  const std::string arn = p.string("PolicyArn");
  if (!directory.policies.contains(arn)) {
    const std::string kept_by_aws = "arn:" + context.account.partition + ":iam::aws:policy/";
    p.fail(arn.starts_with(kept_by_aws)
               ? core::not_modelled("the AWS managed policy " + arn)
               : no_such_entity("Policy " + arn + " does not exist or is not attachable."));
  }
  const bool there = role != nullptr && is_attached(*role, arn);
  if (role != nullptr && !there && role->attached.size() >= kAttachedQuota) {
    p.fail(limit_exceeded("Cannot exceed quota for PoliciesPerRole: 10"));
  }
  if (auto error = p.finish()) return *error;
  if (!there) role->attached.push_back(arn);
  return Json::object();
}

ApiResult detach_role_policy(Directory& directory, const Json& params) {
  Params p(params, "iam:DetachRolePolicy", kValidation);
  Role* role = find_role(p, directory);
  const std::string arn = p.string("PolicyArn");
  if (role != nullptr && !is_attached(*role, arn)) {
    p.fail(no_such_entity("Policy " + arn + " was not found."));
  }
  if (auto error = p.finish()) return *error;
  std::erase(role->attached, arn);
  return Json::object();
}

ApiResult list_attached(Directory& directory, const Json& params) {
  Params p(params, "iam:ListAttachedRolePolicies", kValidation);
  const std::string prefix = p.optional_string("PathPrefix").value_or("/");
  std::vector<Json> attached;
  if (const Role* role = find_role(p, directory)) {
    for (const auto& arn : role->attached) {
      const ManagedPolicy& policy = directory.policies.at(arn);
      if (!policy.path.starts_with(prefix)) continue;
      attached.push_back({{"PolicyName", policy.name}, {"PolicyArn", arn}});
    }
  }
  return page(p, "AttachedPolicies", attached);
}

}  // namespace

void add_role_policy_operations(Context& context, Directory& directory) {
  add_operation(context, directory, "PutRolePolicy", put_role_policy);
  add_operation(context, directory, "GetRolePolicy", get_role_policy);
  add_operation(context, directory, "DeleteRolePolicy", delete_role_policy);
  add_operation(context, directory, "ListRolePolicies", list_role_policies);
  add_operation(context, directory, "DetachRolePolicy", detach_role_policy);
  add_operation(context, directory, "ListAttachedRolePolicies", list_attached);
  context.operations.add("iam", "AttachRolePolicy", [&](const Json& params, const CallContext&) {
    return attach_role_policy(context, directory, params);
  });
}

}  // namespace spillway::iam
