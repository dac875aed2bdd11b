#include "emulator/core/code_names.hpp"

namespace spillway::core {
namespace {

// "host/team/app:1.2@sha256:..." as it is, without the registry, without the digest.
void add_names_of_image(std::vector<std::string>& names, const std::string& image) {
  if (image.empty()) return;
  names.push_back(image);
  std::string name = image;
  const std::string first = name.substr(0, name.find('/'));
  const bool has_registry =
      first.size() < name.size() && (first.find('.') != std::string::npos ||
                                     first.find(':') != std::string::npos || first == "localhost");
  if (has_registry) names.push_back(name = name.substr(first.size() + 1));
  if (const auto digest = name.find('@'); digest != std::string::npos) {
    names.push_back(name = name.substr(0, digest));
  }
  if (name.rfind(':') == std::string::npos) names.push_back(name + ":latest");
}

}  // namespace

std::vector<std::string> code_names_of_function(const std::string& logical_id,
                                                const std::string& function_name,
                                                const std::string& image) {
  std::vector<std::string> names = {logical_id, "function/" + function_name};
  add_names_of_image(names, image);
  return names;
}

std::vector<std::string> code_names_of_container(const std::string& logical_id,
                                                 const std::string& image) {
  std::vector<std::string> names;
  add_names_of_image(names, image);
  names.push_back(logical_id);
  return names;
}

bool is_code_name(const std::string& name) {
  return name.find(':') != std::string::npos || name.starts_with("function/");
}

}  // namespace spillway::core
