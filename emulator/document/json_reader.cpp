#include <cstdint>
#include <string>
#include <utility>

#include "emulator/document/readers.hpp"
#include "emulator/document/tree_builder.hpp"

namespace spillway::document {
namespace {

void append_utf8(std::string& to, std::uint32_t code) {
  const auto put = [&to](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

/// Recursive descent; the builder refuses what is nested too deep before the stack minds.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Node read() {
    skip_space();
    value();
    skip_space();
    if (at_ < text_.size()) fail("there is text after the end of the value");
    return builder_.take();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void next() {
    const auto byte = static_cast<unsigned char>(text_[at_++]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if ((byte & 0xC0U) != 0x80U) {
      ++column_;
    }
  }

  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') next();
  }

  void expect(char wanted, const char* message) {
    if (peek() != wanted) fail(message);
    next();
  }

  [[noreturn]] void fail(std::string message) const {
    if (at_ >= text_.size()) message = "the text ends too early: " + message;
    throw Refusal{line_, column_, "this is not JSON: " + message, {}, builder_.path(), true};
  }

  Node here(Node::Kind kind) const {
    Node node;
    node.kind = kind;
    node.line = line_;
    node.column = column_;
    return node;
  }

  void value() {
    switch (peek()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return string();
      default:
        return word();
    }
  }

  void object() {
    builder_.open(here(Node::Kind::mapping));
    next();
    skip_space();
    if (peek() != '}') {
      do {
        skip_space();
        if (peek() != '"') fail("a key in double quotes should stand here");
        string();
        skip_space();
        expect(':', "a colon should stand here");
        skip_space();
        value();
        skip_space();
      } while (comma());
    }
    expect('}', "a comma or '}' should stand here");
    builder_.close();
  }

  void array() {
    builder_.open(here(Node::Kind::sequence));
    next();
    skip_space();
    if (peek() != ']') {
      do {
        skip_space();
        value();
        skip_space();
      } while (comma());
    }
    expect(']', "a comma or ']' should stand here");
    builder_.close();
  }

  bool comma() {
    if (peek() != ',') return false;
    next();
    return true;
  }

  void string() {
    Node node = here(Node::Kind::string);
    next();
    while (peek() != '"') {
      if (at_ >= text_.size()) fail("a string is not closed");
      if (peek() == '\\') {
        next();
        escape(node.scalar);
        continue;
      }
      if (static_cast<unsigned char>(peek()) < 0x20) fail("a line break or tab inside a string");
      node.scalar += peek();
      next();
    }
    next();
    builder_.scalar(std::move(node));
  }

  void escape(std::string& to) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (peek() == 'u') return unicode(to);
    const auto index = at_ < text_.size() ? kNames.find(peek()) : std::string_view::npos;
    if (index == std::string_view::npos) fail("no such escape in a string");
    to += kMeanings[index];
    next();
  }

  void unicode(std::string& to) {
    std::uint32_t code = hex4();
    if (code >= 0xD800 && code < 0xDC00) {
      if (peek() != '\\') fail("half of a surrogate pair");
      next();
      if (peek() != 'u') fail("half of a surrogate pair");
      const std::uint32_t low = hex4();
      if (low < 0xDC00 || low > 0xDFFF) fail("half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      fail("half of a surrogate pair");
    }
    if (code == 0) fail("a NUL character in a string");
    append_utf8(to, code);
  }

  std::uint32_t hex4() {
    static constexpr std::string_view kHex = "0123456789abcdefABCDEF";
    next();  // the u
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i) {
      const auto digit = at_ < text_.size() ? kHex.find(peek()) : std::string_view::npos;
      if (digit == std::string_view::npos) fail("\\u needs four hexadecimal digits");
      code = code * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
      next();
    }
    return code;
  }

  void word() {
    Node node = here(Node::Kind::null);
    const auto end = std::min(text_.find_first_of(" \t\r\n,]}:\"[{", at_), text_.size());
    node.scalar = std::string(text_.substr(at_, end - at_));
    if (!is_json_word(node.scalar)) fail("'" + node.scalar.substr(0, 40) + "' is no value");
    node.kind = resolve_plain(node.scalar);
    while (at_ < end) next();
    builder_.scalar(std::move(node));
  }

  static bool is_json_word(std::string_view text) {
    if (text == "null" || text == "true" || text == "false") return true;
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || digits[0] < '0' || digits[0] > '9') return false;
    if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') return false;
    const auto point = digits.find('.');
    if (point != std::string_view::npos &&
        (point + 1 == digits.size() || digits[point + 1] < '0' || digits[point + 1] > '9')) {
      return false;
    }
    if (digits.starts_with("0x") || digits.starts_with("0o")) return false;
    const auto kind = resolve_plain(text);
    return kind == Node::Kind::integer || kind == Node::Kind::real;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
  TreeBuilder builder_;
};

}  // namespace

Node read_json(std::string_view text) { return JsonReader(text).read(); }

}  // namespace spillway::document
