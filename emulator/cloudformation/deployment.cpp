// What can be said of a template before it is created.
#include "emulator/cloudformation/deployment.hpp"

#include <algorithm>

#include "emulator/cloudformation/order.hpp"

namespace spillway::cloudformation {
namespace {

/// Stands for the stack's id as long as there is no stack.
constexpr const char* kNoUuid = "00000000-0000-4000-8000-000000000000";

/// Stack names become parts of other names, whose rules are the same or stricter.
void check_stack_name(const std::string& name, Report& report) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool fits = !name.empty() && name.size() <= 128 && is_letter(name.front()) &&
                    std::all_of(name.begin(), name.end(), [&](char c) {
                      return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
                    });
  if (fits) return;
  report.add(Node{}, "", "'" + name + "' is no name for a stack",
             "begin with a letter; letters, digits and hyphens, at most 128");
}

/// ".Targets[0].Id" -> ".Targets.Id"
std::string without_indices(const std::string& path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    inside = inside || c == '[';
    if (!inside) plain += c;
    inside = inside && c != ']';
  }
  return plain;
}

}  // namespace

Deployment::Deployment(const Node& root, const std::string& file, const StackOptions& options,
                       const core::Account& account)
    : report_(file),
      options_(options),
      pseudo_{account, options.stack_name, stack_arn(account, kNoUuid)},
      template_(read_template(root, report_)),
      parameters_(resolve_parameters(template_, options.parameters, report_)),
      evaluator_(template_, parameters_, pseudo_, report_) {}

std::string Deployment::stack_arn(const core::Account& account, const std::string& uuid) const {
  return account.arn("cloudformation", "stack/" + options_.stack_name + "/" + uuid);
}

bool Deployment::check() {
  constexpr std::size_t kMostResources = 500;  // CloudFormation's quota
  check_stack_name(options_.stack_name, report_);
  if (template_.resources.size() > kMostResources) {
    report_.add(*template_.resources[kMostResources].key, "Resources",
                "Template format error: Number of resources, " +
                    std::to_string(template_.resources.size()) +
                    ", is greater than maximum allowed, 500");
  }
  evaluator_.check_conditions();
  evaluator_.check_rules();
  std::vector<std::set<std::string>> needs;
  for (const auto& entry : template_.resources) {
    needs.push_back(check_resource(entry));
    if (evaluator_.is_created(entry)) order_.push_back(&entry);
  }
  check_outputs();
  put_in_order(needs);
  return report_.empty();
}

std::set<std::string> Deployment::check_resource(const ResourceEntry& entry) {
  evaluator_.ignore_references(!evaluator_.is_created(entry));
  check_properties(entry);
  std::set<std::string> needs = evaluator_.take_references();
  evaluator_.ignore_references(false);
  for (const Node* name : entry.depends_on) {
    const ResourceEntry* other = template_.find_resource(name->scalar);
    if (other == nullptr) {
      report_.add_unknown(*name, entry.path() + ".DependsOn",
                          "there is no resource '" + name->scalar + "' in the template",
                          name->scalar, template_.logical_ids());
    } else if (evaluator_.is_created(*other)) {
      needs.insert(name->scalar);
    }
  }
  return needs;
}

void Deployment::check_properties(const ResourceEntry& entry) {
  Node none;
  none.kind = Node::Kind::mapping;
  none.line = entry.key->line;
  none.column = entry.key->column;
  const std::string path = entry.path() + ".Properties";
  const auto value =
      evaluator_.evaluate(entry.properties != nullptr ? *entry.properties : none, path);
  if (!value || entry.type == nullptr || entry.type->inert) return;
  report_.take_notes();
  convert(*value, entry.type->schema, path, report_);
  if (!evaluator_.is_created(entry)) return;
  for (auto& [place, why] : report_.take_notes()) {
    without_influence_.emplace(entry.type->name + without_indices(place.substr(path.size())),
                               std::move(why));
  }
}

std::vector<WithoutInfluence> Deployment::without_influence() const {
  auto all = without_influence_;
  for (const auto* entry : order_) {
    // A provider shares its type's name with functions that do matter.
    const bool provider = entry->type == provider_type(entry->type->name);
    if (entry->type->inert) {
      all.emplace(entry->type->name + (provider ? " " + entry->logical_id : ""), entry->type->why);
    }
  }
  std::vector<WithoutInfluence> list;
  for (auto& [name, why] : all) list.push_back({name, why});
  return list;
}

void Deployment::check_outputs() {
  static const std::vector<std::string> known = {"Description", "Value", "Export", "Condition"};
  for (const auto& entry : template_.outputs) {
    for (const auto& [key, value] : entry.body->members) {
      if (std::find(known.begin(), known.end(), key.scalar) != known.end()) continue;
      report_.add_unknown(key, "Outputs." + entry.name + "." + key.scalar,
                          "an output has no '" + key.scalar + "'", key.scalar, known);
    }
    const Node* exported = entry.body->find("Export");
    if (exported != nullptr && exported->find("Name") == nullptr) {
      report_.add(*exported, "Outputs." + entry.name + ".Export", "must be a mapping with a Name",
                  "write Export: {Name: ...}");
    }
    output_value(entry);
    evaluator_.take_references();
  }
}

std::optional<Node> Deployment::output_value(const Entry& entry) {
  const std::string path = "Outputs." + entry.name;
  const Node* value = entry.body->find("Value");
  if (value == nullptr) {
    report_.add(*entry.key, path, "has no Value");
    return std::nullopt;
  }
  const Node* condition = entry.body->find("Condition");
  const bool wanted =
      condition == nullptr || evaluator_.condition(condition->scalar, *condition, path);
  evaluator_.ignore_references(!wanted);
  auto evaluated = evaluator_.evaluate(*value, path + ".Value");
  evaluator_.ignore_references(false);
  if (evaluated && !evaluated->is_scalar()) {
    report_.add(*value, path + ".Value", "must be a string");
    return std::nullopt;
  }
  return wanted ? evaluated : std::nullopt;
}

void Deployment::put_in_order(const std::vector<std::set<std::string>>& needs) {
  std::vector<std::set<std::size_t>> by_index(needs.size());
  const auto& resources = template_.resources;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    for (const auto& id : needs[i]) {
      by_index[i].insert(static_cast<std::size_t>(template_.find_resource(id) - resources.data()));
    }
  }
  const Ordering ordering = order_by_needs(by_index);
  if (!ordering.cycle.empty()) {
    std::string path;
    for (const auto i : ordering.cycle) path += resources[i].logical_id + " -> ";
    const auto& first = resources[ordering.cycle.front()];
    report_.add(*first.key, first.path(),
                "the resources need each other: " + path + first.logical_id,
                "each must exist before the one to its left");
    return;
  }
  std::vector<const ResourceEntry*> created;
  for (const auto i : ordering.order) {
    if (std::find(order_.begin(), order_.end(), &resources[i]) != order_.end()) {
      created.push_back(&resources[i]);
    }
  }
  order_ = std::move(created);
}

}  // namespace spillway::cloudformation
