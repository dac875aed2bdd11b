#include "tools/cli/find_scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace spillway::cli {
namespace {

namespace fs = std::filesystem;

bool is_scenario(const fs::path& file) {
  const std::string name = file.filename().string();
  const bool yaml = file.extension() == ".yaml" || file.extension() == ".yml";
  return yaml && name.find(".template.") == std::string::npos;
}

}  // namespace

boost::system::result<std::vector<std::string>, std::string> find_scenarios(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (!fs::exists(path, error)) return path + ": there is no such file or folder";
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (is_scenario(entry.path())) found.push_back(entry.path().string());
    }
    if (error) return path + ": " + error.message();
    if (found.empty()) return path + ": holds no scenario (*.yaml)";
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace spillway::cli
