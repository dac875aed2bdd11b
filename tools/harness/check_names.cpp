#include "tools/harness/check_names.hpp"

#include <algorithm>

#include "emulator/core/event_values.hpp"
#include "tools/harness/recorded_names.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using cloudformation::Resource;
using document::Diagnostics;

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
      if (pattern.event == "ecs.service_event" && member == "message") {
        check_message(pattern.place, member, value);
        continue;
      }
      const core::MemberValues* values = core::find_member_values(pattern.event, member);
      if (values == nullptr || values->kind != core::MemberValues::Kind::name_of) continue;
      check(pattern.place, member, values->words, value.get<std::string>());
    }
  }

  // A message that no service can tell would make any `never` true.
  void check_message(const Place& place, const std::string& member, const Json& value) {
    const std::string message = value.is_string() ? value.get<std::string>() : value.dump();
    const std::string service(service_named_in(message));
    if (!service.empty()) return check(place, member, {"AWS::ECS::Service"}, service);
    errors_.push_back({scenario_.file, place.line, place.column, place.path + "." + member,
                       "'" + message + "' is no message of a service",
                       "as in \"(service AppService) has reached a steady state.\""});
  }

  void check(const Place& place, const std::string& member, const std::vector<std::string>& types,
             const std::string& name) {
    std::vector<std::string> ids;
    std::vector<std::string> given;
    for (const auto* resources : {&outline_.resources, &outline_.left_out}) {
      for (const Resource& resource : *resources) {
        if (!holds(types, resource.type)) continue;
        ids.push_back(resource.logical_id);
        given.push_back(resource.given_name);
      }
    }
    if (holds(ids, name) || (!name.empty() && holds(given, name))) return;
    errors_.push_back({scenario_.file, place.line, place.column, place.path + "." + member,
                       "the template has no " + types.front() + " '" + name + "'",
                       did_you_mean_or_list(name, ids, "it has ")});
  }

  const Scenario& scenario_;
  const Outline& outline_;
  Diagnostics& errors_;
};

}  // namespace

void check_names(const Scenario& scenario, const Outline& outline, Diagnostics& errors) {
  NameCheck names(scenario, outline, errors);
  for (const Expectation& expectation : scenario.expectations) names.check(expectation);
}

}  // namespace spillway::harness
