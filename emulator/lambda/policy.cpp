#include "emulator/lambda/policy.hpp"

namespace spillway::lambda {

bool arn_like(std::string_view pattern, std::string_view text) {
  // Most patterns are a plain beginning and one asterisk at the end.
  const std::string_view beginning = pattern.substr(0, pattern.find('*'));
  if (beginning.find('?') == std::string_view::npos) {
    if (!text.starts_with(beginning)) return false;
    pattern.remove_prefix(beginning.size());
    text.remove_prefix(beginning.size());
    if (pattern == "*") return true;
  }
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

namespace {

// The fifth part of an ARN.
std::string_view account_of(std::string_view arn) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

}  // namespace

bool ResourcePolicy::permits(std::string_view principal, std::string_view source_arn) const {
  for (const Permission& permission : permissions) {
    const bool invokes =
        permission.action == "lambda:InvokeFunction" || permission.action == "lambda:*";
    if (invokes && permission.principal == principal &&
        (permission.source_arn.empty() || permission.source_arn == source_arn ||
         arn_like(permission.source_arn, source_arn)) &&
        (permission.source_account.empty() ||
         permission.source_account == account_of(source_arn))) {
      return true;
    }
  }
  return false;
}

const Permission* ResourcePolicy::find(std::string_view statement_id) const {
  for (const Permission& permission : permissions) {
    if (permission.statement_id == statement_id) return &permission;
  }
  return nullptr;
}

Json to_json(const Permission& permission, const std::string& function_arn) {
  const bool is_service = permission.principal.find('.') != std::string::npos;
  Json statement = {{"Sid", permission.statement_id}, {"Effect", "Allow"}};
  statement["Principal"] =
      is_service ? Json{{"Service", permission.principal}} : Json{{"AWS", permission.principal}};
  statement["Action"] = permission.action;
  statement["Resource"] = function_arn;
  if (!permission.source_arn.empty()) {
    statement["Condition"]["ArnLike"]["AWS:SourceArn"] = permission.source_arn;
  }
  if (!permission.source_account.empty()) {
    statement["Condition"]["StringEquals"]["AWS:SourceAccount"] = permission.source_account;
  }
  return statement;
}

}  // namespace spillway::lambda
