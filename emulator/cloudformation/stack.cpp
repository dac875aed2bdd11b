// A template's outline, and its creation.
#include "emulator/cloudformation/stack.hpp"

#include <algorithm>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/deployment.hpp"

namespace spillway::cloudformation {

namespace {

// A policy within a role may be called like one of another role.
bool has_a_name_of_its_own(const Resource& resource) {
  return !resource.inert && resource.type != "AWS::IAM::Policy";
}

const document::Member* name_property(const Node* properties) {
  if (properties == nullptr) return nullptr;
  for (const std::string_view key :
       {"AlarmName", "QueueName", "PolicyName", "FunctionName", "RoleName", "RepositoryName",
        "LogGroupName", "ClusterName", "ServiceName", "Family", "Name", "ResourceId"}) {
    for (const auto& member : properties->members) {
      if (member.first.scalar == key) return &member;
    }
  }
  return nullptr;
}

}  // namespace

Resource Deployment::describe(const ResourceEntry& entry) {
  Resource resource;
  resource.logical_id = entry.logical_id;
  resource.type = entry.type->name;
  resource.inert = entry.type->inert;
  resource.construct_path = entry.construct_path;
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
  for (const char* key :
       {"FunctionName", "AlarmName", "ServiceName", "Family", "RepositoryName", "Name"}) {
    const Node* name = values ? values->find(key) : nullptr;
    if (name != nullptr && name->kind == Node::Kind::string) return name->scalar;
  }
  return {};
}

// The operations of many services take a second call for a change of the first one's resource.
void Deployment::refuse_second(const ResourceEntry& entry, const Resource& made,
                               const Stack& stack) {
  const auto first =
      std::find_if(stack.resources.begin(), stack.resources.end(), [&](const Resource& other) {
        return other.physical_id == made.physical_id && other.type == made.type &&
               has_a_name_of_its_own(other);
      });
  if (first == stack.resources.end() || !has_a_name_of_its_own(made)) return;
  const Node* at = entry.key;
  std::string path = entry.path();
  std::string name = made.physical_id;
  if (const auto* property = name_property(entry.properties)) {
    at = &property->second;
    path += ".Properties." + property->first.scalar;
    const auto value = evaluator_.evaluate(*at, path);
    if (value && value->is_scalar()) name = value->scalar;
  }
  report_.add(*at, std::move(path), name + " already exists",
              "it is " + first->logical_id + ", on line " + std::to_string(first->line) +
                  ": give this " + made.type + " another name, or none");
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
    if (!creation.failed()) refuse_second(entry, resource, stack);
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
  stack.id = stack_arn(context.account, ids.uuid());
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
