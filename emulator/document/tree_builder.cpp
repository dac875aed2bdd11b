#include "emulator/document/tree_builder.hpp"

#include <algorithm>
#include <utility>

#include "runtime/check.hpp"

namespace spillway::document {

void TreeBuilder::scalar(Node node, AnchorId anchor, bool merge) {
  charge({1, node.scalar.size(), 1}, node);
  remember(anchor, node);
  attach(std::move(node), merge);
}

void TreeBuilder::open(Node node, AnchorId anchor) {
  charge({1, 0, 1}, node);
  if (!frames_.empty() && frames_.back().node.kind == Node::Kind::mapping && !frames_.back().key) {
    refuse(node, "a key must be a scalar, not a list or mapping");
  }
  Frame frame;
  frame.node = std::move(node);
  frame.anchor = anchor;
  frames_.push_back(std::move(frame));
}

void TreeBuilder::close() {
  SPILLWAY_CHECK(!frames_.empty());
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  merge_into(frame);
  remember(frame.anchor, frame.node);
  attach(std::move(frame.node), false);
}

void TreeBuilder::alias(AnchorId anchor, int line, int column) {
  Node at;
  at.line = line;
  at.column = column;
  const auto it = anchors_.find(anchor);
  if (it == anchors_.end()) refuse(at, "this alias stands inside of what it names");
  charge(it->second.extent, at);
  Node copy = it->second.node;
  copy.aliased = true;
  copy.line = line;
  copy.column = column;
  attach(std::move(copy), false);
}

std::string TreeBuilder::path() const {
  std::string path;
  for (const auto& frame : frames_) {
    if (frame.node.kind == Node::Kind::sequence) {
      path += "[" + std::to_string(frame.node.items.size()) + "]";
    } else if (frame.key) {
      path += (path.empty() ? "" : ".") + frame.key->scalar;
    }
  }
  return path;
}

TreeBuilder::Extent TreeBuilder::measure(const Node& node) {
  Extent extent{1, node.scalar.size(), 0};
  const auto include = [&extent](const Node& child) {
    const Extent inner = measure(child);
    extent.nodes += inner.nodes;
    extent.text += inner.text;
    extent.height = std::max(extent.height, inner.height);
  };
  for (const auto& item : node.items) include(item);
  for (const auto& [key, value] : node.members) {
    include(key);
    include(value);
  }
  ++extent.height;
  return extent;
}

void TreeBuilder::charge(const Extent& extent, const Node& at) {
  // A scalar in the innermost allowed container is no level of its own.
  const int depth = static_cast<int>(frames_.size()) + extent.height - (at.is_scalar() ? 1 : 0);
  if (depth > kMaxDepth) {
    refuse(at, "nested more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  total_.nodes += extent.nodes;
  total_.text += extent.text;
  if (total_.nodes > kMaxNodes || total_.text > kMaxExpandedText) {
    refuse(at, "the document is too large once its aliases are expanded",
           "at most " + std::to_string(kMaxNodes) + " nodes and 64 MiB of text");
  }
}

void TreeBuilder::remember(AnchorId anchor, const Node& node) {
  if (anchor == 0) return;
  const Extent extent = measure(node);
  charge({extent.nodes, extent.text, 0}, node);  // the copy kept for its aliases
  anchors_[anchor] = {node, extent};
}

void TreeBuilder::attach(Node node, bool merge) {
  if (frames_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.node.kind == Node::Kind::sequence) {
    frame.node.items.push_back(std::move(node));
  } else if (!frame.key) {
    take_key(frame, std::move(node), merge);
  } else if (frame.key_merges) {
    take_merge(frame, std::move(node));
    frame.key.reset();
  } else {
    // A value that is left out has no place; what the parser says may be that of the next key.
    const bool left_out = node.kind == Node::Kind::null && node.scalar.empty() && !node.aliased;
    if (left_out && node.line > frame.key->line) {
      node.line = frame.key->line;
      node.column = frame.key->column;
    }
    frame.node.members.push_back({std::move(*frame.key), std::move(node)});
    frame.key.reset();
  }
}

void TreeBuilder::take_key(Frame& frame, Node node, bool merge) {
  if (!node.is_scalar()) refuse(node, "a key must be a scalar, not a list or mapping");
  if (node.kind == Node::Kind::null) refuse(node, "a key must not be empty", "quote it");
  if (!node.tag.empty()) refuse(node, "a key must not have a tag (" + node.tag + ")");
  if (!merge && !frame.keys.insert(node.scalar).second) {
    const Node* first = frame.node.find(node.scalar);
    refuse(node, "the key '" + node.scalar + "' is there twice",
           first != nullptr ? "it is given first in line " + std::to_string(first->line) : "");
  }
  frame.key = std::move(node);
  frame.key_merges = merge;
}

void TreeBuilder::take_merge(Frame& frame, Node value) {
  if (value.kind == Node::Kind::mapping) {
    frame.merges.push_back(std::move(value));
    return;
  }
  const bool mappings = value.kind == Node::Kind::sequence &&
                        std::all_of(value.items.begin(), value.items.end(), [](const Node& item) {
                          return item.kind == Node::Kind::mapping;
                        });
  if (!mappings) refuse(value, "the value of '<<' must be a mapping or a list of mappings");
  for (auto& item : value.items) frame.merges.push_back(std::move(item));
}

// Keys of the mapping itself come before merged ones, and an earlier merge before a later one.
void TreeBuilder::merge_into(Frame& frame) {
  for (auto& merge : frame.merges) {
    frame.node.aliased = true;
    for (auto& member : merge.members) {
      if (!frame.keys.insert(member.first.scalar).second) continue;
      frame.node.members.push_back(std::move(member));
    }
  }
}

void TreeBuilder::refuse(const Node& at, std::string message, std::string hint) const {
  throw Refusal{at.line, at.column, std::move(message), std::move(hint), path(), false};
}

}  // namespace spillway::document
