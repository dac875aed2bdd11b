#include "emulator/eventbridge/condition.hpp"

#include <cmath>

#include "emulator/eventbridge/condition_parsers.hpp"
#include "runtime/http.hpp"

namespace spillway::eventbridge {
namespace {

// `*` stands for any text; `\*` and `\\` for themselves. Iterative, with one point to return to.
bool wildcard_matches(std::string_view pattern, std::string_view value) {
  std::size_t p = 0;
  std::size_t v = 0;
  std::size_t star = std::string_view::npos;  // in the pattern, the last '*' passed
  std::size_t star_value = 0;                 // where in the value it began to match
  while (v < value.size()) {
    const bool escaped = p < pattern.size() && pattern[p] == '\\';
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_value = v;
    } else if (p < pattern.size() && pattern[p + (escaped ? 1 : 0)] == value[v]) {
      p += escaped ? 2 : 1;
      ++v;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      v = ++star_value;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view view(const Json& string) { return string.get_ref<const std::string&>(); }

struct Matcher {
  const Json& value;

  bool operator()(const Literal& literal) const {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace) == literal.text;
  }
  bool operator()(const TextMatch& match) const {
    return value.is_string() && match.matches(view(value));
  }
  bool operator()(const NumberRange& range) const {
    return value.is_number() && range.contains(value.get<double>());
  }
  bool operator()(const IpRange& range) const {
    if (!value.is_string()) return false;
    const auto address = parse_ip(view(value));
    return address && range.contains(*address);
  }
  bool operator()(const Exists& exists) const { return exists.wanted; }
  bool operator()(const AnythingBut& anything) const { return anything.matches(value); }
};

}  // namespace

void throw_exception_from_error(const PatternError& error, const boost::source_location&) {
  throw std::logic_error("unexpected pattern error: " + error.message);
}

bool TextMatch::matches(std::string_view value) const {
  const auto same = [this](std::string_view a) {
    return ignore_case ? iequals(a, text) : a == text;
  };
  switch (kind) {
    case Kind::prefix:
      return value.size() >= text.size() && same(value.substr(0, text.size()));
    case Kind::suffix:
      return value.size() >= text.size() && same(value.substr(value.size() - text.size()));
    case Kind::equals_ignore_case:
      return iequals(value, text);
    case Kind::wildcard:
      return wildcard_matches(text, value);
  }
  return false;
}

bool NumberRange::contains(double value) const {
  if (low && (low_open ? value <= *low : value < *low)) return false;
  return !(high && (high_open ? value >= *high : value > *high));
}

bool AnythingBut::matches(const Json& value) const {
  if (value.is_number()) {
    return std::find(numbers.begin(), numbers.end(), value.get<double>()) == numbers.end();
  }
  if (!value.is_string()) return true;
  const std::string_view text = view(value);
  if (std::find(strings.begin(), strings.end(), text) != strings.end()) return false;
  return std::none_of(texts.begin(), texts.end(),
                      [&](const TextMatch& match) { return match.matches(text); });
}

PatternResult<Condition> Condition::parse(const Json& element) {
  if (element.is_array()) {
    return PatternError("Match value must be String, number, true, false, or null");
  }
  if (!element.is_object()) return Condition(Literal{element.dump()});
  if (element.empty()) return PatternError("Match expression name not found");
  if (element.size() > 1) return PatternError("Only one key allowed in match expression");
  return parse_operator(element.begin().key(), element.begin().value());
}

PatternResult<Condition> Condition::parse_operator(const std::string& name, const Json& argument) {
  const auto wrap = [](auto parsed) -> PatternResult<Condition> {
    if (parsed.has_error()) return parsed.error();
    return Condition(std::move(*parsed));
  };
  if (is_text_operator(name)) return wrap(parse_text_match(name, argument));
  if (name == "anything-but") return wrap(parse_anything_but(argument));
  if (name == "numeric") return wrap(parse_number_range(argument));
  if (name == "exists") {
    if (argument.is_boolean()) return Condition(Exists{argument.get<bool>()});
    return PatternError("exists match pattern must be either true or false.");
  }
  if (name == "exactly") {
    if (argument.is_string()) return Condition(Literal{argument.dump()});
    return PatternError("exact match pattern must be a string");
  }
  if (name == "cidr") {
    if (!argument.is_string()) return PatternError("cidr match pattern must be a string");
    if (const auto range = IpRange::parse(view(argument))) return Condition(*range);
    return PatternError("Malformed CIDR, must be of the form \"10.0.0.0/24\"");
  }
  return PatternError("Unrecognized match type " + name);
}

bool Condition::wants_absence() const {
  const auto* exists = std::get_if<Exists>(&match_);
  return exists != nullptr && !exists->wanted;
}

bool Condition::matches(const Json& value) const { return std::visit(Matcher{value}, match_); }

}  // namespace spillway::eventbridge
