#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>  // parser.h only names it, and so does our namespace
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "emulator/document/readers.hpp"
#include "emulator/document/tree_builder.hpp"

namespace spillway::document {
namespace {

constexpr std::string_view kStandardTag = "tag:yaml.org,2002:";

/// Turns yaml-cpp's byte columns into characters. Marks come nearly in order, so it remembers the
/// last one and does not count a long line again and again.
class Columns {
 public:
  explicit Columns(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1)) {
      starts_.push_back(at + 1);
    }
  }

  std::pair<int, int> place(const YAML::Mark& mark) {
    if (mark.is_null()) return {0, 0};
    const std::size_t line = line_of(mark);
    const std::size_t wanted = offset_of(mark);
    if (line != line_ || wanted < at_) {
      line_ = line;
      at_ = starts_[line];
      column_ = 1;
    }
    for (; at_ < wanted; ++at_) {
      if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) ++column_;
    }
    return {static_cast<int>(line) + 1, column_};
  }

  /// Whether a quoted scalar begins there whose quote is never closed, which yaml-cpp lets pass.
  bool open_quote_at(const YAML::Mark& mark) const {
    if (mark.is_null()) return false;
    std::size_t at = offset_of(mark);
    if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return false;
    const char quote = text_[at++];
    for (; at < text_.size(); ++at) {
      if (text_[at] == '\\' && quote == '"') {
        ++at;
      } else if (text_[at] == quote) {
        return false;  // of two single ones the first will do: the second is closed as well
      }
    }
    return true;
  }

  /// Whether the line is indented with a tab, up to or at that place.
  bool tab_before(const YAML::Mark& mark) const {
    if (mark.is_null()) return false;
    const std::size_t start = starts_[line_of(mark)];
    const std::size_t end = text_.find_first_not_of(" \t", start);
    return text_.substr(start, end - start).find('\t') != std::string_view::npos;
  }

 private:
  std::size_t line_of(const YAML::Mark& mark) const {
    return std::min(static_cast<std::size_t>(std::max(mark.line, 0)), starts_.size() - 1);
  }
  std::size_t offset_of(const YAML::Mark& mark) const {
    return std::min(starts_[line_of(mark)] + static_cast<std::size_t>(std::max(mark.column, 0)),
                    text_.size());
  }

  std::string_view text_;
  std::vector<std::size_t> starts_;
  std::size_t line_ = 0;
  std::size_t at_ = 0;
  int column_ = 1;
};

class Handler final : public YAML::EventHandler {
 public:
  explicit Handler(Columns& columns) : columns_(columns) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!started_) {
      started_ = true;
      return;
    }
    const auto [line, column] = columns_.place(mark);
    throw Refusal{line, column, "there is more than one document", "keep one document a file",
                  {},   false};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.scalar(at(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto [line, column] = columns_.place(mark);
    builder_.alias(anchor, line, column);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = at(mark);
    if (columns_.open_quote_at(mark)) {
      throw Refusal{node.line, node.column,     "the quote that begins here is not closed",
                    {},        builder_.path(), true};
    }
    node.scalar = value;
    node.kind = kind_of(node, tag);
    if (is_local(tag)) node.tag = tag;
    builder_.scalar(std::move(node), anchor, tag == "?" && value == "<<");
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::sequence);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::mapping);
  }
  void OnMapEnd() override { builder_.close(); }

  TreeBuilder& builder() { return builder_; }

 private:
  static bool is_local(const std::string& tag) { return tag.size() > 1 && tag[0] == '!'; }

  Node at(const YAML::Mark& mark) {
    Node node;
    std::tie(node.line, node.column) = columns_.place(mark);
    return node;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    Node node = at(mark);
    node.kind = kind;
    if (is_local(tag)) {
      node.tag = tag;
    } else if (tag.size() > 1) {
      const std::string wanted =
          std::string(kStandardTag) + (kind == Node::Kind::mapping ? "map" : "seq");
      if (tag != wanted) refuse_tag(node, tag);
    }
    builder_.open(std::move(node), anchor);
  }

  /// A scalar with a local tag, and a quoted one, are not resolved: they are text.
  Node::Kind kind_of(const Node& node, const std::string& tag) const {
    if (tag == "?" || tag.empty()) return resolve_plain(node.scalar);
    if (tag == "!" || is_local(tag)) return Node::Kind::string;
    const auto fits = [&](std::string_view name, Node::Kind kind) {
      return tag == std::string(kStandardTag).append(name) && resolve_plain(node.scalar) == kind;
    };
    if (tag == std::string(kStandardTag) + "str") return Node::Kind::string;
    if (fits("null", Node::Kind::null)) return Node::Kind::null;
    if (fits("bool", Node::Kind::boolean)) return Node::Kind::boolean;
    if (fits("int", Node::Kind::integer)) return Node::Kind::integer;
    if (fits("float", Node::Kind::real) || fits("float", Node::Kind::integer)) {
      return Node::Kind::real;
    }
    refuse_tag(node, tag);
  }

  [[noreturn]] void refuse_tag(const Node& node, const std::string& tag) const {
    throw Refusal{node.line, node.column,     "the tag <" + tag + "> is not known or does not fit",
                  {},        builder_.path(), false};
  }

  Columns& columns_;
  TreeBuilder builder_;
  bool started_ = false;
};

}  // namespace

Node read_yaml(std::string_view text) {
  Columns columns(text);
  Handler handler(columns);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (parser.HandleNextDocument(handler)) parser.HandleNextDocument(handler);
  } catch (const YAML::Exception& error) {
    const auto [line, column] = columns.place(error.mark);
    const char* hint =
        columns.tab_before(error.mark) ? "indent with blanks: YAML allows no tabs there" : "";
    throw Refusal{line, column, "this is not YAML: " + error.msg, hint, handler.builder().path(),
                  true};
  }
  Node root = handler.builder().take();
  if (root.line == 0) root.line = root.column = 1;
  return root;
}

}  // namespace spillway::document
