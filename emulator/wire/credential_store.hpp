// CredentialStore: who stands behind an access key.
//
// Owned by the world, made before the services (they are given it as core::CredentialIssuer) and
// used by Endpoint. Single-threaded.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/core/ids.hpp"
#include "emulator/core/ports.hpp"
#include "emulator/iam/iam.hpp"
#include "runtime/aws/credentials.hpp"
#include "runtime/runtime.hpp"

namespace spillway::wire {

struct Identity {
  std::string caller;    ///< as the timeline shows it; the session's name in its ARN
  std::string role_arn;  ///< empty: an administrator, who may do everything
  aws::Credentials credentials;
};

class CredentialStore final : public core::CredentialIssuer {
 public:
  /// `iam` may be made later than this.
  CredentialStore(const Runtime& runtime, const iam::Iam& iam);

  /// Temporary keys (ASIA...) of a role, new ones each time: by its keys an environment's calls are
  /// told from those of another that works for the same function.
  core::IssuedCredentials issue(const std::string& role_arn, const std::string& caller) override;

  bool can_be_assumed(const std::string& role_arn,
                      std::string_view service_principal) const override;
  bool allows(const std::string& role_arn, std::string_view action,
              const std::string& resource) const override;

  /// The key pair of an administrator whom the timeline calls "client".
  const aws::Credentials& administrator() const { return administrator_; }
  /// A further administrator, with keys of the user's choice.
  void add_administrator(aws::Credentials credentials, std::string caller);

  /// Null if nobody has that key.
  const Identity* find(std::string_view access_key_id) const;

 private:
  const iam::Iam& iam_;
  core::IdSource ids_;
  aws::Credentials administrator_;
  std::map<std::string, Identity, std::less<>> by_key_;
};

}  // namespace spillway::wire
