// AlarmRule: the rule of a composite alarm, parsed once: ALARM(name), OK(name),
// INSUFFICIENT_DATA(name), TRUE, FALSE, AND, OR, NOT and parentheses.
//
// A name is an alarm's name or ARN, in quotes where it has blanks, commas or parentheses.
// Immutable, any thread. Source: `cw:PutCompositeAlarm`. UNSOURCED: AND binds closer than OR.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloudwatch/alarm.hpp"

namespace spillway::cloudwatch {

/// Why a rule cannot be parsed. A struct, so that a result can tell it from other texts.
struct RuleError {
  std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const RuleError& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unexpected error of an alarm rule: " + error.message);
}

struct RuleNode;

class AlarmRule {
 public:
  static constexpr std::size_t kMaximumBytes = 10240;
  static constexpr std::size_t kMaximumChildren = 100;
  static constexpr int kMaximumDepth = 100;  ///< UNSOURCED

  static boost::system::result<AlarmRule, RuleError> parse(std::string_view text);

  /// `state_of` an alarm's name; nothing: there is none, and it is in no state.
  using StateOf = std::function<std::optional<AlarmState>(const std::string& name)>;
  bool holds(const StateOf& state_of) const;

  /// The names of the alarms it looks at (of an ARN its last part), each once, in its order.
  const std::vector<std::string>& children() const { return children_; }
  const std::string& text() const { return text_; }

 private:
  AlarmRule() = default;
  std::string text_;
  std::vector<std::string> children_;
  std::shared_ptr<const RuleNode> root_;
};

/// An alarm's name, given its name or its ARN.
std::string alarm_name_of(std::string_view name_or_arn);

}  // namespace spillway::cloudwatch
