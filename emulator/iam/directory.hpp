// Directory: the roles and policies of the account, as plain values. Owned by Iam, handed to its
// operations; single-threaded.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/ids.hpp"
#include "emulator/iam/policy.hpp"
#include "runtime/time.hpp"

namespace spillway::iam {

struct Role {
  std::string name;
  std::string path;
  std::string arn;
  std::string id;  ///< "AROA..."
  WallTime created{};
  std::string description;
  std::int64_t max_session_s = 3600;
  TrustPolicy trust;
  std::map<std::string, Policy, std::less<>> inline_policies;  ///< by name
  std::vector<std::string> attached;                           ///< ARNs, in the order of attaching
};

struct ManagedPolicy {
  std::string name;
  std::string path;
  std::string arn;
  std::string id;  ///< "ANPA..."
  WallTime created{};
  std::string description;
  Policy document;
};

struct Directory {
  core::IdSource ids;
  std::map<std::string, Role, std::less<>> roles;              ///< by name
  std::map<std::string, ManagedPolicy, std::less<>> policies;  ///< by ARN; AWS's own among them

  /// Null if there is none.
  const Role* role_by_arn(std::string_view arn) const;
};

}  // namespace spillway::iam
