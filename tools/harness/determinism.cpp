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

bool came_to_its_end(const RunRecord& record) {
  return record.exit_code == ExitCode::ok || record.exit_code == ExitCode::expectation_failed;
}

void give_up(DeterminismResult& result, const RunRecord& record) {
  result.exit_code = record.exit_code;
  result.errors = record.errors;
  result.problem = record.problem;
}

}  // namespace

std::string first_difference(const std::string& path_one, const std::string& path_two,
                             const std::string& name, std::uint64_t& lines) {
  std::ifstream one(path_one);
  std::ifstream two(path_two);
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

DeterminismResult check_determinism(const Scenario& scenario, const RunOptions& options) {
  DeterminismResult result;
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    result.exit_code = ExitCode::stopped;
    result.problem = "cannot make a temporary folder";
    return result;
  }
  RunOptions one = options;
  if (one.out_dir.empty()) one.out_dir = folder.path() + "/1";
  RunOptions two = options;
  two.out_dir = folder.path() + "/2";
  result.first = run(scenario, one);
  give_up(result, result.first);
  if (!came_to_its_end(result.first)) return result;
  const RunRecord second = run(scenario, two);
  if (!came_to_its_end(second)) {
    give_up(result, second);
    return result;
  }
  result.compared = true;
  for (const char* name : {"timeline.jsonl", "requests.jtl"}) {
    result.difference =
        first_difference(one.out_dir + "/" + name, two.out_dir + "/" + name, name, result.lines);
    if (result.difference.empty()) continue;
    result.exit_code = ExitCode::not_deterministic;
    break;
  }
  return result;
}

}  // namespace spillway::harness
