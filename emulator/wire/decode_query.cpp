#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "emulator/wire/decode.hpp"

namespace spillway::wire {
namespace {

using core::ApiError;

constexpr std::size_t kMaxFields = 5000;
constexpr std::size_t kMaxDepth = 32;

// The list members of the query services' inputs; no member of these names is anything but a list
// (models of 2026-08). Needed only to tell an empty list from an empty string.
constexpr std::array kListNames = std::to_array<std::string_view>({"Actions",
                                                                   "AlarmActions",
                                                                   "AlarmNames",
                                                                   "AlarmTypes",
                                                                   "AlpnPolicy",
                                                                   "Attributes",
                                                                   "Certificates",
                                                                   "Conditions",
                                                                   "Counts",
                                                                   "DashboardNames",
                                                                   "DefaultActions",
                                                                   "Dimensions",
                                                                   "ExtendedStatistics",
                                                                   "Include",
                                                                   "InsufficientDataActions",
                                                                   "ListenerArns",
                                                                   "LoadBalancerArns",
                                                                   "MetricData",
                                                                   "MetricDataQueries",
                                                                   "Names",
                                                                   "OKActions",
                                                                   "PolicyArns",
                                                                   "RegexValues",
                                                                   "ResourceArns",
                                                                   "RuleArns",
                                                                   "RulePriorities",
                                                                   "SecurityGroups",
                                                                   "Statistics",
                                                                   "SubnetMappings",
                                                                   "Subnets",
                                                                   "TagKeys",
                                                                   "Tags",
                                                                   "TargetGroupArns",
                                                                   "TargetGroups",
                                                                   "Targets",
                                                                   "Transforms",
                                                                   "TransitiveTagKeys",
                                                                   "Values"});

ApiError malformed(std::string message) { return {"MalformedInput", std::move(message)}; }

// Puts a field into a tree of objects. False if it contradicts what is there.
bool insert(Json& tree, std::string_view name, const std::string& value) {
  Json* node = &tree;
  for (std::size_t depth = 0; depth < kMaxDepth; ++depth) {
    const auto dot = name.find('.');
    const std::string_view segment = name.substr(0, dot);
    if (segment.empty() || !node->is_object()) return false;
    Json& child = (*node)[std::string(segment)];
    if (dot == name.npos) {
      if (!child.is_null()) return false;
      child = value;
      return true;
    }
    if (child.is_null()) child = Json::object();
    node = &child;
    name.remove_prefix(dot + 1);
  }
  return false;
}

// "7" is 7; anything else is no list index.
std::optional<std::size_t> index_of(const std::string& text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && index > 0 && text[0] != '0' ? std::optional(index) : std::nullopt;
}

bool is_indexed(const Json& object) {
  if (object.empty()) return false;
  for (const auto& [key, value] : object.items()) {
    if (!index_of(key)) return false;
  }
  return true;
}

std::optional<ApiError> convert(Json& node, const std::string& name);

// {"2": b, "1": a} becomes [a, b].
std::optional<ApiError> convert_list(Json& node, const std::string& name) {
  std::vector<Json> items(node.size());
  for (auto& [key, value] : node.items()) {
    const std::size_t index = *index_of(key);
    if (index > items.size()) {
      return malformed("The list " + name + " must be numbered from 1 without gaps");
    }
    items[index - 1] = std::move(value);
    if (auto error = convert(items[index - 1], name)) return error;
  }
  node = Json(std::move(items));
  return std::nullopt;
}

// [{"key": k, "value": v}] becomes {k: v}.
std::optional<ApiError> convert_map(Json& node, const std::string& name) {
  Json entries = std::move(node);
  if (auto error = convert_list(entries, name)) return error;
  node = Json::object();
  for (auto& entry : entries) {
    const bool complete = entry.is_object() && entry.size() == 2 && entry.contains("value") &&
                          entry.contains("key") && entry["key"].is_string();
    if (!complete) return malformed("The map " + name + " must consist of keys and values");
    node[entry["key"].get<std::string>()] = std::move(entry["value"]);
  }
  return std::nullopt;
}

std::optional<ApiError> convert(Json& node, const std::string& name) {
  if (node == "" && std::ranges::find(kListNames, name) != kListNames.end()) node = Json::array();
  if (!node.is_object()) return std::nullopt;
  if (is_indexed(node)) return convert_list(node, name);
  for (const char* wrapper : {"member", "entry"}) {
    if (node.size() != 1 || !node.contains(wrapper)) continue;
    Json inner = std::move(node[wrapper]);
    if (!inner.is_object() || !is_indexed(inner)) {
      return malformed("The list " + name + " must be numbered from 1 without gaps");
    }
    node = std::move(inner);
    return *wrapper == 'm' ? convert_list(node, name) : convert_map(node, name);
  }
  for (auto& [key, value] : node.items()) {
    if (auto error = convert(value, key)) return error;
  }
  return std::nullopt;
}

}  // namespace

Decoded decode_query(const FormFields& fields) {
  if (fields.size() > kMaxFields) {
    return malformed("A request has at most " + std::to_string(kMaxFields) + " parameters");
  }
  Json tree = Json::object();
  for (const auto& [name, value] : fields) {
    if (name == "Action" || name == "Version") continue;
    if (!insert(tree, name, value)) return malformed("Malformed parameter name: " + name);
  }
  for (auto& [name, value] : tree.items()) {
    if (auto error = convert(value, name)) return *error;
  }
  return tree;
}

}  // namespace spillway::wire
