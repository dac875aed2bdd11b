#include "tools/harness/check_names.hpp"

#include <algorithm>

#include "emulator/core/event_values.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using cloudformation::Resource;
using document::Diagnostics;

constexpr const char* kTaskDefinition = "AWS::ECS::TaskDefinition";

bool runs_code(const Resource& resource) {
  return !resource.inert &&
         (resource.type == "AWS::Lambda::Function" || resource.type == kTaskDefinition);
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class NameCheck {
 public:
  NameCheck(const Scenario& scenario, const Outline& outline, Diagnostics& errors)
      : scenario_(scenario), outline_(outline), errors_(errors) {}

  void check(const Expectation& expectation) {
    check(expectation.event);
    check(expectation.after);
    for (const EventPattern& step : expectation.order) check(step);
  }

 private:
  void check(const Anchor& anchor) {
    check(anchor.event);
    for (const Anchor& outer : anchor.after) check(outer);
  }

  void check(const EventPattern& pattern) {
    for (const auto& [member, value] : pattern.where.items()) {
      const core::MemberValues* values = core::find_member_values(pattern.event, member);
      if (values == nullptr || values->kind != core::MemberValues::Kind::name_of) continue;
      check(pattern.place, member, values->words.front(), value.get<std::string>());
    }
  }

  void check(const Place& place, const std::string& member, const std::string& type,
             const std::string& name) {
    std::vector<std::string> ids;
    std::vector<std::string> given;
    for (const auto* resources : {&outline_.resources, &outline_.left_out}) {
      for (const Resource& resource : *resources) {
        if (resource.type != type) continue;
        ids.push_back(resource.logical_id);
        given.push_back(resource.given_name);
      }
    }
    if (holds(ids, name) || (!name.empty() && holds(given, name))) return;
    errors_.push_back({scenario_.file, place.line, place.column, place.path + "." + member,
                       "the template has no " + type + " '" + name + "'", did_you_mean(name, ids)});
  }

  const Scenario& scenario_;
  const Outline& outline_;
  Diagnostics& errors_;
};

}  // namespace

void check_code(const Scenario& scenario, const Outline& outline, Diagnostics& errors) {
  const auto add = [&](const Place& place, std::string message, std::string hint) {
    errors.push_back(
        {scenario.file, place.line, place.column, place.path, std::move(message), std::move(hint)});
  };
  std::vector<std::string> known;
  std::vector<std::string> left_out;
  for (const Resource& resource : outline.resources) {
    if (runs_code(resource)) known.push_back(resource.logical_id);
    const auto code = scenario.code.find(resource.logical_id);
    if (resource.type == kTaskDefinition && code != scenario.code.end() &&
        code->second == Code::controller) {
      add(scenario.code_places.at(resource.logical_id),
          "the controller is no HTTP server, so it cannot run in a container", "write app");
    }
  }
  // By a condition of the template: one scenario serves both its values.
  for (const Resource& resource : outline.left_out) {
    if (runs_code(resource)) left_out.push_back(resource.logical_id);
  }
  for (const auto& [logical_id, code] : scenario.code) {
    if (holds(known, logical_id) || holds(left_out, logical_id)) continue;
    add(scenario.code_places.at(logical_id),
        "the template has no function or task definition '" + logical_id + "'",
        did_you_mean(logical_id, known));
  }
  for (const std::string& logical_id : known) {
    if (scenario.code.contains(logical_id)) continue;
    add(scenario.code_place, "says nothing about '" + logical_id + "' of the template",
        "write code: {" + logical_id + ": app} or controller");
  }
}

void check_names(const Scenario& scenario, const Outline& outline, Diagnostics& errors) {
  NameCheck names(scenario, outline, errors);
  for (const Expectation& expectation : scenario.expectations) names.check(expectation);
}

}  // namespace spillway::harness
