// The commands of `spillway`, each a function from its options to an exit code. main() parses the
// options and owns the terminal. One thread calls them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/terminal.hpp"
#include "tools/harness/run.hpp"

namespace spillway::cli {

/// What live mode listens on.
struct LiveArguments {
  std::uint16_t port = 4566;
  std::uint16_t alb_port = 0;
  std::string bind = "127.0.0.1";
  std::vector<std::string> hosts;
  bool no_freeze = false;
  std::string access_log;
};

struct RunArguments {
  std::string scenario;
  bool live = false;
  LiveArguments listen;
  std::string endpoint;  ///< of an emulator that runs already; empty: one of its own
  std::optional<std::uint64_t> seed;
  std::vector<std::string> set;  ///< key=value
  std::string out_dir;
  bool no_requests = false;
  bool check_determinism = false;
  bool quiet = false;
};

struct UpArguments {
  std::string file;               ///< a scenario or a template
  std::vector<std::string> set;   ///< key=value
  std::vector<std::string> code;  ///< NAME=app, NAME=controller or NAME=COMMAND; of a template
  std::string out_dir;
  bool load = false;
  bool quiet = false;
  bool json = false;
  LiveArguments listen;
};

struct TestArguments {
  std::vector<std::string> paths;
  std::string junit_file;
  int jobs = 0;  ///< 0: as many as there are cores
};

harness::ExitCode run_command(const RunArguments& arguments, Terminal& terminal);
harness::ExitCode up_command(const UpArguments& arguments, Terminal& terminal);
harness::ExitCode test_command(const TestArguments& arguments, Terminal& terminal);
harness::ExitCode report_command(const std::string& folder, Terminal& terminal);
harness::ExitCode validate_command(const std::vector<std::string>& files, Terminal& terminal);
/// See explain_topics().
harness::ExitCode explain_command(const std::string& topic, Terminal& terminal);

std::vector<std::string> explain_topics();

}  // namespace spillway::cli
