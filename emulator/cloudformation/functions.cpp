// The functions of values but Ref and GetAtt: Sub, Join, Select, Split, If, FindInMap, GetAZs.
#include <algorithm>
#include <charconv>
#include <utility>

#include "emulator/cloudformation/evaluator.hpp"
#include "emulator/cloudformation/schema.hpp"

namespace spillway::cloudformation {

Node Evaluator::sub(const Intrinsic& call, const Node& at, const std::string& path) {
  const Node& argument = *call.argument;
  std::map<std::string, Node, std::less<>> local;
  const Node* pattern = &argument;
  if (argument.kind == Node::Kind::sequence) {
    const auto* items = list_argument(call, at, path, 2, 2);
    if (items == nullptr) return unknown_value(at);
    pattern = items->data();
    if (items->back().kind != Node::Kind::mapping) {
      return failed(at, path, spelled(call) + " needs a mapping of variables as its second item");
    }
    for (const auto& [key, value] : items->back().members) {
      auto evaluated = evaluate(value, path + "." + key.scalar);
      if (evaluated) local.emplace(key.scalar, std::move(*evaluated));
    }
  }
  const bool literal = pattern->tag.empty() || (call.is_short && pattern == &argument);
  if (pattern->kind != Node::Kind::string || !literal) {
    return failed(at, path, spelled(call) + " needs a string");
  }
  const std::string& from = pattern->scalar;
  std::string result;
  bool known = true;
  for (std::size_t i = 0; i < from.size();) {
    if (from.compare(i, 2, "${") != 0) {
      result += from[i++];
      continue;
    }
    const std::size_t end = from.find('}', i);
    if (end == std::string::npos) return failed(at, path, "'${' without '}'");
    const std::string name = from.substr(i + 2, end - i - 2);
    i = end + 1;
    if (name.starts_with('!')) {  // ${!Literal} stands for ${Literal}
      result += "${" + name.substr(1) + "}";
      continue;
    }
    const auto value = substitute(name, local, at, path);
    known = known && value.has_value();
    result += value.value_or("");
  }
  return known ? text_node(std::move(result), at) : unknown_value(at);
}

std::optional<std::string> Evaluator::substitute(
    std::string_view name, const std::map<std::string, Node, std::less<>>& local, const Node& at,
    const std::string& path) {
  std::optional<Node> value;
  const auto dot = name.find('.');
  if (const auto it = local.find(name); it != local.end()) {
    value = it->second;
  } else if (dot != std::string_view::npos) {
    value = attribute(name.substr(0, dot), name.substr(dot + 1), at, path);
  } else {
    value = ref(name, at, path);
  }
  if (value && is_unknown(*value)) return std::nullopt;
  if (value && value->is_scalar()) return value->scalar;
  failed(at, path, "${" + std::string(name) + "} is no string");
  return std::nullopt;
}

Node Evaluator::join(const Intrinsic& call, const Node& at, const std::string& path) {
  const auto* items = list_argument(call, at, path, 2, 2);
  if (items == nullptr) return unknown_value(at);
  const auto delimiter = text(items->front(), path);
  const auto list = evaluate(items->back(), path);
  if (!delimiter || (list && is_unknown(*list))) return unknown_value(at);
  if (!list || list->kind != Node::Kind::sequence) {
    return failed(at, path, spelled(call) + " needs a list of strings as its second item");
  }
  std::string result;
  bool known = true;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node& item = list->items[i];
    if (!item.is_scalar()) return failed(item, path, spelled(call) + " joins strings only");
    known = known && !is_unknown(item);
    if (i > 0) result += *delimiter;
    result += item.scalar;
  }
  return known ? text_node(std::move(result), at) : unknown_value(at);
}

Node Evaluator::select(const Intrinsic& call, const Node& at, const std::string& path) {
  const auto* items = list_argument(call, at, path, 2, 2);
  if (items == nullptr) return unknown_value(at);
  const auto index_text = text(items->front(), path);
  const auto list = evaluate(items->back(), path);
  if (!index_text || (list && is_unknown(*list))) return unknown_value(at);
  if (!list || list->kind != Node::Kind::sequence) {
    return failed(at, path, spelled(call) + " needs a list as its second item");
  }
  std::size_t index = 0;
  const char* const last = index_text->data() + index_text->size();
  const auto [end, error] = std::from_chars(index_text->data(), last, index);
  if (error != std::errc() || end != last || index >= list->items.size()) {
    return failed(at, path,
                  spelled(call) + " has no item '" + *index_text + "' in a list of " +
                      std::to_string(list->items.size()));
  }
  return list->items[index];
}

Node Evaluator::split(const Intrinsic& call, const Node& at, const std::string& path) {
  const auto* items = list_argument(call, at, path, 2, 2);
  if (items == nullptr) return unknown_value(at);
  const auto delimiter = text(items->front(), path);
  const auto source = text(items->back(), path);
  if (!delimiter || !source) return unknown_value(at);
  if (delimiter->empty()) return failed(at, path, spelled(call) + " needs a delimiter");
  Node result = text_node("", at);
  result.kind = Node::Kind::sequence;
  for (std::size_t from = 0; from <= source->size();) {
    const std::size_t to = std::min(source->find(*delimiter, from), source->size());
    result.items.push_back(text_node(source->substr(from, to - from), at));
    from = to + delimiter->size();
  }
  return result;
}

std::optional<Node> Evaluator::if_else(const Intrinsic& call, const Node& at,
                                       const std::string& path) {
  const auto* items = list_argument(call, at, path, 3, 3);
  if (items == nullptr) return unknown_value(at);
  if (in_conditions_) return failed(at, path, spelled(call) + " may not stand in Conditions");
  const Node& name = items->front();
  if (name.kind != Node::Kind::string || !name.tag.empty()) {
    return failed(at, path, spelled(call) + " needs the name of a condition first");
  }
  const bool chosen = condition(name.scalar, name, path);
  const Node& other = (*items)[chosen ? 2 : 1];
  if (stack_ == nullptr) {
    ++ignoring_;  // looked at for its errors only
    evaluate(other, path);
    --ignoring_;
  }
  return evaluate((*items)[chosen ? 1 : 2], path);
}

Node Evaluator::find_in_map(const Intrinsic& call, const Node& at, const std::string& path) {
  const auto* items = list_argument(call, at, path, 3, 3);
  if (items == nullptr) return unknown_value(at);
  const auto map = text((*items)[0], path);
  const auto top = text((*items)[1], path);
  const auto second = text((*items)[2], path);
  if (!map || !top || !second) return unknown_value(at);
  const Entry* entry = find_entry(template_.mappings, *map);
  if (entry == nullptr) {
    report_.add_unknown(at, path, "there is no mapping '" + *map + "' in the template", *map,
                        names_of(template_.mappings));
    return unknown_value(at);
  }
  const Node* found = entry->body;
  std::string where = "Mappings." + *map;
  for (const auto* key : {&*top, &*second}) {
    const Node* next = found->find(*key);
    if (next == nullptr) {
      std::vector<std::string> keys;
      keys.reserve(found->members.size());
      for (const auto& member : found->members) keys.push_back(member.first.scalar);
      report_.add_unknown(at, path, where + " has no key '" + *key + "'", *key, keys);
      return unknown_value(at);
    }
    found = next;
    where += "." + *key;
  }
  if (find_intrinsic(*found)) return failed(*found, where, "functions are not allowed in Mappings");
  Node value = *found;
  value.line = at.line;
  value.column = at.column;
  return value;
}

Node Evaluator::zones(const Intrinsic& call, const Node& at, const std::string& path) {
  Node region = *call.argument;
  if (call.is_short) region.tag.clear();
  auto name = text(region, path);
  if (!name) return unknown_value(at);
  if (name->empty()) name = pseudo_.account.region;
  Node result = text_node("", at);
  result.kind = Node::Kind::sequence;
  // Which zones an account sees is its own affair; nothing modelled depends on it.
  for (const char* zone : {"a", "b", "c"}) result.items.push_back(text_node(*name + zone, at));
  return result;
}

}  // namespace spillway::cloudformation
