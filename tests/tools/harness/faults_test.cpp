// The scenario's API faults, seen through a whole run.
#include "tests/support/catch.hpp"
#include "tools/harness/run.hpp"
#include "tools/harness/scenario_loader.hpp"

using namespace spillway;

namespace {

harness::RunRecord run_with(const std::string& faults) {
  const std::string text =
      "name: faulty\ntemplate: failover.template.yaml\n"
      "code: {AppFunction: app, AppTask: app, ControllerFunction: controller}\n"
      "load:\n  - {name: burst, for: 4m, rate: 20/s, paths: {/sleep: 1}}\nfaults:\n" +
      faults;
  const auto scenario = harness::parse_scenario(text, SPILLWAY_SOURCE_DIR "/scenarios/faulty.yaml");
  if (!scenario) FAIL(scenario.error().front().to_string());
  return harness::run(*scenario, {});
}

std::size_t count(const harness::RunRecord& record, const std::string& name, const char* member,
                  const Json& value) {
  return static_cast<std::size_t>(
      std::count_if(record.events.begin(), record.events.end(), [&](const core::Event& e) {
        return e.name == name && e.data.value(member, Json()) == value;
      }));
}

}  // namespace

TEST_CASE("a fault makes a call fail as AWS would, and the client's retries meet it too") {
  const auto record =
      run_with("  - {name: busy, call: ecs:UpdateService, error: ThrottlingException}\n");
  CHECK(record.exit_code == harness::ExitCode::ok);
  CHECK(count(record, "fault.injected", "name", "busy") >= 3);
  CHECK(count(record, "api.call", "error", "ThrottlingException") >= 3);
  CHECK(count(record, "lambda.invocation_finished", "status", "error") >= 1);
  CHECK(count(record, "ecs.service_updated", "to", 1) == 0);
}

TEST_CASE("a fault acts in its time only") {
  const auto record =
      run_with("  - {name: early, at: 0s, for: 30s, call: 'ecs:*', error: ServerException}\n");
  CHECK(count(record, "ecs.service_updated", "to", 1) == 1);
}
