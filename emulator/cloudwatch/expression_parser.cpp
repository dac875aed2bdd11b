// The grammar of metric math, by recursive descent: OR, AND, comparisons, sums, products, signs,
// powers, primaries; each binds closer than the one before.
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>

#include "emulator/cloudwatch/math_node.hpp"

namespace spillway::cloudwatch {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  MathResult<MathNode> parse() {
    MathNode root = disjunction();
    skip_blanks();
    if (!error_ && at_ < text_.size()) fail("'" + character() + "' is out of place");
    if (error_) return *error_;
    return root;
  }

 private:
  MathNode fail(std::string message, bool not_modelled = false) {
    if (!error_) error_ = MathError{std::move(message), not_modelled};
    return {};
  }

  // The whole of what stands here, however many bytes it takes in UTF-8.
  std::string character() const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
    return std::string(text_.substr(at_, end - at_));
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    const std::size_t end = at_ + token.size();
    if (is_letter(token.front()) && end < text_.size() && is_word(text_[end])) return false;
    at_ = end;
    return true;
  }

  static MathNode operation(std::string name, MathNode left, MathNode right) {
    MathNode node{MathNode::Kind::operation, 0, std::move(name)};
    node.arguments.push_back(std::move(left));
    node.arguments.push_back(std::move(right));
    return node;
  }

  /// A chain of operands of the next level, joined by one of the tokens; left to right.
  template <std::size_t N>
  MathNode chain(MathNode (Parser::*operand)(),
                 const std::array<std::pair<std::string_view, const char*>, N>& tokens) {
    MathNode left = (this->*operand)();
    while (!error_) {
      const char* found = nullptr;
      for (const auto& [token, name] : tokens) {
        if (found == nullptr && take(token)) found = name;
      }
      if (found == nullptr) break;
      left = operation(found, std::move(left), (this->*operand)());
    }
    return left;
  }

  MathNode disjunction() {
    static constexpr std::array<std::pair<std::string_view, const char*>, 2> kTokens = {
        {{"OR", "OR"}, {"||", "OR"}}};
    return chain(&Parser::conjunction, kTokens);
  }
  MathNode conjunction() {
    static constexpr std::array<std::pair<std::string_view, const char*>, 2> kTokens = {
        {{"AND", "AND"}, {"&&", "AND"}}};
    return chain(&Parser::comparison, kTokens);
  }
  MathNode comparison() {
    static constexpr std::array<std::pair<std::string_view, const char*>, 6> kTokens = {
        {{"==", "=="}, {"!=", "!="}, {"<=", "<="}, {">=", ">="}, {"<", "<"}, {">", ">"}}};
    return chain(&Parser::sum, kTokens);
  }
  MathNode sum() {
    static constexpr std::array<std::pair<std::string_view, const char*>, 2> kTokens = {
        {{"+", "+"}, {"-", "-"}}};
    return chain(&Parser::product, kTokens);
  }
  MathNode product() {
    static constexpr std::array<std::pair<std::string_view, const char*>, 2> kTokens = {
        {{"*", "*"}, {"/", "/"}}};
    return chain(&Parser::sign, kTokens);
  }
  MathNode sign() {
    if (++depth_ > Expression::kMaximumDepth) return fail("is nested too deep");
    MathNode node;
    if (take("-")) {
      node = operation("-", {MathNode::Kind::number, 0, {}, {}}, sign());
    } else {
      node = power();
    }
    --depth_;
    return node;
  }
  MathNode power() {
    MathNode base = primary();
    if (!error_ && take("^")) return operation("^", std::move(base), sign());
    return base;
  }

  MathNode primary() {
    skip_blanks();
    if (at_ == text_.size()) return fail("ends too early");
    const char c = text_[at_];
    if (is_digit(c) || c == '.') return number();
    if (c == '"' || c == '\'') return text();
    if (take("(")) {
      MathNode inner = disjunction();
      if (!take(")")) return fail("lacks a ')'");
      return inner;
    }
    if (take("[")) return list(']', MathNode{MathNode::Kind::list});
    if (is_letter(c)) return word();
    return fail("'" + character() + "' is out of place");
  }

  MathNode number() {
    MathNode node;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), node.number);
    if (error != std::errc() || !std::isfinite(node.number)) return fail("has a malformed number");
    at_ += static_cast<std::size_t>(end - begin);
    return node;
  }

  MathNode text() {
    const char quote = text_[at_];
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return fail("has a quote that is not closed");
    MathNode node{MathNode::Kind::text, 0, std::string(text_.substr(at_ + 1, end - at_ - 1))};
    at_ = end + 1;
    return node;
  }

  MathNode word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    std::string name(text_.substr(begin, at_ - begin));
    if (take("(")) {
      MathNode call = list(')', MathNode{MathNode::Kind::call, 0, std::move(name)});
      if (error_) return {};
      if (const auto known = check_function(call.name, call.arguments.size()); !known) {
        return fail(known.error().message, known.error().not_modelled);
      }
      return call;
    }
    if (name == "REPEAT" || name == "LINEAR") return {MathNode::Kind::text, 0, std::move(name)};
    if (std::islower(static_cast<unsigned char>(name.front())) == 0) {
      return fail("'" + name +
                  "' is neither an id, which begins with a lower-case letter, nor a "
                  "function");
    }
    return {MathNode::Kind::id, 0, std::move(name)};
  }

  MathNode list(char end, MathNode node) {
    if (take(std::string_view(&end, 1))) return node;
    do {
      if (++depth_ > Expression::kMaximumDepth) return fail("is nested too deep");
      node.arguments.push_back(disjunction());
      --depth_;
      if (error_) return {};
    } while (take(","));
    if (!take(std::string_view(&end, 1))) return fail(std::string("lacks a '") + end + "'");
    return node;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<MathError> error_;
};

void collect_ids(const MathNode& node, std::vector<std::string>& ids, std::set<std::string>& seen) {
  if (node.kind == MathNode::Kind::id && seen.insert(node.name).second) ids.push_back(node.name);
  for (const MathNode& argument : node.arguments) collect_ids(argument, ids, seen);
}

}  // namespace

MathResult<Expression> Expression::parse(std::string_view text) {
  if (text.empty() || text.size() > kMaximumBytes) {
    return MathError{"must have between 1 and 2048 characters", false};
  }
  auto root = Parser(text).parse();
  if (!root) return root.error();
  Expression expression;
  expression.text_ = text;
  expression.root_ = std::make_shared<const MathNode>(std::move(*root));
  return expression;
}

MathResult<MathValue> Expression::evaluate(const MathSource& source) const {
  return evaluate_node(*root_, source);
}

std::vector<std::string> Expression::ids() const {
  std::vector<std::string> ids;
  std::set<std::string> seen;
  collect_ids(*root_, ids, seen);
  return ids;
}

}  // namespace spillway::cloudwatch
