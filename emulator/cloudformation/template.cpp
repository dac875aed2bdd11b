#include "emulator/cloudformation/template.hpp"

#include <algorithm>

#include "emulator/cloudformation/providers.hpp"

namespace spillway::cloudformation {
namespace {

bool is_logical_id(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

/// CloudFormation knows neither aliases nor merge keys nor null (its user guide, "Template
/// formats").
void check_values(const Node& node, const std::string& path, Report& report) {
  if (node.aliased) {
    report.add(node, path, "CloudFormation supports no YAML aliases and merge keys",
               "write it out");
    return;
  }
  if (node.kind == Node::Kind::null) {
    report.add(node, path, "null values are not allowed in templates",
               "leave the key out, or use !Ref AWS::NoValue");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    check_values(node.items[i], path + "[" + std::to_string(i) + "]", report);
  }
  for (const auto& [key, value] : node.members) {
    check_values(value, path.empty() ? key.scalar : path + "." + key.scalar, report);
  }
}

std::vector<Entry> read_section(const Node& section, const std::string& name, Report& report) {
  std::vector<Entry> entries;
  if (section.kind != Node::Kind::mapping) {
    report.add(section, name, "must be a mapping");
    return entries;
  }
  for (const auto& [key, body] : section.members) {
    if (!is_logical_id(key.scalar)) {
      report.add(key, name + "." + key.scalar, "a name consists of letters and digits only");
    }
    entries.push_back({key.scalar, &key, &body});
  }
  return entries;
}

void read_depends_on(const Node& node, ResourceEntry& entry, Report& report) {
  const auto take = [&](const Node& name) {
    if (name.kind == Node::Kind::string && name.tag.empty()) {
      entry.depends_on.push_back(&name);
    } else {
      report.add(name, entry.path() + ".DependsOn", "must be a logical id or a list of them");
    }
  };
  if (node.kind != Node::Kind::sequence) return take(node);
  for (const auto& item : node.items) take(item);
}

void read_type(const Node& node, ResourceEntry& entry, Report& report) {
  if (!node.is_scalar()) {
    report.add(node, entry.path() + ".Type", "must be a string, like AWS::Lambda::Function");
    return;
  }
  entry.type = find_resource_type(node.scalar);
  if (entry.type != nullptr && node.tag.empty()) return;
  const std::string what = not_modelled("the resource type '" + node.scalar + "'");
  if (node.scalar.starts_with("Custom::") || node.scalar == "AWS::CloudFormation::CustomResource") {
    report.add(node, entry.path() + ".Type", what,
               "its function runs while deploying and may do anything");
    return;
  }
  report.add_unknown(node, entry.path() + ".Type", what, node.scalar, resource_type_names());
}

/// CDK tells where in the program a resource comes from: "Stack/Web/Function/Resource".
std::string construct_path_of(const Node& metadata) {
  const Node* path = metadata.find("aws:cdk:path");
  if (path == nullptr || path->kind != Node::Kind::string) return {};
  std::string text = path->scalar;
  if (text.ends_with("/Resource")) text.resize(text.rfind('/'));
  return text;
}

// What happens on deletion and replacement has no influence: neither is ever done.
void check_policy(const std::string& name, const Node& value, const ResourceEntry& entry,
                  Report& report) {
  std::vector<std::string> known = {"Delete", "Retain", "Snapshot"};
  if (name == "DeletionPolicy") known.emplace_back("RetainExceptOnCreate");
  const bool is_known = std::find(known.begin(), known.end(), value.scalar) != known.end();
  if (value.is_scalar() && value.tag.empty() && is_known) return;
  report.add(value, entry.path() + "." + name,
             "must be one of Delete, Retain, Snapshot" +
                 std::string(known.size() > 3 ? ", RetainExceptOnCreate" : ""));
}

void read_attribute(const Node& key, const Node& value, ResourceEntry& entry, Report& report) {
  static const std::vector<std::string> known = {
      "Type",     "Properties",     "Condition",          "DependsOn",
      "Metadata", "DeletionPolicy", "UpdateReplacePolicy"};
  const std::string& name = key.scalar;
  if (name == "Type") {
    read_type(value, entry, report);
  } else if (name == "Properties") {
    entry.properties = &value;
    if (value.kind != Node::Kind::mapping) {
      report.add(value, entry.path() + ".Properties", "must be a mapping");
      entry.properties = nullptr;
    }
  } else if (name == "Condition") {
    entry.condition = &value;
    if (value.kind != Node::Kind::string) {
      report.add(value, entry.path() + ".Condition", "must be the name of a condition");
      entry.condition = nullptr;
    }
  } else if (name == "DependsOn") {
    read_depends_on(value, entry, report);
  } else if (name == "Metadata") {
    entry.construct_path = construct_path_of(value);
    if (value.kind != Node::Kind::mapping) {
      report.add(value, entry.path() + ".Metadata", "must be a mapping");
    }
  } else if (name == "DeletionPolicy" || name == "UpdateReplacePolicy") {
    check_policy(name, value, entry, report);
  } else if (name == "CreationPolicy" || name == "UpdatePolicy") {
    report.add(key, entry.path() + "." + name,
               not_modelled("the resource attribute '" + name + "'"));
  } else {
    report.add_unknown(key, entry.path() + "." + name,
                       not_modelled("the resource attribute '" + name + "'"), name, known);
  }
}

ResourceEntry read_resource(const Entry& from, Report& report) {
  ResourceEntry entry;
  entry.logical_id = from.name;
  entry.key = from.key;
  entry.body = from.body;
  if (from.body->kind != Node::Kind::mapping) {
    report.add(*from.body, entry.path(), "must be a mapping with Type and Properties");
    return entry;
  }
  for (const auto& [key, value] : from.body->members) read_attribute(key, value, entry, report);
  if (from.body->find("Type") == nullptr) {
    report.add(*from.key, entry.path(), "has no Type");
  }
  return entry;
}

void read_top(const Node& key, const Node& value, Template& result, Report& report) {
  static const std::vector<std::string> sections = {"AWSTemplateFormatVersion",
                                                    "Description",
                                                    "Metadata",
                                                    "Parameters",
                                                    "Rules",
                                                    "Mappings",
                                                    "Conditions",
                                                    "Resources",
                                                    "Outputs"};
  const std::string& name = key.scalar;
  if (name == "AWSTemplateFormatVersion") {
    if (value.scalar != "2010-09-09") report.add(value, name, "must be 2010-09-09");
  } else if (name == "Description") {
    if (value.kind != Node::Kind::string) report.add(value, name, "must be a string");
  } else if (name == "Parameters") {
    result.parameters = read_section(value, name, report);
  } else if (name == "Mappings") {
    result.mappings = read_section(value, name, report);
  } else if (name == "Conditions") {
    result.conditions = read_section(value, name, report);
  } else if (name == "Outputs") {
    result.outputs = read_section(value, name, report);
  } else if (name == "Resources") {
    for (const auto& entry : read_section(value, name, report)) {
      result.resources.push_back(read_resource(entry, report));
    }
  } else if (name == "Rules") {
    result.rules = read_section(value, name, report);
  } else if (name != "Metadata") {
    report.add_unknown(key, name, not_modelled("the section '" + name + "'"), name, sections);
  }
}

void check_names(const Template& result, Report& report) {
  for (const auto& resource : result.resources) {
    if (find_entry(result.parameters, resource.logical_id) != nullptr) {
      report.add(*resource.key, resource.path(), "there is a parameter of the same name");
    }
  }
}

}  // namespace

const ResourceEntry* Template::find_resource(std::string_view logical_id) const {
  const auto it = std::find_if(resources.begin(), resources.end(), [&](const ResourceEntry& entry) {
    return entry.logical_id == logical_id;
  });
  return it == resources.end() ? nullptr : &*it;
}

std::vector<std::string> Template::logical_ids() const {
  std::vector<std::string> ids;
  ids.reserve(resources.size());
  for (const auto& entry : resources) ids.push_back(entry.logical_id);
  return ids;
}

const Entry* find_entry(const std::vector<Entry>& entries, std::string_view name) {
  const auto it = std::find_if(entries.begin(), entries.end(),
                               [&](const Entry& entry) { return entry.name == name; });
  return it == entries.end() ? nullptr : &*it;
}

std::vector<std::string> names_of(const std::vector<Entry>& entries) {
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const auto& entry : entries) names.push_back(entry.name);
  return names;
}

Template read_template(const Node& root, Report& report) {
  Template result;
  if (root.kind != Node::Kind::mapping || !root.tag.empty()) {
    report.add(root, "", "a template must be a mapping with a section Resources");
    return result;
  }
  check_values(root, "", report);
  for (const auto& [key, value] : root.members) read_top(key, value, result, report);
  if (result.resources.empty()) report.add(root, "Resources", "at least one resource is needed");
  check_names(result, report);
  find_providers(result);
  return result;
}

}  // namespace spillway::cloudformation
