// ResourcePolicy: who besides the account's own callers may invoke a function. A plain value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/json.hpp"

namespace spillway::lambda {

struct Permission {
  std::string statement_id;
  std::string action;          ///< "lambda:InvokeFunction"
  std::string principal;       ///< "events.amazonaws.com"
  std::string source_arn;      ///< may hold * and ?; empty: any
  std::string source_account;  ///< whose the source must be; empty: anybody's
};

struct ResourcePolicy {
  std::vector<Permission> permissions;  ///< in the order of AddPermission

  bool permits(std::string_view principal, std::string_view source_arn) const;
  const Permission* find(std::string_view statement_id) const;
};

/// As GetPolicy and AddPermission show a statement.
Json to_json(const Permission& permission, const std::string& function_arn);

}  // namespace spillway::lambda
