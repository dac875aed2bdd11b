// Iam: roles, their policies, and what they allow.
//
// Owned by the world; single-threaded. Registers the operations of "iam" and
// "sts:GetCallerIdentity" in its constructor. Policy documents travel as JSON text, as in AWS.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/iam/policy.hpp"

namespace spillway::iam {

struct Role {
  std::string name;
  std::string path;
  std::string arn;
  std::string id;  ///< "AROA..."
  WallTime created{};
  std::string description;
  std::int64_t max_session_s = 3600;
  std::string trust_text;
  TrustPolicy trust;
  std::map<std::string, InlinePolicy> inline_policies;  ///< by name
  std::vector<std::string> attached;                    ///< ARNs, in the order of attaching
};

struct ManagedPolicy {
  std::string name;
  std::string path;
  std::string arn;
  std::string id;  ///< "ANPA..."
  WallTime created{};
  std::string description;
  InlinePolicy document;
};

enum class Verdict {
  allowed,
  implicitly_denied,  ///< no statement allows it
  explicitly_denied,  ///< a statement denies it
};

struct Decision {
  Verdict verdict = Verdict::allowed;
  std::string resource;  ///< the first one that is not allowed
};

class Iam {
 public:
  explicit Iam(core::Context& context);
  ~Iam();
  Iam(const Iam&) = delete;
  Iam& operator=(const Iam&) = delete;

  /// May the role perform "ecs:UpdateService" on all of `resources`? Without resources the action
  /// is checked against "*". A role that does not exist may do nothing.
  Decision decide(std::string_view role_arn, std::string_view action,
                  const std::vector<std::string>& resources) const;
  bool allowed(std::string_view role_arn, std::string_view action,
               const std::vector<std::string>& resources) const {
    return decide(role_arn, action, resources).verdict == Verdict::allowed;
  }

  /// Does the role exist and let the service ("lambda.amazonaws.com") assume it?
  bool can_be_assumed(std::string_view role_arn, std::string_view service_principal) const;

  /// Null if there is none.
  const Role* find_role(std::string_view role_arn) const;

 private:
  friend class RoleOperations;
  friend class PolicyOperations;

  core::Context& context_;
  core::IdSource ids_;
  std::map<std::string, Role, std::less<>> roles_;              // by name
  std::map<std::string, ManagedPolicy, std::less<>> policies_;  // by ARN; AWS's own among them
};

}  // namespace spillway::iam
