#include "tools/harness/check_scenario.hpp"

#include "emulator/cloudformation/stack.hpp"
#include "tools/harness/check_faults.hpp"
#include "tools/harness/check_names.hpp"
#include "tools/harness/scenario_loader.hpp"
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

// The template, and what it will create.
struct Checked {
  Node root;
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
                      "the template " + scenario.template_file + " cannot be read",
                      "is it there, and a file?"};
    return errors;
  }
  auto outline = check(*root, scenario.template_file, scenario);
  if (!outline) return outline.error();
  Diagnostics errors;
  check_code(scenario, *outline, errors);
  check_names(scenario, *outline, errors);
  check_faults(scenario, *outline, errors);
  if (!errors.empty()) return errors;
  return Checked{std::move(*root), std::move(*outline)};
}

}  // namespace

boost::system::result<Node, Diagnostics> load_template(const Scenario& scenario) {
  auto checked = check_all(scenario);
  if (!checked) return checked.error();
  return std::move(checked->root);
}

boost::system::result<Validated, Diagnostics> validate_file(const std::string& file) {
  auto root = document::load(file);
  if (!root) return root.error();
  const bool is_template =
      root->find("Resources") != nullptr || root->find("AWSTemplateFormatVersion") != nullptr;
  if (is_template) {
    const auto outline = cloudformation::check_template(*root, file, {});
    if (!outline) return outline.error();
    return Validated{cloudformation::inert_types_of(outline->resources)};
  }
  const auto scenario = load_scenario(file);
  if (!scenario) return scenario.error();
  const auto checked = check_all(*scenario);
  if (!checked) return checked.error();
  return Validated{cloudformation::inert_types_of(checked->outline.resources)};
}

}  // namespace spillway::harness
