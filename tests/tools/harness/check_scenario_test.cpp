// What a scenario says, held against what can happen and against its template, before anything
// runs.
#include "tools/harness/check_scenario.hpp"

#include "emulator/core/event_values.hpp"
#include "tests/support/catch.hpp"
#include "tools/harness/run.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/harness/validate.hpp"

using namespace spillway;

namespace {

constexpr const char* kHead =
    "name: checked\ntemplate: failover.template.yaml\n"
    "code: {AppFunction: app, AppTask: app, ControllerFunction: controller}\n"
    "load:\n  - {name: burst, for: 2m, rate: 2/s, paths: {/bang: 1}}\n";

// The first error, or empty; `extra` follows on a line of its own, the sixth.
std::string error_of(const std::string& extra, const std::vector<harness::Override>& set = {}) {
  const auto scenario =
      harness::parse_scenario(kHead + extra, SPILLWAY_SOURCE_DIR "/scenarios/x.yaml", set);
  if (!scenario) return scenario.error().front().to_string();
  const auto root = harness::load_template(*scenario);
  return root ? "" : root.error().front().to_string();
}

std::string expecting(const std::string& expectation) {
  const std::string error = error_of("expect:\n  - " + expectation + "\n");
  const auto place = error.find("x.yaml:");
  return place == std::string::npos ? error : error.substr(place + 7);
}

}  // namespace

TEST_CASE("a value that a member never has is refused, as it would make any never true") {
  CHECK(expecting("{never: cloudwatch.alarm_state_changed, where: {to: ALRAM}}") ==
        "7:57: expect[0].where.to: is never 'ALRAM'\n  hint: did you mean 'ALARM'?");
  CHECK(expecting("{never: ecs.container_state_changed, where: {to: 12}}").ends_with("a text"));
  CHECK(expecting("{never: elbv2.weights_changed, where: {ecs: one}}").ends_with("a number"));
  CHECK(expecting("{never: load.stage_started, where: {stage: brust}}")
            .ends_with("there is no stage 'brust'\n  hint: did you mean 'burst'?"));
  CHECK(expecting("{never: cloudwatch.alarm_state_changed, where: {to: OK, from: ALARM}}").empty());
}

TEST_CASE("a name of a resource is a logical id of the template, of the right type") {
  CHECK(expecting("{never: lambda.throttled, where: {function: AppFunction}}").empty());
  CHECK(expecting("{never: lambda.throttled, where: {function: AppFunktion}}") ==
        "7:38: expect[0].where.function: the template has no AWS::Lambda::Function 'AppFunktion'\n"
        "  hint: did you mean 'AppFunction'?");
  CHECK(expecting("{never: lambda.throttled, where: {function: AppService}}")
            .find("no AWS::Lambda::Function 'AppService'") != std::string::npos);
  CHECK(expecting("{event: lambda.throttled, after: {event: cloudwatch.alarm_state_changed, "
                  "where: {alarm: Alarm}}}")
            .find("expect[0].after.where.alarm: the template has no AWS::CloudWatch::Alarm") !=
        std::string::npos);
  const auto message = [](const std::string& text) {
    return expecting("{never: ecs.service_event, where: {message: '" + text + "'}}");
  };
  CHECK(message("(service AppService) has reached a steady state.").empty());
  CHECK(message("(service AppServise) has reached a steady state.") ==
        "7:39: expect[0].where.message: the template has no AWS::ECS::Service 'AppServise'\n"
        "  hint: did you mean 'AppService'?");
  CHECK(message("AppService has reached a steady state.").find("is no message of a service") !=
        std::string::npos);
}

TEST_CASE("an expectation that nothing can meet, or that nothing can break, is refused") {
  CHECK(expecting("{metric: requests.total, at_least: 5, at_most: 1}")
            .ends_with("is below at_least: nothing can meet both"));
  CHECK(expecting("{never: lambda.throttled, during: {from: 5m, to: 6m}}")
            .ends_with("is not before the end of the run\n  hint: which ends after 2m"));
  CHECK(expecting("{metric: requests.total, where: {path: /bnag}, at_most: 0}")
            .ends_with("no stage asks for '/bnag'\n  hint: did you mean '/bang'?"));
}

TEST_CASE("a fault's call is one that exists") {
  CHECK(error_of("faults: [{call: 'ecs:UpdateService', error: X}]").empty());
  CHECK(error_of("faults: [{call: 'ecs:*', error: X}]").empty());
  CHECK(error_of("faults: [{call: 'ecs:UpdatService', error: X}]")
            .ends_with("there is no call ecs:UpdatService\n  hint: did you mean 'UpdateService'?"));
  CHECK(error_of("faults: [{call: 'esc:UpdateService', error: X}]")
            .ends_with("there is no service 'esc'\n  hint: did you mean 'ecs'?"));
  CHECK(error_of("faults: [{call: 'ecs:UpdateService', error: ThrottlngException}]")
            .ends_with("did you mean 'ThrottlingException'?"));
}

TEST_CASE("code is told by its place, and what a condition leaves out needs none") {
  CHECK(error_of("", {{"code.AppFunktion", "app"}})
            .find("code.AppFunktion: the template has no function") != std::string::npos);
  CHECK(error_of("", {{"code.AppTask", "controller"}}).ends_with("hint: write app"));
  CHECK(error_of("", {{"ImagesPushed", "false"}}).empty());
}

TEST_CASE("a name under code that is like no other gets the list of those there are") {
  CHECK(error_of("", {{"code.Zzz", "app"}})
            .ends_with("hint: it has AppFunction, AppTask, ControllerFunction"));
  CHECK(expecting("{never: cloudwatch.alarm_state_changed, where: {alarm: Zzz}}")
            .ends_with("hint: it has ConcurrencyAlarm, BusyAlarm"));
}

TEST_CASE("a template that is not there is told where the scenario names it") {
  const std::string error = error_of("", {{"template", "nowhere.yaml"}});
  CHECK(error.find("x.yaml:2:") != std::string::npos);
  CHECK(error.find("template: the template") != std::string::npos);
}

TEST_CASE("--set takes a parameter's text as it is") {
  const auto value = [](const std::string& text) {
    const auto scenario = harness::parse_scenario(kHead, "x.yaml", {{"Some", text}});
    return scenario ? scenario->parameters.at("Some") : scenario.error().front().to_string();
  };
  for (const char* text : {"", "null", "@#", "[a", "x #y", "!Ref x", "1.50"}) {
    CHECK(value(text) == text);
  }
  CHECK(error_of("", {{"load.burst.rate", "[1"}}).find("is no value in YAML") != std::string::npos);
  CHECK(error_of("", {{"load.nope.rate", "1/s"}}).find("leads nowhere") != std::string::npos);
}

TEST_CASE("what a run records keeps to what is known of its values") {
  const auto scenario = harness::load_scenario(SPILLWAY_SOURCE_DIR "/scenarios/burst.yaml");
  REQUIRE(scenario);
  const auto record = harness::run(*scenario, {});
  REQUIRE(record.exit_code == harness::ExitCode::ok);
  for (const core::Event& event : record.events) {
    for (const auto& [member, value] : event.data.items()) {
      const core::MemberValues* values = core::find_member_values(event.name, member);
      if (values == nullptr) continue;
      INFO(event.to_line());
      INFO(member);
      using Kind = core::MemberValues::Kind;
      if (values->kind == Kind::number) REQUIRE(value.is_number());
      if (values->kind != Kind::one_of) continue;
      const auto& words = values->words;
      REQUIRE(std::find(words.begin(), words.end(), value.get<std::string>()) != words.end());
    }
  }
}
