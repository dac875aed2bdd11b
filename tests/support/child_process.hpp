// ChildProcess: one of our binaries, run for real, for tests of what only a process shows: signals,
// exit codes, output. Owned by a test; destroying it kills what still runs.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spillway::testing {

class ChildProcess {
 public:
  using Variables = std::map<std::string, std::string>;

  /// Its environment holds `variables` and nothing else. Throws std::runtime_error if it cannot be
  /// started.
  ChildProcess(const std::string& path, const std::vector<std::string>& arguments,
               const Variables& variables);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// The next line of its standard output, without the newline; what there is if it ends.
  std::string read_line();
  /// The rest of its standard output, and all of its standard error. Blocks until it closes them.
  std::string read_output();
  std::string read_errors();

  void signal(int number) const;
  /// Its exit status as the shell counts it, 128+n for signal n; nothing if it still runs then.
  std::optional<int> wait(std::chrono::milliseconds patience);

 private:
  pid_t pid_ = 0;
  int output_ = -1;
  int errors_ = -1;
  std::optional<int> status_;
};

}  // namespace spillway::testing
