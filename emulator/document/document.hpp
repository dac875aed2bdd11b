// Documents: YAML (and JSON, a subset) read into a tree in which every node knows its line, so that
// an error can name the place. Used for scenarios and for templates. Plain values, any thread.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/json.hpp"

namespace spillway::document {

/// One thing that is wrong with a file, and where. Prints as
/// "burst.yaml:12:3: load[1].rate: '20' has no unit\n  hint: write 20/s".
struct Diagnostic {
  std::string file;
  int line = 0;      ///< from 1; 0: the file as a whole
  int column = 0;    ///< from 1
  std::string path;  ///< "load[1].rate", "Resources.App.Properties.Timeout"; may be empty
  std::string message;
  std::string hint;  ///< the remedy; may be empty

  std::string to_string() const;
};

using Diagnostics = std::vector<Diagnostic>;

[[noreturn]] inline void throw_exception_from_error(const Diagnostics& errors,
                                                    const boost::source_location&) {
  throw std::runtime_error(errors.empty() ? "unknown error" : errors.front().to_string());
}

struct Member;

/// A node of the tree. Scalars are resolved by YAML's core schema: a plain `true` is a boolean, a
/// quoted one a string. `tag` is a local tag ("!Ref", "!GetAtt") or empty.
struct Node {
  enum class Kind { null, boolean, integer, real, string, sequence, mapping };

  Kind kind = Kind::null;
  std::string tag;
  std::string scalar;           ///< the text of any scalar, as written
  std::vector<Node> items;      ///< of a sequence
  std::vector<Member> members;  ///< of a mapping, in the order of the file
  int line = 0;                 ///< from 1
  int column = 0;               ///< from 1, in characters
  /// It stands here by an alias, or is a mapping with merge keys: CloudFormation allows neither.
  bool aliased = false;

  bool is_scalar() const { return kind != Kind::sequence && kind != Kind::mapping; }
  /// Null if this is no mapping or has no such key.
  const Node* find(std::string_view key) const;
  /// The value without places and tags.
  Json to_json() const;
};

/// Key and value, named as a pair's.
struct Member {
  Node first;
  Node second;
};

/// Parses one document. Refused, each with its place: syntax errors, duplicate keys, keys that are
/// no scalars, more than one document, nesting over 100, text that is not UTF-8 or holds NUL, files
/// over 16 MiB, over a million nodes, control characters, anchors and merge keys that expand
/// without bound. A text that is strict JSON, or a file named so, is read as JSON, all else as
/// YAML. An empty document is a null node.
boost::system::result<Node, Diagnostics> parse(std::string_view text, std::string file_name);
/// Reads and parses a file; a file that cannot be read is a diagnostic too.
boost::system::result<Node, Diagnostics> load(const std::string& file_path);

/// The candidate closest to `name` (edit distance, without case), if any is close enough to be
/// meant: a third of the letters, and at most `most`.
std::optional<std::string> nearest(std::string_view name,
                                   const std::vector<std::string>& candidates,
                                   std::size_t most = std::string::npos);

}  // namespace spillway::document
