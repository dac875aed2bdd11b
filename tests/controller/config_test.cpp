#include "controller/config.hpp"

#include "runtime/duration_text.hpp"
#include "tests/controller/sample_environment.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::controller;
using namespace spillway::testing;
using namespace std::chrono_literals;

namespace {

Config config(const Variables& changes) {
  auto result = config_from(Environment(sample_environment(changes)));
  if (!result) FAIL(result.error().message);
  return *result;
}

std::string problem(const Variables& changes) {
  const auto result = config_from(Environment(sample_environment(changes)));
  REQUIRE_FALSE(result);
  CHECK(result.error().type == "Function.InvalidConfiguration");
  return result.error().message;
}

}  // namespace

TEST_CASE("what is needed is enough; the rest has defaults") {
  const Config got = config({});
  CHECK(got.cluster == "spillway");
  CHECK(got.service == "web");
  CHECK(got.listener_arn == kListener);
  CHECK(got.lambda_target_group_arn == kLambdaGroup);
  CHECK(got.ecs_target_group_arn == kEcsGroup);
  CHECK(got.desired_count == 1);
  CHECK(got.strategy == "poll");
  CHECK(got.poll_interval == 0s);
}

TEST_CASE("the rest can be set, and an empty variable counts as missing") {
  const Config got =
      config({{"DESIRED_COUNT", "4"}, {"STRATEGY", "poll"}, {"POLL_INTERVAL", "500ms"}});
  CHECK(got.desired_count == 4);
  CHECK(got.poll_interval == 500ms);
  CHECK(config({{"POLL_INTERVAL", "2"}}).poll_interval == 2s);
  CHECK(config({{"STRATEGY", ""}, {"DESIRED_COUNT", ""}}).desired_count == 1);
}

TEST_CASE("a problem names the variable, its value and the remedy") {
  struct Row {
    std::string name;
    std::string value;
    std::string says;
  };
  const auto row = GENERATE(values<Row>({
      {"CLUSTER", "", "CLUSTER is not set: give the name or the ARN of the ECS cluster."},
      {"SERVICE", "", "SERVICE is not set: give the name or the ARN of the ECS service."},
      {"CLUSTER", "c/d", "CLUSTER is 'c/d': give the name or the ARN of the ECS cluster."},
      {"SERVICE", "a b", "SERVICE is 'a b': give the name or the ARN of the ECS service."},
      {"LISTENER_ARN", "", "LISTENER_ARN is not set: give the ARN of the listener"},
      {"LISTENER_ARN", "web", "LISTENER_ARN is 'web': give the ARN of the listener"},
      {"LISTENER_ARN", kEcsGroup, "': give the ARN of the listener"},
      {"LAMBDA_TARGET_GROUP_ARN", kListener, "': give the ARN of the target group"},
      {"LAMBDA_TARGET_GROUP_ARN", kEcsGroup, "name the same target group"},
      {"ECS_TARGET_GROUP_ARN", "", "ECS_TARGET_GROUP_ARN is not set"},
      {"DESIRED_COUNT", "0", "DESIRED_COUNT is '0': give a whole number from 1."},
      {"DESIRED_COUNT", "two", "DESIRED_COUNT is 'two'"},
      {"DESIRED_COUNT", "1.5", "DESIRED_COUNT is '1.5'"},
      {"STICKINESS_SECONDS", "-1", "STICKINESS_SECONDS is '-1': give a whole number from 1"},
      {"STICKINESS_SECONDS", "604801", "STICKINESS_SECONDS is '604801'"},
      {"STRATEGY", "pol", "STRATEGY is 'pol': choose one of: poll"},
      {"POLL_INTERVAL", "soon", "POLL_INTERVAL is 'soon': give a duration such as 2s"},
      {"POLL_INTERVAL", "-1s", "POLL_INTERVAL is '-1s'"},
  }));
  CAPTURE(row.name, row.value);
  CHECK_THAT(problem({{row.name, row.value}}), Catch::Matchers::Contains(row.says));
}

TEST_CASE("all problems are told at once, one a line") {
  const std::string text = problem({{"CLUSTER", ""}, {"DESIRED_COUNT", "x"}, {"STRATEGY", "y"}});
  CHECK(std::ranges::count(text, '\n') == 2);
}

TEST_CASE("durations in variables are whole numbers with or without a unit") {
  CHECK(parse_duration_setting("2") == 2s);
  CHECK(parse_duration_setting("2s") == 2s);
  CHECK(parse_duration_setting("1500ms") == 1500ms);
  CHECK(parse_duration_setting("3m") == 3min);
  CHECK(parse_duration_setting("0") == 0s);
  CHECK(parse_duration_setting("99999999m") == std::chrono::minutes(99999999));
  const auto bad =
      GENERATE(as<std::string>(), "", "s", "-1", "1.5s", "1h", "2 s", " 2", "100000000", "2S");
  CAPTURE(bad);
  CHECK_FALSE(parse_duration_setting(bad));
}
