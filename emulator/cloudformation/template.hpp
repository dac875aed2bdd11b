// Template: the sections of a template, found and checked for shape, not yet evaluated. Points into
// the document, which must outlive it. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloudformation/report.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {

/// A named entry of a section: `name` at `key`'s place.
struct Entry {
  std::string name;
  const Node* key = nullptr;
  const Node* body = nullptr;
};

struct ResourceEntry {
  std::string logical_id;
  const Node* key = nullptr;
  const Node* body = nullptr;
  const ResourceType* type = nullptr;  ///< null if it is not modelled, which has been reported
  const Node* properties = nullptr;    ///< null if there are none
  const Node* condition = nullptr;     ///< the name of one
  std::vector<const Node*> depends_on;
  std::string construct_path{};  ///< of what CDK made: "Stack/Web/Function"

  std::string path() const { return "Resources." + logical_id; }
};

struct Template {
  std::vector<Entry> parameters;
  std::vector<Entry> mappings;
  std::vector<Entry> conditions;
  std::vector<Entry> rules;
  std::vector<Entry> outputs;
  std::vector<ResourceEntry> resources;

  const ResourceEntry* find_resource(std::string_view logical_id) const;
  std::vector<std::string> logical_ids() const;
};

const Entry* find_entry(const std::vector<Entry>& entries, std::string_view name);
std::vector<std::string> names_of(const std::vector<Entry>& entries);

/// What is wrong goes to the report; the rest is returned all the same.
Template read_template(const Node& root, Report& report);

}  // namespace spillway::cloudformation
