#include "tools/harness/check_code.hpp"

#include <algorithm>
#include <vector>

#include "emulator/core/code_names.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using cloudformation::Resource;

constexpr const char* kTaskDefinition = "AWS::ECS::TaskDefinition";

bool runs_code(const Resource& resource) {
  return !resource.inert &&
         (resource.type == "AWS::Lambda::Function" || resource.type == kTaskDefinition);
}

bool is_called(const Resource& resource, const std::string& name) {
  if (name.empty()) return false;
  const std::string& path = resource.construct_path;
  return name == resource.logical_id || name == resource.given_name || name == path ||
         name == path.substr(path.find('/') + 1);
}

class CodeCheck {
 public:
  CodeCheck(const Scenario& scenario, const Outline& outline, document::Diagnostics& errors)
      : scenario_(scenario), outline_(outline), errors_(errors) {}

  std::map<std::string, Code> resolve() {
    for (const auto& [name, code] : scenario_.code) resolve(name, code);
    for (const Resource& resource : outline_.resources) {
      if (!runs_code(resource) || code_.contains(resource.logical_id)) continue;
      if (images_named_) continue;  // one of them may be its: the run will tell
      add(scenario_.code_place,
          "says nothing about '" + resource.logical_id + "' of the template" + from(resource),
          "write code: {" + resource.logical_id + ": app} or controller");
    }
    return std::move(code_);
  }

 private:
  void resolve(const std::string& name, const Code& code) {
    const Place& place = scenario_.code_places.at(name);
    const std::vector<const Resource*> called = all_called(name);
    if (called.empty() && core::is_code_name(name)) {
      images_named_ |= !name.starts_with("function/");
      code_.emplace(name, code);
      return;
    }
    if (called.empty()) {
      return add(place, "the template has no function or task definition '" + name + "'",
                 candidates(name));
    }
    if (called.size() > 1) {
      return add(
          place, "'" + name + "' is the name of more than one function or task definition",
          "name each by its logical id: " + called[0]->logical_id + ", " + called[1]->logical_id);
    }
    const Resource& resource = *called.front();
    if (resource.type == kTaskDefinition && code == Code::controller) {
      add(place, "the controller is no HTTP server, so it cannot run in a container", "write app");
    }
    if (code.is_by_handler() && resource.type == kTaskDefinition) {
      add(place, "a container has no Handler, so it needs a command",
          "write command: [python3, server.py]");
    }
    if (!code_.emplace(resource.logical_id, code).second) {
      add(place, "'" + name + "' is " + resource.logical_id + ", which has its code already", "");
    }
  }

  /// What a condition of the template leaves out counts: one scenario serves both its values.
  std::vector<const Resource*> all_called(const std::string& name) const {
    std::vector<const Resource*> called;
    for (const auto* resources : {&outline_.resources, &outline_.left_out}) {
      for (const Resource& resource : *resources) {
        if (runs_code(resource) && is_called(resource, name)) called.push_back(&resource);
      }
    }
    return called;
  }

  std::string candidates(const std::string& name) const {
    std::vector<std::string> ids;
    std::string list;
    for (const Resource& resource : outline_.resources) {
      if (!runs_code(resource)) continue;
      ids.push_back(resource.logical_id);
      list += (list.empty() ? "it has " : ", ") + resource.logical_id + from(resource);
    }
    std::string near = did_you_mean(name, ids);
    return near.empty() ? list : near;
  }

  /// " (Web/Function)" for what CDK made, for whom its logical id tells little.
  static std::string from(const Resource& resource) {
    const std::string& path = resource.construct_path;
    return path.empty() ? "" : " (" + path.substr(path.find('/') + 1) + ")";
  }

  void add(const Place& place, std::string message, std::string hint) {
    errors_.push_back({scenario_.file, place.line, place.column, place.path, std::move(message),
                       std::move(hint)});
  }

  const Scenario& scenario_;
  const Outline& outline_;
  document::Diagnostics& errors_;
  std::map<std::string, Code> code_;
  bool images_named_ = false;
};

}  // namespace

std::map<std::string, Code> resolve_code(const Scenario& scenario, const Outline& outline,
                                         document::Diagnostics& errors) {
  return CodeCheck(scenario, outline, errors).resolve();
}

}  // namespace spillway::harness
