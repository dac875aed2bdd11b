#include "emulator/cloudformation/providers.hpp"

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

}  // namespace

void find_providers(Template& source) {
  std::set<std::string> providers;
  std::set<std::string> used;
  for (const auto& entry : source.resources) {
    if (entry.properties == nullptr) continue;
    const Node* token = is_custom(entry) ? entry.properties->find("ServiceToken") : nullptr;
    if (token != nullptr) {
      collect_names(*token, providers);
    } else if (!only_mentions(entry)) {
      collect_names(*entry.properties, used);
    }
  }
  for (auto& entry : source.resources) {
    const bool is_function = entry.type != nullptr && entry.type->name == "AWS::Lambda::Function";
    if (is_function && providers.contains(entry.logical_id) && !used.contains(entry.logical_id)) {
      entry.type = &provider_type();
    }
  }
}

}  // namespace spillway::cloudformation
