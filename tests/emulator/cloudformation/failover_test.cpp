// The template of the reference system, created from the repository's own file.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

document::Node failover() {
  auto root = document::load(SPILLWAY_SOURCE_DIR "/scenarios/failover.template.yaml");
  if (!root) FAIL(root.error().front().to_string());
  return *root;
}

Stack created(Recording& recording, const StackOptions& options) {
  auto stack = create_stack(failover(), "failover.template.yaml", options, recording.context);
  if (!stack) FAIL(stack.error().front().to_string());
  return *stack;
}

StackOptions named(const std::string& name) {
  StackOptions options;
  options.stack_name = name;
  return options;
}

constexpr const char* kGolden =
    SPILLWAY_SOURCE_DIR "/tests/emulator/cloudformation/failover.golden";

std::string golden() {
  std::ifstream file(kGolden);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the failover template makes these calls, in this order") {
  Recording recording;
  created(recording, named("failover"));
  std::string calls;
  for (const auto& [name, params] : recording.calls) calls += name + " " + params.dump() + "\n";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kGolden) << calls;
  CHECK(calls == golden());
}

TEST_CASE("the failover template has the parameters and resources that scenarios name") {
  const auto outline = check_template(failover(), "failover.template.yaml", named("x"));
  REQUIRE(outline.has_value());
  for (const char* name : {"ReservedConcurrency", "AlarmThreshold", "AlarmPeriod", "DesiredCount",
                           "ControllerStrategy", "ControllerTimeout", "HealthCheckPath"}) {
    CHECK(std::count(outline->parameters.begin(), outline->parameters.end(), name) == 1);
  }
  for (const char* id : {"AppFunction", "AppTask", "AppService", "Cluster", "AppRepository",
                         "LoadBalancer", "Listener", "LambdaTargetGroup", "EcsTargetGroup",
                         "ControllerFunction", "ConcurrencyAlarm", "AlarmRule"}) {
    CHECK(std::count_if(outline->resources.begin(), outline->resources.end(),
                        [&](const Resource& one) { return one.logical_id == id; }) == 1);
  }
}

TEST_CASE("the failover template's parameters arrive where they belong") {
  Recording recording;
  auto options = named("failover");
  options.parameters = {{"ReservedConcurrency", "500"},
                        {"AlarmThreshold", "400"},
                        {"AlarmPeriod", "120"},
                        {"DesiredCount", "3"},
                        {"ControllerStrategy", "reconcile"},
                        {"ControllerTimeout", "3"},
                        {"HealthCheckPath", "/"}};
  created(recording, options);
  std::string all;
  for (const auto& [name, params] : recording.calls) all += name + " " + params.dump() + "\n";
  for (const char* part : {R"("ReservedConcurrentExecutions":500)", R"("Threshold":400)",
                           R"("Period":120)", R"("DESIRED_COUNT":"3")", R"("STRATEGY":"reconcile")",
                           R"("Timeout":3,)", R"("HealthCheckPath":"/")"}) {
    INFO(part);
    CHECK(all.find(part) != std::string::npos);
  }
}

TEST_CASE("without images only what needs none is created") {
  Recording recording;
  auto options = named("failover");
  options.parameters = {{"ImagesPushed", "false"}};
  const Stack stack = created(recording, options);
  CHECK(stack.find("AppFunction") == nullptr);
  CHECK(stack.find("AppService") == nullptr);
  CHECK(stack.find("AppRepository") != nullptr);
  CHECK(stack.outputs.size() == 2);
}

TEST_CASE("the same seed gives the same names") {
  Recording one;
  Recording other;
  const Stack a = created(one, named("x"));
  const Stack b = created(other, named("x"));
  REQUIRE(a.resources.size() == b.resources.size());
  for (std::size_t i = 0; i < a.resources.size(); ++i) {
    CHECK(a.resources[i].physical_id == b.resources[i].physical_id);
  }
}
