#include "emulator/iam/policy_document.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace spillway::iam {
namespace {

using core::ApiError;

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<ApiError> check_members(const Json& object, const std::vector<std::string>& known) {
  if (!object.is_object()) return malformed("Syntax errors in policy.");
  for (const auto& [name, value] : object.items()) {
    if (!is_one_of(name, known)) return malformed("Syntax errors in policy.");
  }
  return std::nullopt;
}

std::optional<ApiError> check_sid(const Json& statement, std::set<std::string>& seen) {
  const auto sid = statement.find("Sid");
  if (sid == statement.end()) return std::nullopt;
  if (!sid->is_string()) return malformed("Syntax errors in policy.");
  const auto& text = sid->get_ref<const std::string&>();
  if (!std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0; }))
    return malformed("Statement IDs (SID) must be alpha-numeric.");
  if (!text.empty() && !seen.insert(text).second)
    return malformed("Statement IDs (SID) in a single policy must be unique.");
  return std::nullopt;
}

std::optional<ApiError> check_statement(const Json& statement,
                                        const std::vector<std::string>& known,
                                        std::set<std::string>& sids) {
  if (auto error = check_members(statement, known)) return error;
  if (auto error = check_sid(statement, sids)) return error;
  const auto condition = statement.find("Condition");
  if (condition == statement.end() || (condition->is_object() && condition->empty()))
    return std::nullopt;
  return core::not_modelled("the Condition of a policy statement");
}

}  // namespace

ApiError malformed(std::string message) { return {"MalformedPolicyDocument", std::move(message)}; }

boost::system::result<std::vector<Json>, ApiError> read_document(
    const std::string& text, const std::vector<std::string>& statement_members) {
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return malformed("This policy contains invalid Json");
  if (auto error = check_members(document, {"Version", "Id", "Statement"})) return *error;
  const Json version = document.value("Version", Json("2008-10-17"));
  if (version != "2012-10-17" && version != "2008-10-17")
    return malformed("The policy must contain a valid version string");
  if (!document.contains("Statement")) return malformed("Syntax errors in policy.");
  const Json& statements = document["Statement"];
  std::vector<Json> list;
  if (statements.is_array()) {
    list.assign(statements.begin(), statements.end());
  } else {
    list.push_back(statements);
  }
  if (list.empty()) return malformed("Syntax errors in policy.");
  std::set<std::string> sids;
  for (const auto& statement : list) {
    if (auto error = check_statement(statement, statement_members, sids)) return *error;
  }
  return list;
}

boost::system::result<bool, ApiError> read_effect(const Json& statement) {
  const Json effect = statement.value("Effect", Json());
  if (effect == "Allow") return true;
  if (effect == "Deny") return false;
  return malformed("Syntax errors in policy.");
}

std::optional<std::vector<std::string>> one_or_many(const Json& value) {
  if (value.is_string()) return std::vector<std::string>{value.get<std::string>()};
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> list;
  for (const auto& item : value) {
    if (!item.is_string()) return std::nullopt;
    list.push_back(item.get<std::string>());
  }
  return list;
}

}  // namespace spillway::iam
