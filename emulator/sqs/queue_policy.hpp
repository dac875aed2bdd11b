// QueuePolicy: a queue's resource policy, read strictly: who may send to it, from where.
//
// An immutable value; any thread. Modelled: Allow and Deny, Principal (everybody, services, roles,
// accounts), Action and Resource with wildcards, and the conditions on aws:SourceArn,
// aws:SourceAccount and aws:SecureTransport. Everything else is refused by its name.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/api_error.hpp"

namespace spillway::sqs {

/// Who asks. Empty: the request does not say.
struct Requester {
  std::string service_principal;  ///< "events.amazonaws.com"
  std::string role_arn;
  std::string source_arn;  ///< aws:SourceArn, and its account aws:SourceAccount
};

class QueuePolicy {
 public:
  enum class Answer { allowed, silent, denied };

  /// InvalidAttributeValue, or not modelled.
  static boost::system::result<QueuePolicy, core::ApiError> parse(const std::string& text);

  Answer ask(const Requester& requester, std::string_view action, std::string_view queue_arn) const;

 private:
  struct Condition {
    std::string key;  ///< lower-case: "aws:sourcearn"
    bool wildcards;   ///< of ArnLike, ArnEquals and StringLike
    bool if_exists;   ///< met if the request says nothing
    std::vector<std::string> values;
  };
  struct Statement {
    bool allow = false;
    std::vector<std::string> services;    ///< "*": everybody
    std::vector<std::string> principals;  ///< of AWS: ARNs, account ids or "*"
    std::vector<std::string> actions;     ///< lower-case
    std::vector<std::string> resources;
    std::vector<Condition> conditions;
  };
  static boost::system::result<Statement, core::ApiError> parse_statement(const Json& json);
  static std::optional<core::ApiError> parse_principal(const Json& value, Statement& statement);
  static boost::system::result<std::vector<Condition>, core::ApiError> parse_conditions(
      const Json& json);
  static bool met(const Condition& condition, const Requester& requester);
  static bool names(const Statement& statement, const Requester& requester);

  std::vector<Statement> statements_;
};

}  // namespace spillway::sqs
