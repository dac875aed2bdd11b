#include "emulator/iam/iam.hpp"

#include <algorithm>

#include "emulator/iam/aws_policies.hpp"
#include "emulator/iam/operations.hpp"
#include "runtime/check.hpp"

namespace spillway::iam {
namespace {

void add_aws_policies(Directory& directory, const core::Context& context) {
  for (const auto& [path, name, actions] : aws_policies()) {
    auto document = parse_policy(
        R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": )" +
        std::string(actions) + "}]}");
    SPILLWAY_CHECK(document.has_value());
    ManagedPolicy policy;
    policy.name = name;
    policy.path = path;
    policy.arn =
        "arn:" + context.account.partition + ":iam::aws:policy" + policy.path + policy.name;
    policy.id = "ANPA" + directory.ids.base32(17);
    policy.created = context.runtime.wall_now();
    policy.document = std::move(*document);
    directory.policies.emplace(policy.arn, policy);
  }
}

// A Deny wins over every Allow.
void judge_policy(const Policy& policy, std::string_view action, std::string_view resource,
                  Verdict& verdict) {
  for (const auto& statement : policy.statements) {
    if (verdict == Verdict::explicitly_denied) return;
    if (statement.speaks_of(action, resource)) {
      verdict = statement.allow ? Verdict::allowed : Verdict::explicitly_denied;
    }
  }
}

}  // namespace

const Role* Directory::role_by_arn(std::string_view arn) const {
  const auto slash = arn.rfind('/');
  if (slash == arn.npos) return nullptr;
  const auto it = roles.find(arn.substr(slash + 1));
  return it != roles.end() && it->second.arn == arn ? &it->second : nullptr;
}

std::string assumed_role_arn(std::string_view role_arn, std::string_view session) {
  std::string arn(role_arn.substr(0, role_arn.find(":role/")));
  if (const auto iam = arn.find(":iam:"); iam != arn.npos) arn.replace(iam, 5, ":sts:");
  arn.append(":assumed-role/").append(role_arn.substr(role_arn.rfind('/') + 1));
  return arn.append("/").append(session);
}

Iam::Iam(core::Context& context)
    : directory_{core::IdSource(context.runtime.rng("iam/ids")), {}, {}} {
  add_aws_policies(directory_, context);
  add_role_operations(context, directory_);
  add_role_policy_operations(context, directory_);
  add_policy_operations(context, directory_);
  add_identity_operations(context, directory_);
}

Verdict Iam::judge(const Role& role, std::string_view action, std::string_view resource) const {
  Verdict verdict = Verdict::implicitly_denied;
  for (const auto& [name, policy] : role.inline_policies) {
    judge_policy(policy, action, resource, verdict);
  }
  for (const auto& arn : role.attached) {
    judge_policy(directory_.policies.at(arn).document, action, resource, verdict);
  }
  return verdict;
}

Decision Iam::decide(std::string_view role_arn, std::string_view action,
                     const std::vector<std::string>& resources) const {
  static const std::vector<std::string> kAny = {"*"};
  const Role* role = find_role(role_arn);
  for (const auto& resource : resources.empty() ? kAny : resources) {
    const Verdict verdict =
        role == nullptr ? Verdict::implicitly_denied : judge(*role, action, resource);
    if (verdict != Verdict::allowed) return {verdict, resource};
  }
  return {};
}

bool Iam::can_be_assumed(std::string_view role_arn, std::string_view service_principal) const {
  const Role* role = find_role(role_arn);
  return role != nullptr && std::find(role->trust.services.begin(), role->trust.services.end(),
                                      service_principal) != role->trust.services.end();
}

}  // namespace spillway::iam
