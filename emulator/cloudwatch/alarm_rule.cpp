#include "emulator/cloudwatch/alarm_rule.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace spillway::cloudwatch {

struct RuleNode {
  enum class Kind { truth, in_state, negation, conjunction, disjunction };
  Kind kind = Kind::truth;
  bool truth = true;
  AlarmState state = AlarmState::ok;
  std::string alarm{};
  std::vector<RuleNode> operands{};
};

namespace {

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  boost::system::result<RuleNode, RuleError> parse() {
    RuleNode root = disjunction();
    skip_blanks();
    if (error_.empty() && at_ < text_.size()) fail("is not complete");
    if (!error_.empty()) return RuleError{error_};
    return root;
  }

 private:
  RuleNode fail(const std::string& what) {
    if (error_.empty()) error_ = what + " at position " + std::to_string(at_ + 1);
    return {};
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  /// A word of the language: letters and underscores, not followed by more of them.
  bool take_word(std::string_view word) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && !is_blank(text_[end]) && text_[end] != '(' && text_[end] != ')') {
      return false;
    }
    at_ = end;
    return true;
  }

  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  RuleNode chain(RuleNode (Parser::*operand)(), std::string_view word, RuleNode::Kind kind) {
    RuleNode first = (this->*operand)();
    RuleNode all{kind};
    while (error_.empty() && take_word(word)) {
      if (all.operands.empty()) all.operands.push_back(std::move(first));
      all.operands.push_back((this->*operand)());
    }
    return all.operands.empty() ? first : all;
  }

  RuleNode disjunction() { return chain(&Parser::conjunction, "OR", RuleNode::Kind::disjunction); }
  RuleNode conjunction() { return chain(&Parser::negation, "AND", RuleNode::Kind::conjunction); }

  RuleNode negation() {
    if (++depth_ > AlarmRule::kMaximumDepth) return fail("is nested too deep");
    RuleNode node;
    if (take_word("NOT")) {
      node.kind = RuleNode::Kind::negation;
      node.operands.push_back(negation());
    } else {
      node = primary();
    }
    --depth_;
    return node;
  }

  RuleNode primary() {
    if (take('(')) {
      RuleNode inner = disjunction();
      if (!take(')')) return fail("a ')' should stand");
      return inner;
    }
    for (const bool truth : {true, false}) {
      if (take_word(truth ? "TRUE" : "FALSE")) return {RuleNode::Kind::truth, truth};
    }
    for (const AlarmState state : kAlarmStates) {
      if (take_word(name_of(state))) return in_state(state);
    }
    return fail("ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or '(' should stand");
  }

  RuleNode in_state(AlarmState state) {
    if (!take('(')) return fail("a '(' should stand");
    RuleNode node{RuleNode::Kind::in_state, true, state, alarm_name_of(alarm())};
    if (error_.empty() && node.alarm.empty()) return fail("an alarm's name should stand");
    if (!take(')')) return fail("a ')' should stand");
    return node;
  }

  std::string alarm() {
    skip_blanks();
    if (take('"')) {
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) {
        fail("a quote that is never closed begins");
        return {};
      }
      std::string name(text_.substr(at_, end - at_));
      at_ = end + 1;
      return name;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != ')' && text_[at_] != '(' &&
           text_[at_] != ',') {
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string error_;
};

void collect_children(const RuleNode& node, std::vector<std::string>& children) {
  if (node.kind == RuleNode::Kind::in_state &&
      std::find(children.begin(), children.end(), node.alarm) == children.end()) {
    children.push_back(node.alarm);
  }
  for (const RuleNode& operand : node.operands) collect_children(operand, children);
}

bool node_holds(const RuleNode& node, const AlarmRule::StateOf& state_of) {
  const auto holds = [&](const RuleNode& operand) { return node_holds(operand, state_of); };
  switch (node.kind) {
    case RuleNode::Kind::truth:
      return node.truth;
    case RuleNode::Kind::in_state:
      return state_of(node.alarm) == node.state;
    case RuleNode::Kind::negation:
      return !holds(node.operands.front());
    case RuleNode::Kind::conjunction:
      return std::all_of(node.operands.begin(), node.operands.end(), holds);
    case RuleNode::Kind::disjunction:
      return std::any_of(node.operands.begin(), node.operands.end(), holds);
  }
  return false;
}

}  // namespace

boost::system::result<AlarmRule, RuleError> AlarmRule::parse(std::string_view text) {
  if (text.empty() || text.size() > kMaximumBytes) {
    return RuleError{"must have between 1 and 10240 characters"};
  }
  auto root = Parser(text).parse();
  if (!root) return root.error();
  AlarmRule rule;
  rule.text_ = text;
  collect_children(*root, rule.children_);
  if (rule.children_.size() > kMaximumChildren) return RuleError{"names more than 100 alarms"};
  rule.root_ = std::make_shared<const RuleNode>(std::move(*root));
  return rule;
}

bool AlarmRule::holds(const StateOf& state_of) const { return node_holds(*root_, state_of); }

std::string alarm_name_of(std::string_view name_or_arn) {
  constexpr std::string_view kAlarm = ":alarm:";
  const std::size_t at = name_or_arn.find(kAlarm);
  if (!name_or_arn.starts_with("arn:") || at == std::string_view::npos) {
    return std::string(name_or_arn);
  }
  return std::string(name_or_arn.substr(at + kAlarm.size()));
}

}  // namespace spillway::cloudwatch
