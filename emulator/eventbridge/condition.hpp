// Condition: one alternative of a pattern's leaf, such as "ALARM" or {"prefix": "arn:"}.
//
// Immutable; built by Pattern::parse.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/eventbridge/ip_range.hpp"
#include "runtime/json.hpp"

namespace spillway::eventbridge {

/// Why a pattern is not valid. `not_modelled`: AWS would take it, we do not.
struct PatternError {
  explicit PatternError(std::string text, bool is_not_modelled = false)
      : message(std::move(text)), not_modelled(is_not_modelled) {}
  PatternError() = default;

  std::string message;
  bool not_modelled = false;
};

[[noreturn]] void throw_exception_from_error(const PatternError& error,
                                             const boost::source_location&);

template <class T>
using PatternResult = boost::system::result<T, PatternError>;

/// A text operator and its argument.
struct TextMatch {
  enum class Kind { prefix, suffix, equals_ignore_case, wildcard };
  Kind kind = Kind::prefix;
  bool ignore_case = false;  ///< of prefix and suffix
  std::string text;

  bool matches(std::string_view value) const;
};

/// A number between two bounds; a bound that is not given does not limit.
struct NumberRange {
  std::optional<double> low;
  std::optional<double> high;
  bool low_open = false;
  bool high_open = false;

  bool contains(double value) const;
};

/// A literal, compared by its JSON text: 1 is not "1" and not 1.0.
struct Literal {
  std::string text;
};

struct Exists {
  bool wanted = true;
};

/// Anything but these. Strings and numbers are never mixed; numbers compare as numbers.
struct AnythingBut {
  std::vector<std::string> strings;
  std::vector<double> numbers;
  std::vector<TextMatch> texts;

  bool matches(const Json& value) const;
};

class Condition {
 public:
  static PatternResult<Condition> parse(const Json& element);

  /// {"exists": false}, which speaks of no value at all.
  bool wants_absence() const;
  /// `value` is a leaf.
  bool matches(const Json& value) const;

 private:
  using Match = std::variant<Literal, TextMatch, NumberRange, IpRange, Exists, AnythingBut>;
  explicit Condition(Match match) : match_(std::move(match)) {}
  static PatternResult<Condition> parse_operator(const std::string& name, const Json& argument);

  Match match_;
};

}  // namespace spillway::eventbridge
