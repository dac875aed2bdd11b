#include "emulator/eventbridge/condition_parsers.hpp"

#include <cmath>

namespace spillway::eventbridge {
namespace {

std::optional<TextMatch::Kind> kind_of(std::string_view name) {
  if (name == "prefix") return TextMatch::Kind::prefix;
  if (name == "suffix") return TextMatch::Kind::suffix;
  if (name == "equals-ignore-case") return TextMatch::Kind::equals_ignore_case;
  if (name == "wildcard") return TextMatch::Kind::wildcard;
  return std::nullopt;
}

std::optional<PatternError> wildcard_error(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      const bool known = i + 1 < text.size() && (text[i + 1] == '*' || text[i + 1] == '\\');
      if (!known) return PatternError("Invalid escape character at pos " + std::to_string(i));
      ++i;
    } else if (text[i] == '*' && i + 1 < text.size() && text[i + 1] == '*') {
      return PatternError("Consecutive wildcard characters at pos " + std::to_string(i));
    }
  }
  return std::nullopt;
}

// AWS folds the case of all of Unicode. We fold ASCII, and refuse what we would get wrong.
std::optional<PatternError> case_error(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return PatternError("ignoring the case of \"" + text + "\", which is not ASCII", true);
    }
  }
  return std::nullopt;
}

PatternResult<double> number_of(const Json& value, const std::string& comparison) {
  if (value.is_number() && std::isfinite(value.get<double>())) return value.get<double>();
  return PatternError("Value of " + comparison + " must be numeric");
}

std::optional<PatternError> set_bound(NumberRange& range, const std::string& comparison,
                                      double bound) {
  if (comparison == "=") {
    range.low = range.high = bound;
  } else if (comparison == ">" || comparison == ">=") {
    range.low = bound;
    range.low_open = comparison == ">";
  } else if (comparison == "<" || comparison == "<=") {
    range.high = bound;
    range.high_open = comparison == "<";
  } else {
    return PatternError("Unrecognized numeric range operator: " + comparison);
  }
  return std::nullopt;
}

// {"anything-but": {"prefix": "a"}} and {"anything-but": {"prefix": ["a", "b"]}}.
PatternResult<AnythingBut> parse_anything_but_text(const Json& argument) {
  if (argument.empty()) return PatternError("Anything-But expression name not found");
  if (argument.size() > 1) return PatternError("Only one key allowed in match expression");
  const std::string& name = argument.begin().key();
  if (!is_text_operator(name)) return PatternError("Unsupported anything-but pattern: " + name);
  const Json& value = argument.begin().value();
  AnythingBut result;
  for (const Json& text : value.is_array() ? value : Json::array({value})) {
    if (!text.is_string()) {
      return PatternError("Inside anything-but/" + name + " list, only strings are supported.");
    }
    if (text.get_ref<const std::string&>().empty()) {
      return PatternError("Null prefix/suffix not allowed");
    }
    auto match = parse_text_match(name, text);
    if (match.has_error()) return match.error();
    result.texts.push_back(std::move(*match));
  }
  if (result.texts.empty()) return PatternError("Empty arrays are not allowed");
  return result;
}

}  // namespace

bool is_text_operator(std::string_view name) { return kind_of(name).has_value(); }

PatternResult<TextMatch> parse_text_match(const std::string& name, const Json& argument) {
  TextMatch match;
  match.kind = kind_of(name).value_or(TextMatch::Kind::prefix);
  const bool can_ignore_case =
      match.kind == TextMatch::Kind::prefix || match.kind == TextMatch::Kind::suffix;
  const Json* text = &argument;
  if (can_ignore_case && argument.is_object() && argument.size() == 1 &&
      argument.begin().key() == "equals-ignore-case") {
    match.ignore_case = true;
    text = &argument.begin().value();
  }
  if (!text->is_string()) return PatternError(name + " match pattern must be a string");
  match.text = text->get<std::string>();
  if (match.kind == TextMatch::Kind::wildcard) {
    if (auto error = wildcard_error(match.text)) return *error;
  }
  if (match.ignore_case || match.kind == TextMatch::Kind::equals_ignore_case) {
    if (auto error = case_error(match.text)) return *error;
  }
  return match;
}

PatternResult<AnythingBut> parse_anything_but(const Json& argument) {
  if (argument.is_object()) return parse_anything_but_text(argument);
  if (!argument.is_array() && !argument.is_string() && !argument.is_number()) {
    return PatternError("Value of anything-but must be an array or single string/number value.");
  }
  AnythingBut result;
  for (const Json& value : argument.is_array() ? argument : Json::array({argument})) {
    if (value.is_string()) {
      result.strings.push_back(value.get<std::string>());
    } else if (value.is_number()) {
      result.numbers.push_back(value.get<double>());
    } else {
      return PatternError("Inside anything but list, start|null|boolean is not supported.");
    }
  }
  if (result.strings.empty() == result.numbers.empty()) {
    return PatternError(
        "Inside anything but list, either all values are number or string, mixed type is not "
        "supported");
  }
  return result;
}

PatternResult<NumberRange> parse_number_range(const Json& argument) {
  if (!argument.is_array()) return PatternError("Value of numeric must be an array.");
  if (argument.empty() || !argument[0].is_string()) {
    return PatternError("Invalid member in numeric match: " +
                        (argument.empty() ? std::string("]") : argument[0].dump()));
  }
  if (argument.size() != 2 && argument.size() != 4) {
    return PatternError("Too many elements in numeric expression");
  }
  NumberRange range;
  for (std::size_t i = 0; i < argument.size(); i += 2) {
    if (!argument[i].is_string()) {
      return PatternError("Bad value in numeric range: " + argument[i].dump());
    }
    const std::string comparison = argument[i].get<std::string>();
    const bool second = i == 2;
    if (second && (!range.low || range.high)) {
      return PatternError("Too many elements in numeric expression");
    }
    if (second && comparison != "<" && comparison != "<=") {
      return PatternError("Bad numeric range operator: " + comparison);
    }
    const auto bound = number_of(argument[i + 1], comparison == "=" ? "equals" : comparison);
    if (bound.has_error()) return bound.error();
    if (auto error = set_bound(range, comparison, *bound)) return *error;
  }
  const bool between = argument.size() == 4 && range.low && range.high;
  if (between && *range.low >= *range.high) {
    return PatternError("Bottom must be less than top");
  }
  return range;
}

}  // namespace spillway::eventbridge
