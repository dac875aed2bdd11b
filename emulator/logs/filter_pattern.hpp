// FilterPattern: the filterPattern of FilterLogEvents, as far as it is made of terms. A plain
// value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spillway::logs {

class FilterPattern {
 public:
  /// Terms are words, or texts within double quotes; empty matches everything.
  explicit FilterPattern(std::string_view text);

  /// False if it is more than terms: JSON, columns, alternatives, exclusions, regular expressions.
  bool is_modelled() const { return is_modelled_; }
  /// True if the message contains every term, in the same case.
  bool matches(std::string_view message) const;

 private:
  std::vector<std::string> terms_;
  bool is_modelled_ = true;
};

}  // namespace spillway::logs
