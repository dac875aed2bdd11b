#include "tools/harness/live_settings.hpp"

#include <algorithm>
#include <type_traits>

#include "emulator/document/units.hpp"
#include "tools/harness/aws_settings.hpp"

namespace spillway::harness {
namespace {

constexpr const char* kRealByThemselves[] = {"elbv2.request_latency", "lambda.cold_start",
                                             "lambda.invoke_overhead", "ecs.start.boot",
                                             "api.latency"};

struct MakeZero {
  template <class Field>
  void operator()(Field* field) const {
    if constexpr (std::is_constructible_v<Field, Duration>) *field = Duration::zero();
  }
};

}  // namespace

world::Settings live_settings(const Scenario& scenario) {
  world::Settings settings = scenario.aws;
  const auto& given = scenario.aws_given;
  for (const AwsKey& key : aws_keys()) {
    const auto is_key = [&](const auto& name) { return key.path == name; };
    if (std::none_of(std::begin(kRealByThemselves), std::end(kRealByThemselves), is_key)) continue;
    if (std::find(given.begin(), given.end(), key.path) != given.end()) continue;
    std::visit(MakeZero{}, key.field(settings));
  }
  return settings;
}

Scenario with_slack(const Scenario& scenario) {
  Scenario result = scenario;
  const Duration slack = scenario.live_slack;
  if (slack == Duration::zero()) return result;
  for (Expectation& expectation : result.expectations) {
    const bool is_never = expectation.kind == Expectation::Kind::never;
    if (expectation.kind == Expectation::Kind::metric) continue;
    if (expectation.within) {
      const Duration shorter = std::max(Duration::zero(), *expectation.within - slack);
      expectation.within = is_never ? shorter : *expectation.within + slack;
    }
    if (is_never && expectation.during) {
      auto& [stage, from, to] = *expectation.during;
      if (from && *from > Duration::zero()) *from += slack;
      if (to) *to -= slack;
    }
    expectation.text += ", with " + document::format_duration(slack) + " of slack";
  }
  return result;
}

live::Programs live_programs(const std::map<std::string, Code>& code, const std::string& folder) {
  live::Programs programs;
  for (const auto& [logical_id, what] : code) {
    live::Program& program = programs[logical_id];
    switch (what.kind) {
      case Code::app:
        program.command = {folder + "/spillway-app"};
        break;
      case Code::controller:
        program.command = {folder + "/spillway-controller"};
        break;
      case Code::command:
        program.command = what.argv;
        program.directory = what.cwd;
        for (const auto& [name, value] : what.env) program.environment[name] = value;
        break;
    }
  }
  return programs;
}

}  // namespace spillway::harness
