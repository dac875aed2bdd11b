#include "tools/harness/check_scenario.hpp"

#include <algorithm>

#include "emulator/cloudformation/stack.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/harness/validate.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using document::Diagnostics;
using document::Node;

bool runs_code(const cloudformation::Resource& resource) {
  return resource.type == "AWS::Lambda::Function" || resource.type == "AWS::ECS::TaskDefinition";
}

void check_code(const Scenario& scenario, const Outline& outline, Diagnostics& errors) {
  std::vector<std::string> known;
  for (const auto& resource : outline.resources) {
    if (runs_code(resource)) known.push_back(resource.logical_id);
  }
  for (const auto& [logical_id, code] : scenario.code) {
    if (std::find(known.begin(), known.end(), logical_id) != known.end()) continue;
    const auto near = document::nearest(logical_id, known);
    errors.push_back({scenario.file, scenario.code_line, 0, "code." + logical_id,
                      "the template has no function or task definition '" + logical_id + "'",
                      near ? "did you mean '" + *near + "'?" : ""});
  }
  for (const std::string& logical_id : known) {
    if (scenario.code.contains(logical_id)) continue;
    errors.push_back({scenario.file, scenario.code_line, 0, "code",
                      "says nothing about '" + logical_id + "' of the template",
                      "write code: {" + logical_id + ": app} or controller"});
  }
}

boost::system::result<Outline, Diagnostics> check(const Node& root, const std::string& file,
                                                  const Scenario& scenario) {
  cloudformation::StackOptions options;
  options.stack_name = scenario.name;
  options.parameters = scenario.parameters;
  options.account = scenario.aws.account;
  return cloudformation::check_template(root, file, options);
}

}  // namespace

boost::system::result<Node, Diagnostics> load_template(const Scenario& scenario) {
  auto root = document::load(scenario.template_file);
  if (!root) return root.error();
  const auto outline = check(*root, scenario.template_file, scenario);
  if (!outline) return outline.error();
  Diagnostics errors;
  check_code(scenario, *outline, errors);
  if (!errors.empty()) return errors;
  return std::move(*root);
}

Diagnostics validate_file(const std::string& file) {
  auto root = document::load(file);
  if (!root) return root.error();
  const bool is_template =
      root->find("Resources") != nullptr || root->find("AWSTemplateFormatVersion") != nullptr;
  if (is_template) {
    const auto outline = cloudformation::check_template(*root, file, {});
    return outline ? Diagnostics{} : outline.error();
  }
  const auto scenario = load_scenario(file);
  if (!scenario) return scenario.error();
  const auto checked = load_template(*scenario);
  return checked ? Diagnostics{} : checked.error();
}

}  // namespace spillway::harness
