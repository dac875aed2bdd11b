#include "emulator/cloudformation/providers.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "emulator/cloudformation/intrinsic.hpp"

namespace spillway::cloudformation {
namespace {

std::string before_dot(const std::string& text) { return text.substr(0, text.find('.')); }

/// "${A.Arn}/${B}" names A and B.
void names_in_pattern(const std::string& pattern, std::set<std::string>& names) {
  for (auto at = pattern.find("${"); at != std::string::npos; at = pattern.find("${", at + 2)) {
    const auto end = pattern.find('}', at);
    if (end == std::string::npos) return;
    names.insert(before_dot(pattern.substr(at + 2, end - at - 2)));
  }
}

/// What the functions in `node` name, in all branches: resources, and parameters besides.
void collect_names(const Node& node, std::set<std::string>& names) {
  if (const auto call = find_intrinsic(node)) {
    const Node& argument = *call->argument;
    const Node& first = argument.kind == Node::Kind::sequence && !argument.items.empty()
                            ? argument.items[0]
                            : argument;
    if (call->name == "Ref" || call->name == "Fn::GetAtt") names.insert(before_dot(first.scalar));
    if (call->name == "Fn::Sub") names_in_pattern(first.scalar, names);
  }
  for (const auto& item : node.items) collect_names(item, names);
  for (const auto& [key, value] : node.members) collect_names(value, names);
}

bool is_custom(const ResourceEntry& entry) {
  return entry.type != nullptr && entry.type->inert && entry.type->name.starts_with("Custom::");
}

/// A policy says who may, a log group where it is written: neither calls a function.
bool only_mentions(const ResourceEntry& entry) {
  return entry.type != nullptr &&
         (entry.type->name.starts_with("AWS::IAM::") || entry.type->name == "AWS::Logs::LogGroup");
}

bool has_type(const ResourceEntry& entry, const char* name) {
  return entry.type != nullptr && entry.type->name == name;
}

bool is_provider(const ResourceEntry& entry) {
  return entry.type != nullptr && entry.type == provider_type(entry.type->name);
}

std::set<std::string> names_in(const ResourceEntry& entry, const char* property) {
  std::set<std::string> names;
  const Node* value = entry.properties != nullptr ? entry.properties->find(property) : nullptr;
  if (value != nullptr) collect_names(*value, names);
  return names;
}

void find_functions(Template& source) {
  std::set<std::string> providers;
  std::set<std::string> used;
  for (const auto& entry : source.resources) {
    if (is_custom(entry)) {
      providers.merge(names_in(entry, "ServiceToken"));
    } else if (entry.properties != nullptr && !only_mentions(entry)) {
      collect_names(*entry.properties, used);
    }
  }
  for (auto& entry : source.resources) {
    if (has_type(entry, "AWS::Lambda::Function") && providers.contains(entry.logical_id) &&
        !used.contains(entry.logical_id)) {
      entry.type = provider_type(entry.type->name);
    }
  }
}

/// A policy all of whose roles are among `roles`.
bool is_for(const ResourceEntry& entry, const std::set<std::string>& roles) {
  const std::set<std::string> its = names_in(entry, "Roles");
  return has_type(entry, "AWS::IAM::Policy") && !its.empty() &&
         std::includes(roles.begin(), roles.end(), its.begin(), its.end());
}

void find_roles(Template& source) {
  std::set<std::string> roles;
  for (const auto& entry : source.resources) {
    if (is_provider(entry)) roles.merge(names_in(entry, "Role"));
  }
  std::set<std::string> used;
  for (const auto& entry : source.resources) {
    if (entry.properties == nullptr || is_provider(entry) || is_for(entry, roles)) continue;
    collect_names(*entry.properties, used);
  }
  for (const auto& name : used) roles.erase(name);
  for (auto& entry : source.resources) {
    const bool role = has_type(entry, "AWS::IAM::Role") && roles.contains(entry.logical_id);
    if (role || is_for(entry, roles)) entry.type = provider_type(entry.type->name);
  }
}

}  // namespace

void find_providers(Template& source) {
  find_functions(source);
  find_roles(source);
}

}  // namespace spillway::cloudformation
