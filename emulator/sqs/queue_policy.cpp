#include "emulator/sqs/queue_policy.hpp"

#include <algorithm>
#include <array>

#include "emulator/core/wildcards.hpp"

namespace spillway::sqs {
namespace {

using core::ApiError;

constexpr std::size_t kMaximumBytes = 8192;
constexpr int kMaximumDepth = 10;

ApiError invalid() { return {"InvalidAttributeValue", "Invalid value for the parameter Policy."}; }

ApiError refused(const std::string& what) {
  return core::not_modelled(what + " of a queue's policy");
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::optional<std::vector<std::string>> one_or_many(const Json& value) {
  if (value.is_boolean()) return std::vector<std::string>{value.dump()};
  if (value.is_string()) return std::vector<std::string>{value.get<std::string>()};
  if (!value.is_array() || value.empty()) return std::nullopt;
  std::vector<std::string> list;
  for (const Json& item : value) {
    if (!item.is_string()) return std::nullopt;
    list.push_back(item.get<std::string>());
  }
  return list;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return core::wildcard_match(pattern, text);
  });
}

bool holds(const std::vector<std::string>& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& one) { return one == "*" || one == wanted; });
}

bool nested_deeper_than(const Json& value, int limit) {
  if (!value.is_structured()) return false;
  return limit == 0 || std::any_of(value.begin(), value.end(), [limit](const Json& member) {
           return nested_deeper_than(member, limit - 1);
         });
}

struct Operator {
  std::string_view name;
  bool wildcards;
};
// An ArnEquals knows wildcards too (IAM user guide).
constexpr std::array kOperators = {Operator{"ArnEquals", true}, Operator{"ArnLike", true},
                                   Operator{"StringEquals", false}, Operator{"StringLike", true},
                                   Operator{"Bool", false}};
constexpr std::array<std::string_view, 3> kKeys = {"aws:sourcearn", "aws:sourceaccount",
                                                   "aws:securetransport"};

}  // namespace

boost::system::result<QueuePolicy, ApiError> QueuePolicy::parse(const std::string& text) {
  QueuePolicy policy;
  if (text.size() > kMaximumBytes) return invalid();
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || nested_deeper_than(json, kMaximumDepth)) return invalid();
  for (const auto& [name, value] : json.items()) {
    if (name != "Version" && name != "Id" && name != "Statement") return invalid();
  }
  const auto statements = json.find("Statement");
  if (statements == json.end()) return invalid();
  for (const Json& item : statements->is_array() ? *statements : Json::array({*statements})) {
    auto statement = parse_statement(item);
    if (statement.has_error()) return statement.error();
    policy.statements_.push_back(std::move(*statement));
  }
  if (policy.statements_.empty()) return invalid();
  return policy;
}

boost::system::result<QueuePolicy::Statement, ApiError> QueuePolicy::parse_statement(
    const Json& json) {
  if (!json.is_object()) return invalid();
  Statement statement;
  for (const auto& [name, value] : json.items()) {
    if (name == "Sid") continue;
    if (name == "NotPrincipal" || name == "NotAction" || name == "NotResource") {
      return refused(name);
    }
    if (name == "Effect") {
      if (value != "Allow" && value != "Deny") return invalid();
      statement.allow = value == "Allow";
    } else if (name == "Action" || name == "Resource") {
      auto list = one_or_many(value);
      if (!list) return invalid();
      (name == "Action" ? statement.actions : statement.resources) = std::move(*list);
    } else if (name == "Condition") {
      auto conditions = parse_conditions(value);
      if (conditions.has_error()) return conditions.error();
      statement.conditions = std::move(*conditions);
    } else if (name == "Principal") {
      if (auto error = parse_principal(value, statement)) return *error;
    } else {
      return invalid();
    }
  }
  const bool complete = json.contains("Effect") && !statement.actions.empty() &&
                        !statement.resources.empty() &&
                        (!statement.services.empty() || !statement.principals.empty());
  if (!complete) return invalid();
  for (std::string& action : statement.actions) action = lower(std::move(action));
  return statement;
}

std::optional<ApiError> QueuePolicy::parse_principal(const Json& value, Statement& statement) {
  if (value == "*") {
    statement.services = statement.principals = {"*"};
    return std::nullopt;
  }
  if (!value.is_object()) return invalid();
  for (const auto& [kind, who] : value.items()) {
    auto list = one_or_many(who);
    if (!list) return invalid();
    if (kind != "Service" && kind != "AWS") return refused("the Principal " + kind);
    (kind == "AWS" ? statement.principals : statement.services) = std::move(*list);
  }
  // {"AWS": "*"} is everybody, services too.
  if (holds(statement.principals, "*")) statement.services = {"*"};
  return std::nullopt;
}

boost::system::result<std::vector<QueuePolicy::Condition>, ApiError> QueuePolicy::parse_conditions(
    const Json& json) {
  if (!json.is_object()) return invalid();
  std::vector<Condition> conditions;
  for (const auto& [full_name, keys] : json.items()) {
    std::string name = full_name;
    const bool if_exists = name.ends_with("IfExists");
    if (if_exists) name.resize(name.size() - 8);
    const auto known = std::find_if(kOperators.begin(), kOperators.end(),
                                    [&](const Operator& one) { return one.name == name; });
    if (known == kOperators.end()) return refused("the condition " + full_name);
    if (!keys.is_object()) return invalid();
    for (const auto& [key, values] : keys.items()) {
      Condition condition{lower(key), known->wildcards, if_exists, {}};
      if (std::find(kKeys.begin(), kKeys.end(), condition.key) == kKeys.end()) {
        return refused("the condition on " + key);
      }
      auto list = one_or_many(values);
      if (!list) return invalid();
      condition.values = std::move(*list);
      conditions.push_back(std::move(condition));
    }
  }
  return conditions;
}

bool QueuePolicy::met(const Condition& condition, const Requester& requester) {
  std::string_view value;
  if (condition.key == "aws:securetransport") {
    value = "true";
  } else if (condition.key == "aws:sourcearn") {
    value = requester.source_arn;
  } else {
    value = core::account_of(requester.source_arn);
  }
  if (value.empty()) return condition.if_exists;
  if (condition.wildcards) return any_matches(condition.values, value);
  return std::find(condition.values.begin(), condition.values.end(), value) !=
         condition.values.end();
}

bool QueuePolicy::names(const Statement& statement, const Requester& requester) {
  if (!requester.role_arn.empty()) {
    const std::string account(core::account_of(requester.role_arn));
    return holds(statement.principals, requester.role_arn) ||
           holds(statement.principals, account) ||
           holds(statement.principals, "arn:aws:iam::" + account + ":root");
  }
  return holds(statement.services, requester.service_principal);
}

QueuePolicy::Answer QueuePolicy::ask(const Requester& requester, std::string_view action,
                                     std::string_view queue_arn) const {
  Answer answer = Answer::silent;
  const std::string wanted = lower(std::string(action));
  for (const Statement& statement : statements_) {
    const bool applies =
        names(statement, requester) && any_matches(statement.actions, wanted) &&
        any_matches(statement.resources, queue_arn) &&
        std::all_of(statement.conditions.begin(), statement.conditions.end(),
                    [&](const Condition& condition) { return met(condition, requester); });
    if (!applies) continue;
    if (!statement.allow) return Answer::denied;
    answer = Answer::allowed;
  }
  return answer;
}

}  // namespace spillway::sqs
