#include <algorithm>

#include "emulator/iam/operations.hpp"
#include "runtime/percent.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::iam {
namespace {

using core::ApiResult;
using core::CallContext;
using core::Context;
using core::Params;

constexpr std::size_t kManagedQuota = 6144;  // characters; default quota of IAM (UNSOURCED)

std::int64_t attachments(const Directory& directory, const std::string& arn) {
  return std::count_if(directory.roles.begin(), directory.roles.end(), [&](const auto& entry) {
    const auto& attached = entry.second.attached;
    return std::find(attached.begin(), attached.end(), arn) != attached.end();
  });
}

Json describe(const Directory& directory, const ManagedPolicy& policy) {
  Json json = {{"PolicyName", policy.name},
               {"PolicyId", policy.id},
               {"Arn", policy.arn},
               {"Path", policy.path},
               {"DefaultVersionId", "v1"},
               {"AttachmentCount", attachments(directory, policy.arn)},
               {"PermissionsBoundaryUsageCount", 0},
               {"IsAttachable", true},
               {"CreateDate", epoch_seconds(policy.created)},
               {"UpdateDate", epoch_seconds(policy.created)}};
  if (!policy.description.empty()) json["Description"] = policy.description;
  return json;
}

const ManagedPolicy* find_policy(Params& p, Directory& directory) {
  const std::string arn = p.string("PolicyArn");
  const auto it = directory.policies.find(arn);
  if (it != directory.policies.end()) return &it->second;
  p.fail(no_such_entity("Policy " + arn + " was not found."));
  return nullptr;
}

ApiResult create_policy(Context& context, Directory& directory, const Json& params) {
  Params p(params, "iam:CreatePolicy", kValidation);
  ManagedPolicy policy;
  policy.name = read_name(p, "PolicyName", 128);
  policy.path = read_path(p, "Path");
  policy.description = p.optional_string("Description").value_or("");
  const std::string text = p.string("PolicyDocument");
  p.inert("Tags");
  auto document = parse_policy(text);
  if (document.has_error()) p.fail(document.error());
  if (quota_size(text) > kManagedQuota) {
    p.fail(limit_exceeded("Cannot exceed quota for PolicySize: 6144"));
  }
  policy.arn = "arn:" + context.account.partition + ":iam::" + context.account.id + ":policy" +
               policy.path + policy.name;
  if (directory.policies.contains(policy.arn)) {
    p.fail(already_exists("A policy called " + policy.name +
                          " already exists. Duplicate names are not allowed."));
  }
  if (auto error = p.finish()) return *error;
  policy.id = "ANPA" + directory.ids.base32(17);
  policy.created = context.runtime.wall_now();
  policy.document = std::move(*document);
  Json result = {{"Policy", describe(directory, policy)}};
  directory.policies.emplace(policy.arn, std::move(policy));
  return result;
}

ApiResult get_policy(Directory& directory, const Json& params) {
  Params p(params, "iam:GetPolicy", kValidation);
  const ManagedPolicy* policy = find_policy(p, directory);
  if (auto error = p.finish()) return *error;
  return Json{{"Policy", describe(directory, *policy)}};
}

ApiResult get_policy_version(Directory& directory, const Json& params) {
  Params p(params, "iam:GetPolicyVersion", kValidation);
  const ManagedPolicy* policy = find_policy(p, directory);
  const std::string version = p.string("VersionId");
  if (version != "v1") {
    p.fail(no_such_entity("Policy version " + version + " was not found."));
  }
  if (auto error = p.finish()) return *error;
  return Json{{"PolicyVersion",
               {{"Document", percent_encode(policy->document.text)},
                {"VersionId", "v1"},
                {"IsDefaultVersion", true},
                {"CreateDate", epoch_seconds(policy->created)}}}};
}

ApiResult delete_policy(const Context& context, Directory& directory, const Json& params) {
  Params p(params, "iam:DeletePolicy", kValidation);
  const ManagedPolicy* policy = find_policy(p, directory);
  if (policy != nullptr && attachments(directory, policy->arn) > 0) {
    p.fail(delete_conflict("Cannot delete a policy attached to entities."));
  }
  if (policy != nullptr &&
      policy->arn.starts_with("arn:" + context.account.partition + ":iam::aws:")) {
    p.fail({"AccessDenied", "AWS managed policies cannot be deleted: " + policy->arn, 403});
  }
  if (auto error = p.finish()) return *error;
  directory.policies.erase(directory.policies.find(policy->arn));
  return Json::object();
}

ApiResult list_policies(const Context& context, Directory& directory, const Json& params) {
  Params p(params, "iam:ListPolicies", kValidation);
  const std::string scope = p.optional_choice("Scope", {"All", "AWS", "Local"}).value_or("All");
  const std::string prefix = p.optional_string("PathPrefix").value_or("/");
  const bool attached_only = p.optional_boolean("OnlyAttached").value_or(false);
  std::vector<Json> policies;
  for (const auto& [arn, policy] : directory.policies) {
    const bool kept_by_aws = arn.starts_with("arn:" + context.account.partition + ":iam::aws:");
    if ((scope == "AWS" && !kept_by_aws) || (scope == "Local" && kept_by_aws)) continue;
    if (attached_only && attachments(directory, arn) == 0) continue;
    if (policy.path.starts_with(prefix)) policies.push_back(describe(directory, policy));
  }
  return page(p, "Policies", policies);
}

}  // namespace

void add_policy_operations(Context& context, Directory& directory) {
  auto& operations = context.operations;
  operations.add("iam", "CreatePolicy", [&](const Json& params, const CallContext&) {
    return create_policy(context, directory, params);
  });
  add_operation(context, directory, "GetPolicy", get_policy);
  add_operation(context, directory, "GetPolicyVersion", get_policy_version);
  operations.add("iam", "DeletePolicy", [&](const Json& params, const CallContext&) {
    return delete_policy(context, directory, params);
  });
  operations.add("iam", "ListPolicies", [&](const Json& params, const CallContext&) {
    return list_policies(context, directory, params);
  });
}

}  // namespace spillway::iam
