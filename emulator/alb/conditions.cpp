// Rule conditions as elbv2's API writes them; declared in actions.hpp.
#include <algorithm>
#include <charconv>

#include "emulator/alb/actions.hpp"
#include "emulator/alb/routing.hpp"
#include "emulator/core/params.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

struct FieldName {
  Condition::Field field;
  const char* name;
  const char* config;    // the member that holds its values
  bool values_directly;  // may also be given by Values
};

constexpr FieldName kFields[] = {
    {Condition::Field::host_header, "host-header", "HostHeaderConfig", true},
    {Condition::Field::path_pattern, "path-pattern", "PathPatternConfig", true},
    {Condition::Field::http_request_method, "http-request-method", "HttpRequestMethodConfig",
     false},
    {Condition::Field::http_header, "http-header", "HttpHeaderConfig", false},
    {Condition::Field::query_string, "query-string", "QueryStringConfig", false},
    {Condition::Field::source_ip, "source-ip", "SourceIpConfig", false},
};

constexpr std::size_t kMaxValuesPerRule = 5;        // ALB/load-balancer-limits
constexpr std::ptrdiff_t kMaxWildcardsPerRule = 5;  // the same

const FieldName& name_of(Condition::Field field) {
  return kFields[static_cast<std::size_t>(field)];
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_host_pattern(std::string_view host) {
  const auto dot = host.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto is_allowed = [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("-.*?").find(c) != std::string_view::npos;
  };
  const std::string_view last = host.substr(dot + 1);
  return std::all_of(host.begin(), host.end(), is_allowed) && !last.empty() &&
         std::all_of(last.begin(), last.end(), is_letter);
}

bool is_path_pattern(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("_-.$/~\"'@:+&*?").find(c) != std::string_view::npos;
  });
}

bool is_method(std::string_view method) {
  return std::all_of(method.begin(), method.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

// What elbv2:RuleCondition and the ...ConditionConfig types say of values and their lengths.
void check_value(Params& p, const Condition& condition, const std::string& value) {
  const bool is_for_method = condition.field == Condition::Field::http_request_method;
  const std::size_t longest = is_for_method ? 40 : 128;
  const std::string shown = "Condition value '" + value + "' ";
  if (value.empty()) p.fail("A condition value must not be empty");
  if (value.size() > longest) {
    p.fail(shown + "must not be longer than '" + std::to_string(longest) + "' characters");
  }
  if (condition.field == Condition::Field::host_header && !is_host_pattern(value)) {
    p.fail(shown + "must be a host name with a '.', and letters only after the last one");
  }
  if (condition.field == Condition::Field::path_pattern && !is_path_pattern(value)) {
    p.fail(shown + "contains a character that is not valid in a path pattern");
  }
  if (is_for_method && !is_method(value)) {
    p.fail(shown + "must be a method in capital letters, without wildcards");
  }
}

void check_values(Params& p, const Condition& condition) {
  for (const auto& value : condition.values) check_value(p, condition, value);
  for (const auto& [key, value] : condition.parameters) {
    if (!key.empty()) check_value(p, condition, key);
    check_value(p, condition, value);
  }
  if (condition.header_name.size() > 40) {
    p.fail("The header name '" + condition.header_name +
           "' must not be longer than '40' characters");
  }
}

void read_parameters(Params& p, const std::string& operation, Condition& condition) {
  const Json* values = p.array("Values");
  if (values == nullptr) return;
  for (const auto& item : *values) {
    Params pair(item, operation, kValidation, "Conditions.QueryStringConfig.Values.");
    std::string key = pair.optional_string("Key").value_or("");
    condition.parameters.emplace_back(std::move(key), pair.string("Value"));
    if (auto error = pair.finish()) p.fail(*error);
  }
}

// "10.0.0.0/8"
std::optional<std::pair<std::uint32_t, std::uint32_t>> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_ipv4(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!address || !whole || bits < 0 || bits > 32) return std::nullopt;
  const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
  return std::pair(*address & mask, mask);
}

void read_networks(Params& p, Condition& condition) {
  for (const auto& value : condition.values) {
    if (const auto network = parse_network(value)) {
      condition.networks.push_back(*network);
    } else if (value.find(':') != std::string::npos) {
      p.fail(core::not_modelled("the IPv6 source address " + value));
    } else {
      p.fail("'" + value + "' is not a valid CIDR block");
    }
  }
}

void read_config(Params& p, const std::string& operation, Condition& condition) {
  if (condition.field == Condition::Field::query_string) {
    read_parameters(p, operation, condition);
    return;
  }
  condition.values = p.strings("Values");
  if (condition.field == Condition::Field::http_header) {
    condition.header_name = p.string("HttpHeaderName");
    if (iequals(condition.header_name, "host")) p.fail("Use host-header for the Host header");
  }
  if (condition.field == Condition::Field::source_ip) read_networks(p, condition);
}

Read<Condition> read_condition(const Json& json, const std::string& operation) {
  Params p(json, operation, kValidation, "Conditions.");
  const std::string name = p.string("Field");
  const auto known = std::find_if(std::begin(kFields), std::end(kFields),
                                  [&](const FieldName& field) { return name == field.name; });
  if (p.failed()) return *p.finish();
  if (known == std::end(kFields)) {
    return ApiError{kValidation,
                    "Condition field '" + name +
                        "' must be one of [host-header, "
                        "path-pattern, http-request-method, http-header, query-string, "
                        "source-ip]"};
  }
  Condition condition;
  condition.field = known->field;
  const Json* config = p.object(known->config);
  if (config != nullptr) {
    Params inner(*config, operation, kValidation, std::string("Conditions.") + known->config + ".");
    read_config(inner, operation, condition);
    if (auto error = inner.finish()) return *error;
  }
  if (known->values_directly && p.has("Values")) {
    if (config != nullptr)
      p.fail("Values and " + std::string(known->config) + " exclude each other");
    condition.values = p.strings("Values");
  }
  if (condition.values.empty() && condition.parameters.empty()) {
    p.fail("A condition value must be specified for " + name);
  }
  check_values(p, condition);
  if (auto error = p.finish()) return *error;
  return condition;
}

std::ptrdiff_t wildcards(const std::string& pattern, bool escapes = false) {
  std::ptrdiff_t count = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_escaped = escapes && i > 0 && pattern[i - 1] == '\\';
    count += (pattern[i] == '*' || pattern[i] == '?') && !is_escaped ? 1 : 0;
  }
  return count;
}

std::optional<ApiError> limit_error(const std::vector<Condition>& conditions) {
  std::size_t values = 0;
  std::ptrdiff_t stars = 0;
  std::size_t once[std::size(kFields)] = {};
  for (const auto& condition : conditions) {
    values += condition.values.size() + condition.parameters.size();
    for (const auto& value : condition.values) stars += wildcards(value);
    for (const auto& [key, value] : condition.parameters) {
      stars += wildcards(key, true) + wildcards(value, true);
    }
    const bool repeatable = condition.field == Condition::Field::http_header ||
                            condition.field == Condition::Field::query_string;
    if (++once[static_cast<std::size_t>(condition.field)] > 1 && !repeatable) {
      return ApiError{kValidation, std::string("A rule can only have one '") +
                                       name_of(condition.field).name + "' condition"};
    }
  }
  if (values > kMaxValuesPerRule) {
    return ApiError{kValidation, "A rule can only have '5' condition values"};
  }
  if (stars > kMaxWildcardsPerRule) {
    return ApiError{kValidation, "A rule can only have '5' wildcards"};
  }
  return std::nullopt;
}

Json condition_json(const Condition& condition) {
  const FieldName& field = name_of(condition.field);
  Json config = Json::object();
  if (condition.field == Condition::Field::http_header) {
    config["HttpHeaderName"] = condition.header_name;
  }
  config["Values"] = condition.values;
  if (condition.field == Condition::Field::query_string) {
    config["Values"] = Json::array();
    for (const auto& [key, value] : condition.parameters) {
      Json pair = Json::object();
      if (!key.empty()) pair["Key"] = key;
      pair["Value"] = value;
      config["Values"].push_back(std::move(pair));
    }
  }
  Json json = {{"Field", field.name}};
  if (field.values_directly) json["Values"] = condition.values;
  json[field.config] = std::move(config);
  return json;
}

}  // namespace

Read<std::vector<Condition>> read_conditions(const Json& list, const std::string& operation) {
  if (list.empty()) return ApiError{kValidation, "A rule must have a condition"};
  std::vector<Condition> conditions;
  for (const auto& item : list) {
    auto condition = read_condition(item, operation);
    if (!condition) return condition.error();
    conditions.push_back(std::move(*condition));
  }
  if (auto error = limit_error(conditions)) return *error;
  return conditions;
}

Json conditions_json(const std::vector<Condition>& conditions) {
  Json list = Json::array();
  for (const auto& condition : conditions) list.push_back(condition_json(condition));
  return list;
}

}  // namespace spillway::alb
