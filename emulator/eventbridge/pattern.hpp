// Pattern: an event pattern of EventBridge, parsed once and then only asked (aws-facts D).
//
// Immutable, any thread. Every operator of D is there. Known to differ from AWS: a number literal
// is compared by its canonical text, so that 3.0e2 equals 300.0 (but not 300); ignoring case knows
// ASCII only and refuses other patterns.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/eventbridge/condition.hpp"
#include "emulator/eventbridge/flat_event.hpp"

namespace spillway::eventbridge {

class Pattern {
 public:
  static constexpr std::size_t kMaximumBytes = 4096;
  static constexpr std::size_t kMaximumCombinations = 1000;
  static constexpr int kMaximumDepth = 100;  ///< UNSOURCED

  static PatternResult<Pattern> parse(std::string_view text);

  /// For one event and many patterns, make the FlatEvent once.
  bool matches(const Json& event) const { return matches(FlatEvent(event)); }
  bool matches(const FlatEvent& event) const;

 private:
  /// Dotted field names, each with its alternatives: all fields must match.
  using Conjunction = std::map<std::string, std::vector<Condition>>;

  Pattern() = default;
  std::optional<PatternError> add_object(const Json& object, const std::string& prefix,
                                         bool inside_or);
  std::optional<PatternError> add_or(const Json& branches, const std::string& prefix);
  std::optional<PatternError> add_leaf(const Json& alternatives, const std::string& name);

  /// The pattern with every "$or" multiplied out; one of them must match.
  std::vector<Conjunction> branches_;
};

}  // namespace spillway::eventbridge
