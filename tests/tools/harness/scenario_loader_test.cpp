#include "tools/harness/scenario_loader.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::parse_scenario;

namespace {

constexpr const char* kGood = R"(name: burst
about: A burst
template: failover.template.yaml
parameters: {ReservedConcurrency: 10, AlarmThreshold: "8"}
code: {AppFunction: app, ControllerFunction: controller}
seed: 7
duration: 15m
aws:
  ecs: {start: {provisioning: 10s, pull: {uniform: [10s, 20s]}}, scheduler_reaction: {lognormal: {median: 8s, sigma: 0.3}}}
  ecr: {images: {AppRepository: 900MB, "other:v2": missing}}
  cloudwatch: {evaluation_phase: 12s}
load:
  - {name: calm,  for: 2m, rate: 2/s, paths: {/bang: 1}}
  - {name: burst, for: 6m, rate: {from: 2/s, to: 20/s}, arrivals: poisson, paths: {/bang: 9, "/sleep?x=1": 1}, timeout: 30s}
faults:
  - {at: 3m, for: 30s, call: ecs:UpdateService, error: ThrottlingException, probability: 0.5}
expect:
  - {event: cloudwatch.alarm_state_changed, where: {to: ALARM}, after: {load: burst}, within: 3m}
  - {event: elbv2.weights_changed, where: {ecs: 1}, after: {event: ecs.task_state_changed, where: {to: RUNNING}, after: {load: burst}}, within: 1m}
  - {never: lambda.throttled, during: {load: calm}}
  - {never: lambda.throttled, during: {from: 0s, to: 1m30s}}
  - {order: [{event: events.rule_matched}, {event: elbv2.weights_changed, where: {lambda: 0}}]}
  - {metric: requests.failed_ratio, where: {target: lambda}, during: {load: burst}, at_most: 20%}
)";

// The first diagnostic of a scenario that must not load.
document::Diagnostic first_error(const std::string& text) {
  const auto scenario = parse_scenario(text, "dir/x.yaml");
  REQUIRE(!scenario);
  REQUIRE(!scenario.error().empty());
  return scenario.error().front();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a scenario is read into units of its own") {
  const auto loaded = parse_scenario(kGood, "dir/x.yaml");
  if (!loaded) FAIL(loaded.error().front().to_string());
  const harness::Scenario& scenario = *loaded;
  CHECK(scenario.name == "burst");
  CHECK(scenario.template_file == "dir/failover.template.yaml");
  CHECK(scenario.parameters.at("ReservedConcurrency") == "10");
  CHECK(scenario.parameters.at("AlarmThreshold") == "8");
  CHECK(scenario.code.at("AppFunction") == harness::Code::app);
  CHECK(scenario.seed == 7);
  CHECK(scenario.duration == 15min);
  CHECK(scenario.aws.ecs.start.provisioning.low() == 10s);
  CHECK(scenario.aws.ecs.start.pull->high() == 20s);
  CHECK(scenario.aws.ecs.scheduler_reaction.sigma() == 0.3);
  CHECK(scenario.aws.cloudwatch.evaluation_phase == 12s);
  REQUIRE(scenario.aws.images.size() == 2);
  CHECK(scenario.aws.images[0].bytes == 900'000'000);
  CHECK_FALSE(scenario.aws.images[1].bytes.has_value());
  REQUIRE(scenario.load.size() == 2);
  CHECK(scenario.load[1].rate_from == 2);
  CHECK(scenario.load[1].rate_to == 20);
  CHECK(scenario.load[1].requests[1].target == "/sleep?x=1");
  CHECK(scenario.load[1].timeout == 30s);
  CHECK(scenario.faults[0].fault.target == "ecs:UpdateService");
  REQUIRE(scenario.expectations.size() == 6);
  CHECK(scenario.expectations[0].text ==
        "cloudwatch.alarm_state_changed {to: ALARM} within 3m after load burst");
  CHECK(scenario.expectations[1].after.after.front().stage == "burst");
  CHECK(scenario.expectations[2].text == "never lambda.throttled during load calm");
  CHECK(scenario.expectations[5].at_most == 0.2);
}

TEST_CASE("the run lasts as long as the load unless the scenario says longer") {
  CHECK(parse_scenario(replaced(kGood, "duration: 15m\n", ""), "x.yaml")->duration == 8min);
  CHECK(first_error(replaced(kGood, "15m", "5m")).path == "duration");
}

TEST_CASE("what is wrong is named with its line, its path and a remedy") {
  struct Row {
    const char* from;
    const char* to;
    int line;
    const char* path;
    const char* says;  // in the message or the hint
  };
  const Row rows[] = {
      {"name: burst", "nam: burst", 1, "name", "missing"},
      {"seed: 7", "sead: 7", 6, "sead", "did you mean 'seed'?"},
      {"seed: 7", "seed: seven", 6, "seed", "whole number"},
      {"seed: 7", "seed: -1", 6, "seed", "whole number"},
      {"duration: 15m", "duration: 15", 7, "duration", "15"},
      {"AppFunction: app", "AppFunction: ap", 5, "code.AppFunction", "did you mean 'app'?"},
      {"provisioning: 10s", "provisoning: 10s", 9, "aws.ecs.start.provisoning",
       "did you mean 'provisioning'?"},
      {"provisioning: 10s", "provisioning: 10", 9, "aws.ecs.start.provisioning", "10"},
      {"uniform: [10s, 20s]", "uniform: [20s, 10s]", 9, "aws.ecs.start.pull.uniform", "longer"},
      {"AppRepository: 900MB", "AppRepository: 900", 10, "aws.ecr.images.AppRepository", "missing"},
      {"cloudwatch:", "cloudwach:", 11, "aws.cloudwach", "did you mean 'cloudwatch'?"},
      {"rate: 2/s", "rate: 2", 13, "load[0].rate", "2"},
      {"for: 2m", "for: 0s", 13, "load[0].for", "some time"},
      {"/bang: 1}", "bang: 1}", 13, "load[0].paths.bang", "begins with /"},
      {"/bang: 1}", "/bang: -1}", 13, "load[0].paths./bang", "negative"},
      {"name: burst, for", "name: calm, for", 14, "load[1].name", "second stage"},
      {"arrivals: poisson", "arrivals: poison", 14, "load[1].arrivals", "did you mean 'poisson'?"},
      {"ecs:UpdateService", "UpdateService", 16, "faults[0].call", "ecs:UpdateService"},
      {"probability: 0.5", "probability: 1.5", 16, "faults[0].probability", "from 0 to 1"},
      {"event: cloudwatch.alarm_state_changed", "event: cloudwatch.alarm_changed", 18,
       "expect[0].event", "did you mean 'cloudwatch.alarm_state_changed'?"},
      {"where: {to: ALARM}", "where: {too: ALARM}", 18, "expect[0].where.too",
       "did you mean 'to'?"},
      {"after: {load: burst}", "after: {load: bust}", 18, "expect[0].after.load",
       "did you mean 'burst'?"},
      {"during: {load: calm}", "during: {load: calm}, within: 1m", 20, "expect[2].during",
       "beside"},
      {"from: 0s, to: 1m30s", "from: 2m, to: 1m30s", 21, "expect[3].during.to", "later"},
      {"metric: requests.failed_ratio", "metric: requests.fail_ratio", 23, "expect[5].metric",
       "did you mean 'requests.failed_ratio'?"},
      {"at_most: 20%", "at_most: 20", 23, "expect[5].at_most", "20"},
      {", at_most: 20%", "", 23, "expect[5].metric", "at_most"},
      {"target: lambda", "target: lamda", 23, "expect[5].where.target", "did you mean 'lambda'?"},
  };
  for (const Row& row : rows) {
    INFO(row.from << " -> " << row.to);
    const auto error = first_error(replaced(kGood, row.from, row.to));
    CHECK(error.file == "dir/x.yaml");
    CHECK(error.line == row.line);
    CHECK(error.path == row.path);
    CHECK_THAT(error.message + " " + error.hint, Catch::Contains(row.says));
  }
}

TEST_CASE("every problem is reported, not only the first") {
  const auto scenario =
      parse_scenario("name: x\ntemplate: t.yaml\ncode: {A: b}\nlod: []\nseed: x\n", "x.yaml");
  REQUIRE(!scenario);
  CHECK(scenario.error().size() == 4);
}

TEST_CASE("--set changes parameters by name and keys by path") {
  const auto scenario = parse_scenario(kGood, "x.yaml",
                                       {{"ReservedConcurrency", "500"},
                                        {"New", "a text"},
                                        {"aws.ecs.start.pull", "30s"},
                                        {"load.burst.rate", "40/s"},
                                        {"load.0.for", "3m"},
                                        {"seed", "9"}});
  REQUIRE(scenario);
  CHECK(scenario->parameters.at("ReservedConcurrency") == "500");
  CHECK(scenario->parameters.at("New") == "a text");
  CHECK(scenario->aws.ecs.start.pull->low() == 30s);
  CHECK(scenario->load[1].rate_to == 40);
  CHECK(scenario->load[0].length == 3min);
  CHECK(scenario->seed == 9);
}

TEST_CASE("--set is checked like the file") {
  CHECK_FALSE(parse_scenario(kGood, "x.yaml", {{"aws.ecs.start.pul", "30s"}}));
  CHECK_FALSE(parse_scenario(kGood, "x.yaml", {{"load.nobody.rate", "30/s"}}));
  CHECK_FALSE(parse_scenario(kGood, "x.yaml", {{"aws.ecs.start.pull", "30"}}));
}
