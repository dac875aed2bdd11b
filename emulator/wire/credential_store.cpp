#include "emulator/wire/credential_store.hpp"

namespace spillway::wire {

CredentialStore::CredentialStore(const Runtime& runtime, const iam::Iam& iam)
    : iam_(iam), ids_(runtime.rng("wire/credentials")) {
  administrator_ = {"AKIA" + ids_.base32(16), ids_.hex(40), {}};
  add_administrator(administrator_, "client");
}

bool CredentialStore::can_be_assumed(const std::string& role_arn,
                                     std::string_view service_principal) const {
  return iam_.can_be_assumed(role_arn, service_principal);
}

bool CredentialStore::allows(const std::string& role_arn, std::string_view action,
                             const std::string& resource) const {
  return iam_.allowed(role_arn, action, {resource});
}

core::IssuedCredentials CredentialStore::issue(const std::string& role_arn,
                                               const std::string& caller) {
  const std::string key = "ASIA" + ids_.base32(16);
  by_key_[key] = {caller, role_arn, {key, ids_.hex(40), "IQoJb3JpZ2lu" + ids_.hex(160)}};
  const aws::Credentials& made = by_key_[key].credentials;
  return {made.access_key_id, made.secret_access_key, made.session_token};
}

void CredentialStore::add_administrator(aws::Credentials credentials, std::string caller) {
  const std::string key = credentials.access_key_id;
  by_key_[key] = {std::move(caller), "", std::move(credentials)};
}

const Identity* CredentialStore::find(std::string_view access_key_id) const {
  const auto it = by_key_.find(access_key_id);
  return it == by_key_.end() ? nullptr : &it->second;
}

}  // namespace spillway::wire
