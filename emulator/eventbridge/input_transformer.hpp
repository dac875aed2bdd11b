// InputTransformer: what a target is given instead of the event: a template whose <variables> are
// values of the event.
//
// Immutable, any thread. Source: EventBridge user guide, "Amazon EventBridge input transformation".
// Known to be assumptions (UNSOURCED): a variable whose path finds nothing is an empty string; a
// name in <> that is neither a variable nor predefined is refused; a result that is no JSON fails
// the hand-over.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/eventbridge/json_path.hpp"

namespace spillway::eventbridge {

/// What predefined variables stand for, besides the event itself.
struct TransformerFacts {
  std::string rule_arn;
  std::string rule_name;
  std::string ingestion_time;  ///< "2026-01-05T12:00:00Z"
};

class InputTransformer {
 public:
  static constexpr std::size_t kMaximumPaths = 100;
  static constexpr std::size_t kMaximumTemplateBytes = 8192;

  static PatternResult<InputTransformer> parse(const std::map<std::string, std::string>& paths,
                                               const std::string& text);

  /// The filled template, minified; nothing: it is no JSON with these values.
  std::optional<std::string> fill(const Json& event, const TransformerFacts& facts) const;

  const std::map<std::string, std::string>& paths() const { return path_texts_; }
  const std::string& text() const { return text_; }

 private:
  /// A text, or a variable's name.
  struct Part {
    bool is_variable;
    bool quoted;  ///< of a variable: stands within a JSON string
    std::string text;
  };
  std::optional<PatternError> split(const std::string& text);
  std::optional<PatternError> check() const;
  Json value_of(const std::string& variable, const Json& event,
                const TransformerFacts& facts) const;

  std::map<std::string, std::string> path_texts_;
  std::map<std::string, JsonPath> paths_;
  std::string text_;
  std::vector<Part> parts_;
};

}  // namespace spillway::eventbridge
