#include "emulator/cloudformation/stack.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/evaluator.hpp"
#include "emulator/cloudformation/order.hpp"
#include "emulator/cloudformation/parameters.hpp"
#include "emulator/cloudformation/template.hpp"

namespace spillway::cloudformation {
namespace {

/// Stands for the stack's id as long as there is no stack.
constexpr const char* kNoUuid = "00000000-0000-4000-8000-000000000000";

std::string stack_arn(const core::Account& account, const StackOptions& options,
                      const std::string& uuid) {
  return account.arn("cloudformation", "stack/" + options.stack_name + "/" + uuid);
}

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

/// A template that is being worked on: checked, then perhaps created.
class Deployment {
 public:
  Deployment(const Node& root, const std::string& file, const StackOptions& options,
             const core::Account& account)
      : report_(file),
        options_(options),
        pseudo_{account, options.stack_name, stack_arn(account, options, kNoUuid)},
        template_(read_template(root, report_)),
        parameters_(resolve_parameters(template_, options.parameters, report_)),
        evaluator_(template_, parameters_, pseudo_, report_) {}

  /// Fills `order_`. True if nothing is wrong.
  bool check();
  Outline outline();
  /// Precondition: check() was true. Nothing if an operation refused.
  std::optional<Stack> create(core::Context& context);

  document::Diagnostics diagnostics() { return report_.take(); }

 private:
  /// The logical ids that must exist before this one.
  std::set<std::string> check_resource(const ResourceEntry& entry);
  void check_properties(const ResourceEntry& entry);
  void check_outputs();
  std::vector<WithoutInfluence> without_influence() const;
  void put_in_order(const std::vector<std::set<std::string>>& needs);
  std::optional<Node> output_value(const Entry& entry);
  static Resource describe(const ResourceEntry& entry);
  std::string given_name(const ResourceEntry& entry);
  bool create_resource(const ResourceEntry& entry, core::Context& context, PhysicalIds& ids,
                       Stack& stack);

  Report report_;
  const StackOptions& options_;
  Pseudo pseudo_;
  Template template_;
  ParameterValues parameters_;
  Evaluator evaluator_;
  std::vector<const ResourceEntry*> order_;
  std::map<std::string, std::string> without_influence_;  ///< properties, each with the reason
};

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
    const bool provider = entry->type == &provider_type();
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

Resource Deployment::describe(const ResourceEntry& entry) {
  Resource resource;
  resource.logical_id = entry.logical_id;
  resource.type = entry.type->name;
  resource.inert = entry.type->inert;
  resource.line = entry.key->line;
  resource.column = entry.key->column;
  return resource;
}

Outline Deployment::outline() {
  Outline outline;
  outline.parameters = names_of(template_.parameters);
  for (const auto* entry : order_) {
    outline.resources.push_back(describe(*entry));
    outline.resources.back().given_name = given_name(*entry);
  }
  for (const auto& entry : template_.resources) {
    if (!evaluator_.is_created(entry)) outline.left_out.push_back(describe(entry));
  }
  outline.without_influence = without_influence();
  return outline;
}

std::string Deployment::given_name(const ResourceEntry& entry) {
  if (entry.properties == nullptr || entry.type->inert) return {};
  const auto values = evaluator_.evaluate(*entry.properties, entry.path() + ".Properties");
  for (const char* key : {"FunctionName", "AlarmName", "ServiceName", "Name"}) {
    const Node* name = values ? values->find(key) : nullptr;
    if (name != nullptr && name->kind == Node::Kind::string) return name->scalar;
  }
  return {};
}

bool Deployment::create_resource(const ResourceEntry& entry, core::Context& context,
                                 PhysicalIds& ids, Stack& stack) {
  Json properties = Json::object();
  if (entry.properties != nullptr) {
    const std::string path = entry.path() + ".Properties";
    const auto value = evaluator_.evaluate(*entry.properties, path);
    if (value && entry.type->inert) properties = value->to_json();
    if (value && !entry.type->inert) {
      properties = convert(*value, entry.type->schema, path, report_);
    }
  }
  Resource resource = describe(entry);
  if (report_.empty()) {
    Creation creation(resource, std::move(properties), context, ids, report_);
    creation.set_source(entry.properties);
    entry.type->create(creation);
  }
  if (!report_.empty()) return false;
  context.timeline.record("cloudformation.resource_created",
                          {{"logical_id", resource.logical_id},
                           {"type", resource.type},
                           {"physical_id", resource.physical_id}});
  stack.resources.push_back(std::move(resource));
  if (options_.on_created) options_.on_created(stack.resources.back());
  return true;
}

std::optional<Stack> Deployment::create(core::Context& context) {
  PhysicalIds ids(options_.stack_name, context.runtime);
  Stack stack;
  stack.name = options_.stack_name;
  stack.id = stack_arn(context.account, options_, ids.uuid());
  pseudo_.stack_id = stack.id;
  evaluator_.create_with(stack);
  for (const auto* entry : order_) {
    if (!create_resource(*entry, context, ids, stack)) return std::nullopt;
  }
  for (const auto& entry : template_.outputs) {
    if (auto value = output_value(entry)) stack.outputs.push_back({entry.name, value->scalar});
  }
  if (!report_.empty()) return std::nullopt;
  stack.without_influence = without_influence();
  return stack;
}

}  // namespace

const Resource* Stack::find(std::string_view logical_id) const {
  const auto it = std::find_if(resources.begin(), resources.end(), [&](const Resource& resource) {
    return resource.logical_id == logical_id;
  });
  return it == resources.end() ? nullptr : &*it;
}

boost::system::result<Outline, document::Diagnostics> check_template(const document::Node& root,
                                                                     const std::string& file,
                                                                     const StackOptions& options) {
  Deployment deployment(root, file, options, options.account);
  if (!deployment.check()) return deployment.diagnostics();
  return deployment.outline();
}

boost::system::result<Stack, document::Diagnostics> create_stack(const document::Node& root,
                                                                 const std::string& file,
                                                                 const StackOptions& options,
                                                                 core::Context& context) {
  Deployment deployment(root, file, options, context.account);
  if (!deployment.check()) return deployment.diagnostics();
  auto stack = deployment.create(context);
  if (!stack) return deployment.diagnostics();
  return std::move(*stack);
}

}  // namespace spillway::cloudformation
