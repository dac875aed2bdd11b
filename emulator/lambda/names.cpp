#include "emulator/lambda/names.hpp"

#include <algorithm>
#include <vector>

namespace spillway::lambda {
namespace {

constexpr std::string_view kFunctionNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?)"
    R"((function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?)";
constexpr std::string_view kRoleArnPattern =
    R"(arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

bool all_of(std::string_view text, auto&& fits) { return std::ranges::all_of(text, fits); }

bool is_name(std::string_view text) {
  return !text.empty() &&
         all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_partition(std::string_view text) {
  return text.empty() || (text.starts_with("aws") &&
                          all_of(text.substr(3), [](char c) { return is_letter(c) || c == '-'; }));
}

// "sa-east-1", "us-gov-west-1": what kind of letters stand between the dashes does not matter here.
bool is_region(std::string_view text) {
  return text.size() >= 6 && is_lower(text[0]) && is_lower(text[1]) && text[2] == '-' &&
         text[text.size() - 2] == '-' && is_digit(text.back()) &&
         all_of(text.substr(0, text.size() - 1), [](char c) { return is_lower(c) || c == '-'; });
}

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

}  // namespace

std::optional<FunctionReference> parse_function_name(std::string_view text) {
  const auto parts = parts_of(text);
  FunctionReference reference;
  std::size_t at = 0;
  if (parts.size() > 3 && parts[0] == "arn") {
    if (!is_partition(parts[1]) || parts[2] != "lambda") return std::nullopt;
    at = 3;
  }
  // The last part is the name, whatever it looks like.
  const std::size_t last = parts.size() - 1;
  if (at < last && is_region(parts[at])) reference.region = parts[at++];
  if (at < last && is_account_id(parts[at])) reference.account = parts[at++];
  if (at < last && parts[at] == "function") ++at;
  reference.name = parts[at++];
  if (at <= last) {
    reference.qualifier = parts[at++];
    if (reference.qualifier != "$LATEST" && !is_name(reference.qualifier)) return std::nullopt;
  }
  if (at <= last || !is_name(reference.name)) return std::nullopt;
  return reference;
}

bool is_role_arn(std::string_view text) {
  const auto parts = parts_of(text);
  if (parts.size() != 6 || parts[0] != "arn" || !is_partition(parts[1])) return false;
  if (parts[2] != "iam" || !parts[3].empty() || !is_account_id(parts[4])) return false;
  if (!parts[5].starts_with("role")) return false;
  std::string_view name = parts[5].substr(4);
  if (name.starts_with('/')) name.remove_prefix(1);
  return !name.empty() && all_of(name, [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("_+=,.@-/").find(c) != std::string_view::npos;
  });
}

bool is_account_id(std::string_view text) { return text.size() == 12 && all_of(text, is_digit); }

core::ApiError broken_constraint(std::string_view what) {
  return {"ValidationException", "1 validation error detected: " + std::string(what)};
}

namespace {

core::ApiError bad_value(std::string_view value, std::string_view member,
                         std::string_view constraint) {
  std::string what = "Value '";
  what.append(value).append("' at '").append(member);
  what.append("' failed to satisfy constraint: Member must ").append(constraint);
  return broken_constraint(what);
}

core::ApiError unlike_pattern(std::string_view value, std::string_view member,
                              std::string_view pattern) {
  return bad_value(value, member, "satisfy regular expression pattern: " + std::string(pattern));
}

}  // namespace

core::ApiError bad_function_name(std::string_view value) {
  return unlike_pattern(value, "functionName", kFunctionNamePattern);
}

core::ApiError long_function_name(std::string_view value) {
  return bad_value(value, "functionName", "have length less than or equal to 64");
}

core::ApiError bad_role(std::string_view value) {
  return unlike_pattern(value, "role", kRoleArnPattern);
}

core::ApiError bad_source_account(std::string_view value) {
  return unlike_pattern(value, "sourceAccount", R"(\d{12})");
}

}  // namespace spillway::lambda
