// TreeBuilder: makes a tree of nodes from a reader's events, within limits.
//
// Shared by the YAML and the JSON reader and private to this folder: duplicate keys, depth, the
// number of nodes, anchors and merge keys are judged here, once. What is refused leaves as a
// Refusal, an exception that parse() catches.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/document/document.hpp"

namespace spillway::document {

inline constexpr int kMaxDepth = 100;
inline constexpr std::size_t kMaxNodes = 1'000'000;
inline constexpr std::size_t kMaxExpandedText = 64U << 20U;  ///< bytes of scalars, aliases included

/// Thrown inside this folder only.
struct Refusal {
  int line = 0;
  int column = 0;
  std::string message;
  std::string hint;
  std::string path;
  bool syntax = false;  ///< the text is not of this language at all
};

/// Names an anchored node within one document; 0 names none.
using AnchorId = std::size_t;

class TreeBuilder {
 public:
  /// `merge` marks a plain `<<`, which as a key merges.
  void scalar(Node node, AnchorId anchor = 0, bool merge = false);
  void open(Node node, AnchorId anchor = 0);
  void close();
  void alias(AnchorId anchor, int line, int column);

  /// The finished tree; a null node if there was no event.
  Node take() { return std::move(root_); }
  /// Where the next node would stand: "load[1].rate".
  std::string path() const;

 private:
  struct Extent {
    std::size_t nodes = 0;
    std::size_t text = 0;
    int height = 0;
  };
  struct Frame {
    Node node;
    AnchorId anchor = 0;
    std::optional<Node> key;
    bool key_merges = false;
    std::set<std::string, std::less<>> keys;
    std::vector<Node> merges;
  };
  struct Anchored {
    Node node;
    Extent extent;
  };

  static Extent measure(const Node& node);
  void charge(const Extent& extent, const Node& at);
  void remember(AnchorId anchor, const Node& node);
  void attach(Node node, bool merge);
  void take_key(Frame& frame, Node node, bool merge);
  void take_merge(Frame& frame, Node value);
  void merge_into(Frame& frame);
  [[noreturn]] void refuse(const Node& at, std::string message, std::string hint = {}) const;

  Node root_{};
  std::vector<Frame> frames_;
  std::map<AnchorId, Anchored> anchors_;
  Extent total_;
};

}  // namespace spillway::document
