#include "tools/harness/check_faults.hpp"

#include <algorithm>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/sections.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using cloudformation::Resource;
using core::FaultKind;
using Names = std::vector<std::string>;

// Which operations there are, only the services know: a world is made to ask them.
class Operations {
 public:
  Names services() const { return world_.operations().services(); }
  Names actions(const std::string& service) const { return world_.operations().actions(service); }

 private:
  const std::map<std::string, Code> no_code_;
  sim::VirtualRuntime runtime_{{}};
  core::Timeline timeline_{runtime_};
  VirtualHosts hosts_{runtime_, no_code_};
  world::World world_{runtime_, timeline_, {hosts_, hosts_}, {}};
};

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What can send events to the bus of itself; any other source is a program's own.
const Names& sources_of_aws() {
  static const Names sources = {"aws.cloudwatch", "aws.ecs", "aws.ecr", "aws.autoscaling"};
  return sources;
}

// Some services go by another name in IAM's policies, in endpoints or in talk.
std::string service_meant(const std::string& name, const Names& services) {
  static const std::map<std::string, std::string> meant = {
      {"alb", "elbv2"},
      {"autoscaling", "application-autoscaling"},
      {"cloudwatchlogs", "logs"},
      {"elasticloadbalancing", "elbv2"},
      {"elasticloadbalancingv2", "elbv2"},
      {"elb", "elbv2"},
      {"eventbridge", "events"},
      {"monitoring", "cloudwatch"}};
  const auto found = meant.find(name);
  if (found != meant.end()) return "did you mean '" + found->second + "'?";
  return did_you_mean_or_list(name, services, "there are ");
}

class FaultCheck {
 public:
  FaultCheck(const Scenario& scenario, const Outline& outline, document::Diagnostics& errors)
      : scenario_(scenario), outline_(outline), errors_(errors) {}

  void check(const ScenarioFault& read) {
    const FaultKind& kind = core::fault_kind(read.fault.type);
    kind.strikes_calls() ? check_call(read) : check_target(read, kind);
    check_caller(read);
    if (read.fault.from < TimePoint(scenario_.duration)) return;
    fail(read.target_place, "the fault begins after the end of the run", "begin it earlier");
  }

 private:
  void fail(const Place& place, std::string message, std::string hint) {
    errors_.push_back({scenario_.file, place.line, place.column, place.path, std::move(message),
                       std::move(hint)});
  }

  void check_call(const ScenarioFault& read) {
    const std::string& call = read.fault.target;
    const auto colon = call.find(':');
    const std::string service = call.substr(0, colon);
    const std::string action = call.substr(colon + 1);
    const Names actions = operations_.actions(service);
    if (actions.empty()) {
      fail(read.target_place, "there is no service '" + service + "'",
           service_meant(service, operations_.services()));
    } else if (action != "*" && !holds(actions, action)) {
      fail(read.target_place, "there is no call " + call, did_you_mean(action, actions));
    }
  }

  void check_target(const ScenarioFault& read, const FaultKind& kind) {
    const std::string& target = read.fault.target;
    if (target.empty()) return;
    const bool strikes_events = kind.target_types.front() == "AWS::Events::Rule";
    if (strikes_events && target.find('.') != std::string::npos) {
      if (!target.starts_with("aws.") || holds(sources_of_aws(), target)) return;
      fail(read.target_place, "nothing here sends events of the source '" + target + "'",
           did_you_mean_or_list(target, sources_of_aws(), "the sources are "));
      return;
    }
    Names ids;
    std::string types;
    for (const std::string_view type : kind.target_types) {
      types += (types.empty() ? "" : " or ") + std::string(type);
      const bool tagged = type == "AWS::ECR::Repository";
      if (names_one(type, tagged ? target.substr(0, target.find(':')) : target, ids)) return;
    }
    fail(read.target_place, "the template has no " + types + " '" + target + "'",
         did_you_mean_or_list(target, ids, "it has "));
  }

  void check_caller(const ScenarioFault& read) {
    if (!read.fault.has("caller")) return;
    const std::string caller = read.fault.text("caller");
    const auto& services = core::kCallingServices;
    if (std::find(services.begin(), services.end(), caller) != services.end()) return;
    Names ids(services.begin(), services.end());
    if (names_one("AWS::Lambda::Function", caller, ids) ||
        names_one("AWS::ECS::Service", caller, ids)) {
      return;
    }
    fail(read.caller_place, "the template has no function or service '" + caller + "'",
         did_you_mean_or_list(caller, ids, "it has "));
  }

  // Is there a resource of that type and name? Adds the logical ids that it might have been.
  bool names_one(std::string_view type, const std::string& name, Names& ids) const {
    for (const auto* resources : {&outline_.resources, &outline_.left_out}) {
      for (const Resource& resource : *resources) {
        if (resource.type != type) continue;
        if (name == resource.logical_id) return true;
        if (!name.empty() && name == resource.given_name) return true;
        ids.push_back(resource.logical_id);
      }
    }
    return false;
  }

  const Scenario& scenario_;
  const Outline& outline_;
  document::Diagnostics& errors_;
  const Operations operations_;
};

}  // namespace

void check_faults(const Scenario& scenario, const Outline& outline, document::Diagnostics& errors) {
  if (scenario.faults.empty()) return;
  FaultCheck check(scenario, outline, errors);
  for (const ScenarioFault& read : scenario.faults) check.check(read);
}

}  // namespace spillway::harness
