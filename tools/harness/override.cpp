// --set key=value: changes the document before it is read, so that an override is checked like the
// file.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Node;

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', begin)) {
    parts.push_back(path.substr(begin, dot - begin));
    begin = dot + 1;
  }
  parts.push_back(path.substr(begin));
  return parts;
}

// A list's item is named by its `name`, or by its index.
Node* item_of(Node& list, const std::string& key) {
  for (Node& item : list.items) {
    const Node* name = item.find("name");
    if (name != nullptr && name->scalar == key) return &item;
  }
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const bool is_index = error == std::errc() && end == key.data() + key.size();
  return is_index && index < list.items.size() ? &list.items[index] : nullptr;
}

// The child of that key; a mapping gets one if it has none.
Node* child_of(Node& node, const std::string& key) {
  if (node.kind == Node::Kind::sequence) return item_of(node, key);
  if (node.kind == Node::Kind::null) node.kind = Node::Kind::mapping;
  if (node.kind != Node::Kind::mapping || key.empty()) return nullptr;
  for (auto& [name, value] : node.members) {
    if (name.scalar == key) return &value;
  }
  Node name;
  name.kind = Node::Kind::string;
  name.scalar = key;
  node.members.emplace_back(std::move(name), Node{});
  return &node.members.back().second;
}

}  // namespace

Overridden apply_override(Node& root, const std::string& path, const std::string& value) {
  Node* node = &root;
  for (const std::string& key : split(path)) {
    node = child_of(*node, key);
    if (node == nullptr) return Overridden::leads_nowhere;
  }
  const int line = node->line;
  const int column = node->column;
  if (path.starts_with("parameters.")) {
    // A template's parameter is a text, whatever it looks like.
    *node = Node{};
    node->kind = Node::Kind::string;
    node->scalar = value;
  } else {
    auto parsed = document::parse(value, "--set " + path);
    if (!parsed) return Overridden::no_value;
    *node = std::move(*parsed);
  }
  node->line = line;
  node->column = column;
  return Overridden::yes;
}

}  // namespace spillway::harness
