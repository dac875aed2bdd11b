// CommandLine: the commands of `spillway` and their options, with the help that teaches them.
//
// Owned by main(). Parse app(), then run() what was asked for. Not to be moved: the parser writes
// into the members.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/commands.hpp"

namespace CLI {
class App;
}

namespace spillway::cli {

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  CLI::App& app() { return *app_; }
  /// Precondition: app() has parsed.
  harness::ExitCode run(Terminal& terminal) { return action_(terminal); }

 private:
  CLI::App* add(const char* name, const char* about, const char* footer);
  void add_run();
  void add_up();
  void add_test();
  void add_report();
  void add_validate();
  void add_explain();
  void add_completion();

  std::unique_ptr<CLI::App> app_;
  std::function<harness::ExitCode(Terminal&)> action_;
  RunArguments run_;
  UpArguments up_;
  TestArguments test_;
  std::string folder_;
  std::vector<std::string> files_;
  std::string topic_;
  std::string shell_;
};

}  // namespace spillway::cli
