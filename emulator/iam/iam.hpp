// Iam: roles, their policies, and what they allow.
//
// Owned by the world; single-threaded. Registers the operations of "iam" and
// "sts:GetCallerIdentity" in its constructor. Policy documents travel as JSON text, as in AWS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/iam/directory.hpp"

namespace spillway::iam {

enum class Verdict {
  allowed,
  implicitly_denied,  ///< no statement allows it
  explicitly_denied,  ///< a statement denies it
};

struct Decision {
  Verdict verdict = Verdict::allowed;
  std::string resource;  ///< the first one that is not allowed
};

/// "arn:aws:sts::123456789012:assumed-role/Name/session" of the role
/// "arn:aws:iam::123456789012:role/path/Name".
std::string assumed_role_arn(std::string_view role_arn, std::string_view session);

class Iam {
 public:
  explicit Iam(core::Context& context);
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
  const Role* find_role(std::string_view role_arn) const {
    return directory_.role_by_arn(role_arn);
  }

 private:
  Verdict judge(const Role& role, std::string_view action, std::string_view resource) const;

  Directory directory_;
};

}  // namespace spillway::iam
