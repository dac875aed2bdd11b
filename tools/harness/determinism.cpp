#include "tools/harness/determinism.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace spillway::harness {
namespace {

namespace fs = std::filesystem;

// A folder for two runs that goes away with this object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "spillway-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Empty if both files are the same; else the first line that differs, as each run wrote it.
std::string first_difference(const std::string& a, const std::string& b, const std::string& name,
                             std::uint64_t& lines) {
  std::ifstream one(a);
  std::ifstream two(b);
  std::string line_one;
  std::string line_two;
  for (std::uint64_t number = 1;; ++number) {
    const bool more_one = static_cast<bool>(std::getline(one, line_one));
    const bool more_two = static_cast<bool>(std::getline(two, line_two));
    if (!more_one && !more_two) return {};
    if (more_one != more_two || line_one != line_two) {
      return "two runs of one seed differ, first in " + name + " line " + std::to_string(number) +
             ":\n  first run:  " + (more_one ? line_one : "(ended)") +
             "\n  second run: " + (more_two ? line_two : "(ended)");
    }
    ++lines;
  }
}

}  // namespace

DeterminismResult check_determinism(const Scenario& scenario) {
  DeterminismResult result;
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    result.exit_code = ExitCode::stopped;
    result.difference = "cannot make a temporary folder";
    return result;
  }
  for (const char* which : {"/1", "/2"}) {
    RunOptions options;
    options.out_dir = folder.path() + which;
    const RunRecord record = run(scenario, options);
    if (record.exit_code == ExitCode::ok || record.exit_code == ExitCode::expectation_failed)
      continue;
    result.exit_code = record.exit_code;
    result.difference = record.errors.empty() ? record.problem : record.errors.front().to_string();
    return result;
  }
  for (const char* name : {"/timeline.jsonl", "/requests.jtl"}) {
    result.difference = first_difference(folder.path() + "/1" + name, folder.path() + "/2" + name,
                                         name + 1, result.lines);
    if (result.difference.empty()) continue;
    result.exit_code = ExitCode::not_deterministic;
    return result;
  }
  result.ok = true;
  return result;
}

}  // namespace spillway::harness
