#include "emulator/cloudformation/evaluator.hpp"

#include <algorithm>
#include <utility>

#include "emulator/cloudformation/schema.hpp"

namespace spillway::cloudformation {

namespace {

/// A string that stands there as it is, no further function.
bool is_literal(const Intrinsic& call, const Node& argument) {
  return argument.kind == Node::Kind::string && (call.is_short || argument.tag.empty());
}

std::string why_not(std::string_view function) {
  if (function != "Fn::ImportValue") return {};
  return "a run has one stack, so no other one exports anything: let CDK put both into one, or "
         "make it a parameter";
}

}  // namespace

Node text_node(std::string text, const Node& at) {
  Node node;
  node.kind = Node::Kind::string;
  node.scalar = std::move(text);
  node.line = at.line;
  node.column = at.column;
  return node;
}

std::optional<Node> Evaluator::evaluate(const Node& node, const std::string& path) {
  if (const auto found = find_intrinsic(node)) {
    if (has_siblings(node)) {
      return failed(node, path, "a function must be the only key of its mapping");
    }
    return call(*found, node, path);
  }
  if (node.is_scalar()) return node;
  Node result;
  result.kind = node.kind;
  result.line = node.line;
  result.column = node.column;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    auto item = evaluate(node.items[i], path + "[" + std::to_string(i) + "]");
    if (item) result.items.push_back(std::move(*item));
  }
  for (const auto& [key, value] : node.members) {
    auto member = evaluate(value, path + "." + key.scalar);
    if (member) result.members.push_back({key, std::move(*member)});
  }
  return result;
}

std::optional<Node> Evaluator::call(const Intrinsic& call, const Node& at,
                                    const std::string& path) {
  switch (function_status(call.name)) {
    case FunctionStatus::unknown:
      report_.add_unknown(at, path, not_modelled("the function " + spelled(call)), spelled(call),
                          function_names(call.is_short));
      return unknown_value(at);
    case FunctionStatus::not_modelled:
      return failed(at, path, not_modelled("the function " + spelled(call)), why_not(call.name));
    case FunctionStatus::condition:
      return failed(at, path, spelled(call) + " may stand in Conditions only");
    case FunctionStatus::rule:
      return failed(at, path, spelled(call) + " may stand in Rules only");
    case FunctionStatus::value:
      break;
  }
  if (call.name == "Ref") {
    if (is_literal(call, *call.argument)) return ref(call.argument->scalar, at, path);
    return failed(at, path, spelled(call) + " needs the name of a parameter or resource");
  }
  if (call.name == "Fn::GetAtt") return get_att(call, at, path);
  if (call.name == "Fn::Sub") return sub(call, at, path);
  if (call.name == "Fn::Join") return join(call, at, path);
  if (call.name == "Fn::Select") return select(call, at, path);
  if (call.name == "Fn::Split") return split(call, at, path);
  if (call.name == "Fn::If") return if_else(call, at, path);
  if (call.name == "Fn::GetAZs") return zones(call, at, path);
  if (call.name == "Fn::Base64") return base64(call, at, path);
  if (call.name == "Fn::Cidr") return cidr(call, at, path);
  return find_in_map(call, at, path);
}

std::optional<Node> Evaluator::ref(std::string_view name, const Node& at, const std::string& path) {
  if (name.starts_with("AWS::")) {
    if (name == "AWS::NoValue") return std::nullopt;
    if (auto value = pseudo(name, at)) return value;
  } else if (const Entry* parameter = find_entry(template_.parameters, name)) {
    if (is_ssm_value(*parameter)) {
      return failed(at, path,
                    not_modelled("the parameter '" + parameter->name + "' from Systems Manager"));
    }
    const auto it = parameters_.find(name);
    if (it == parameters_.end()) return unknown_value(at);
    Node value = it->second;
    value.line = at.line;
    value.column = at.column;
    return value;
  } else if (template_.find_resource(name) != nullptr) {
    if (!refer(name, at, path)) return unknown_value(at);
    if (stack_ == nullptr) return unknown_value(at);
    return text_node(stack_->find(name)->physical_id, at);
  }
  report_.add_unknown(at, path,
                      "there is no parameter, resource or pseudo parameter '" + std::string(name) +
                          "' in the template",
                      name, names_for_ref());
  return unknown_value(at);
}

std::optional<Node> Evaluator::pseudo(std::string_view name, const Node& at) {
  if (name == "AWS::Region") return text_node(pseudo_.account.region, at);
  if (name == "AWS::AccountId") return text_node(pseudo_.account.id, at);
  if (name == "AWS::Partition") return text_node(pseudo_.account.partition, at);
  if (name == "AWS::URLSuffix") return text_node("amazonaws.com", at);
  if (name == "AWS::StackName") return text_node(pseudo_.stack_name, at);
  if (name == "AWS::StackId") return text_node(pseudo_.stack_id, at);
  if (name != "AWS::NotificationARNs") return std::nullopt;
  Node none = text_node("", at);
  none.kind = Node::Kind::sequence;
  return none;
}

bool Evaluator::refer(std::string_view logical_id, const Node& at, const std::string& path) {
  if (in_conditions_) {
    failed(at, path,
           std::string(in_rules_ ? "a rule" : "a condition") + " may not depend on the resource " +
               std::string(logical_id));
    return false;
  }
  if (ignoring_ > 0) return false;
  const ResourceEntry& resource = *template_.find_resource(logical_id);
  if (!is_created(resource)) {
    failed(at, path,
           "refers to " + resource.logical_id + ", which the condition " +
               resource.condition->scalar + " leaves out");
    return false;
  }
  references_.insert(resource.logical_id);
  return stack_ == nullptr || stack_->find(logical_id) != nullptr;
}

Node Evaluator::get_att(const Intrinsic& call, const Node& at, const std::string& path) {
  const Node& argument = *call.argument;
  if (is_literal(call, argument)) {
    const auto dot = argument.scalar.find('.');
    if (dot != std::string::npos) {
      return attribute(std::string_view(argument.scalar).substr(0, dot),
                       std::string_view(argument.scalar).substr(dot + 1), at, path);
    }
  } else if (argument.kind == Node::Kind::sequence && argument.items.size() == 2 &&
             argument.items[0].kind == Node::Kind::string && argument.items[0].tag.empty()) {
    const auto name = text(argument.items[1], path);
    if (!name) return unknown_value(at);
    return attribute(argument.items[0].scalar, *name, at, path);
  }
  return failed(at, path, spelled(call) + " needs a logical id and an attribute",
                call.is_short ? "write !GetAtt LogicalId.Attribute" : "");
}

Node Evaluator::attribute(std::string_view logical_id, std::string_view name, const Node& at,
                          const std::string& path) {
  const ResourceEntry* resource = template_.find_resource(logical_id);
  if (resource == nullptr) {
    report_.add_unknown(at, path,
                        "there is no resource '" + std::string(logical_id) + "' in the template",
                        logical_id, template_.logical_ids());
    return unknown_value(at);
  }
  const auto* known = resource->type != nullptr ? &resource->type->attributes : nullptr;
  if (known != nullptr && std::find(known->begin(), known->end(), name) == known->end()) {
    report_.add_unknown(
        at, path,
        not_modelled("the attribute '" + std::string(name) + "' of " + resource->type->name), name,
        *known);
    return unknown_value(at);
  }
  if (!refer(logical_id, at, path) || stack_ == nullptr) return unknown_value(at);
  const auto& attributes = stack_->find(logical_id)->attributes;
  const auto it = attributes.find(std::string(name));
  if (it == attributes.end()) return failed(at, path, "has no such attribute after all");
  return text_node(it->second, at);
}

const std::vector<Node>* Evaluator::list_argument(const Intrinsic& call, const Node& at,
                                                  const std::string& path, std::size_t least,
                                                  std::size_t most) {
  const Node& argument = *call.argument;
  const bool literal = call.is_short || argument.tag.empty();
  if (literal && argument.kind == Node::Kind::sequence && argument.items.size() >= least &&
      argument.items.size() <= most) {
    return &argument.items;
  }
  const std::string count =
      least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  failed(at, path, spelled(call) + " needs a list of " + count + " items");
  return nullptr;
}

std::optional<std::string> Evaluator::text(const Node& node, const std::string& path) {
  const auto value = evaluate(node, path);
  if (value && is_unknown(*value)) return std::nullopt;
  if (value && value->is_scalar()) return value->scalar;
  failed(node, path, "a string is needed here");
  return std::nullopt;
}

Node Evaluator::failed(const Node& at, const std::string& path, std::string message,
                       std::string hint) {
  report_.add(at, path, std::move(message), std::move(hint));
  return unknown_value(at);
}

std::set<std::string> Evaluator::take_references() { return std::exchange(references_, {}); }

std::vector<std::string> Evaluator::names_for_ref() const {
  std::vector<std::string> names = names_of(template_.parameters);
  for (auto& id : template_.logical_ids()) names.push_back(std::move(id));
  for (const char* pseudo :
       {"AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::URLSuffix", "AWS::StackName",
        "AWS::StackId", "AWS::NoValue", "AWS::NotificationARNs"}) {
    names.emplace_back(pseudo);
  }
  return names;
}

}  // namespace spillway::cloudformation
