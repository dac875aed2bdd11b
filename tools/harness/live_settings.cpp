#include "tools/harness/live_settings.hpp"

#include <algorithm>
#include <type_traits>

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
