#include "tools/harness/check_scenario.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "emulator/cloudformation/stack.hpp"
#include "tools/harness/check_code.hpp"
#include "tools/harness/check_faults.hpp"
#include "tools/harness/check_images.hpp"
#include "tools/harness/check_names.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/harness/trial_deployment.hpp"
#include "tools/harness/validate.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using document::Diagnostics;
using document::Node;

boost::system::result<Outline, Diagnostics> check(const Node& root, const std::string& file,
                                                  const Scenario& scenario) {
  cloudformation::StackOptions options;
  options.stack_name = scenario.name;
  options.parameters = scenario.parameters;
  options.account = scenario.aws.account;
  return cloudformation::check_template(root, file, options);
}

// A value that does not fit its parameter, and one of no parameter, are the scenario's mistakes.
void blame_scenario(const Scenario& scenario, Diagnostics& errors) {
  for (auto& error : errors) {
    constexpr std::string_view kParameters = "Parameters.";
    if (!error.path.starts_with(kParameters)) continue;
    const auto place = scenario.parameter_places.find(error.path.substr(kParameters.size()));
    if (place == scenario.parameter_places.end()) continue;
    if (error.hint.empty()) {
      const std::string where = error.file + ":" + std::to_string(error.line);
      error.hint = error.line == 0 ? "leave it out, or add it to Parameters in " + error.file
                                   : "see " + error.path + " in " + where;
    }
    error.file = scenario.file;
    std::tie(error.line, error.column, error.path) =
        std::tie(place->second.line, place->second.column, place->second.path);
  }
}

Trial trial_of(const Scenario& scenario, const Node& root,
               const std::map<std::string, Code>& code) {
  return {root, scenario.template_file, scenario.name, scenario.parameters, code, scenario.aws};
}

// The template, and what it will create.
struct Checked {
  LoadedTemplate loaded;
  Outline outline;
};

boost::system::result<Checked, Diagnostics> check_all(const Scenario& scenario) {
  auto root = document::load(scenario.template_file);
  if (!root) {
    // A file that is not there is the scenario's mistake, a broken one its own.
    Diagnostics errors = root.error();
    if (errors.front().line != 0) return errors;
    const Place& place = scenario.template_place;
    errors.front() = {scenario.file,
                      place.line,
                      place.column,
                      place.path,
                      "the template cannot be read: " +
                          (scenario.template_file.empty() ? "." : scenario.template_file),
                      "is it there, and a file?"};
    return errors;
  }
  auto outline = check(*root, scenario.template_file, scenario);
  Diagnostics errors;
  if (!outline) {
    errors = outline.error();
    blame_scenario(scenario, errors);
    return errors;
  }
  auto code = resolve_code(scenario, *outline, errors);
  check_names(scenario, *outline, errors);
  check_faults(scenario, *outline, errors);
  if (!errors.empty()) return errors;
  errors = check_images(scenario, *outline, trial_of(scenario, *root, code));
  if (!errors.empty()) return errors;
  return Checked{{std::move(*root), std::move(code)}, std::move(*outline)};
}

}  // namespace

boost::system::result<LoadedTemplate, Diagnostics> load_template(const Scenario& scenario) {
  auto checked = check_all(scenario);
  if (!checked) return checked.error();
  return std::move(checked->loaded);
}

namespace {

// A template by itself, or what was meant to be one.
bool is_template(const Node& root) {
  static const std::vector<std::string> kSections = {"AWSTemplateFormatVersion", "Resources",
                                                     "Parameters", "Conditions", "Mappings"};
  return std::any_of(kSections.begin(), kSections.end(),
                     [&](const auto& section) { return root.find(section) != nullptr; });
}

boost::system::result<Validated, Diagnostics> validate_template(const Node& root,
                                                                const std::string& file) {
  const auto outline = cloudformation::check_template(root, file, {});
  if (!outline) return outline.error();
  Trial trial{root, file, "trial", {}, {}, {}};
  // Whose code it is does not matter as long as nothing runs.
  for (const auto& resource : outline->resources) trial.code[resource.logical_id] = Code::app;
  Diagnostics refused = try_deployment(trial);
  if (!refused.empty()) return refused;
  return Validated{outline->without_influence};
}

}  // namespace

bool is_template_file(const std::string& file) {
  const auto root = document::load(file);
  return root && is_template(*root);
}

boost::system::result<Validated, Diagnostics> validate_file(const std::string& file) {
  auto root = document::load(file);
  if (!root) return root.error();
  if (is_template(*root)) return validate_template(*root, file);
  const auto scenario = load_scenario(file);
  if (!scenario) return scenario.error();
  const auto checked = check_all(*scenario);
  if (!checked) return checked.error();
  Diagnostics refused =
      try_deployment(trial_of(*scenario, checked->loaded.root, checked->loaded.code));
  if (!refused.empty()) return refused;
  return Validated{checked->outline.without_influence};
}

}  // namespace spillway::harness
