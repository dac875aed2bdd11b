// PrintedLines: what a person sees of what programs print: without secrets, long lines cut, and not
// more than can be read.
//
// Owned by ProcessHosts, used from the LiveRuntime's thread. Secrets are the values of the
// variables that were given to programs under names like AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
// DB_PASSWORD or API_KEY, and whatever stands after "Authorization:" and the like. The log streams
// of CloudWatch hold what was printed, as AWS's do.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway::live {

/// A line that a program printed: whose, and what.
using OnOutput = std::function<void(const std::string& who, std::string_view line)>;

/// Does a variable of that name hold a secret?
bool is_secret(std::string_view variable);

class PrintedLines {
 public:
  static constexpr std::size_t kLongest = 2000;      ///< of a line, in bytes
  static constexpr std::size_t kPerSecond = 200;     ///< lines of one program
  static constexpr std::size_t kMostSecrets = 4096;  ///< the newest are known

  explicit PrintedLines(OnOutput on_output) : on_output_(std::move(on_output)) {}

  /// Remembers the secrets among them.
  void note_variables(const std::map<std::string, std::string, std::less<>>& variables);
  /// The line with "****" for each secret.
  std::string masked(std::string_view line) const;
  void print(const std::string& who, std::string_view line, TimePoint now);

 private:
  /// A secret may be part of a longer one, of which nothing must be left.
  struct LongerFirst {
    bool operator()(const std::string& a, const std::string& b) const {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    }
  };
  struct Flow {
    TimePoint second{};
    std::size_t lines = 0;
    std::size_t left_out = 0;
  };

  const OnOutput on_output_;
  std::set<std::string, LongerFirst> secrets_;
  std::deque<std::string> by_age_;
  std::map<std::string, Flow> flows_;
};

}  // namespace spillway::live
