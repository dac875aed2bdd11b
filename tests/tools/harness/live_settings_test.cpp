#include "tools/harness/live_settings.hpp"

#include "tests/support/catch.hpp"
#include "tools/harness/scenario_loader.hpp"

using namespace spillway;
using namespace std::chrono_literals;

namespace {

constexpr const char* kText = R"(
name: a
template: t.yaml
code: {}
duration: 3m
LIVE
expect:
  - {event: lambda.throttled, within: 30s}
  - {never: lambda.throttled, during: {from: 20s, to: 40s}}
  - {never: lambda.throttled, after: {event: events.rule_matched}, within: 50s}
  - {metric: requests.total, during: {from: 1m, to: 2m}, at_least: 5}
)";

harness::Scenario scenario(const std::string& live) {
  std::string text = kText;
  text.replace(text.find("LIVE"), 4, live);
  const auto parsed = harness::parse_scenario(text, "a.yaml", {});
  REQUIRE(parsed);
  return harness::with_slack(*parsed);
}

}  // namespace

TEST_CASE("slack: live events may come later, and a never holds not quite to its bounds") {
  const auto expectations = scenario("live: {slack: 5s}").expectations;
  CHECK(expectations[0].within == 35s);
  CHECK_THAT(expectations[0].text, Catch::Contains("5s of slack"));
  CHECK(expectations[1].during->from == 25s);
  CHECK(expectations[1].during->to == 35s);
  CHECK(expectations[2].within == 45s);
  CHECK(expectations[3].during->from == 1min);
  CHECK(expectations[3].during->to == 2min);
}

TEST_CASE("without slack expectations stay as they are") {
  const auto expectations = scenario("").expectations;
  CHECK(expectations[0].within == 30s);
  CHECK(expectations[1].during->from == 20s);
  CHECK_THAT(expectations[0].text, !Catch::Contains("slack"));
}

TEST_CASE("a run starts within a minute") {
  const std::string head = "name: a\ntemplate: t.yaml\ncode: {}\nduration: 3m\n";
  const auto parsed = harness::parse_scenario(head + "starts_at: 40s\n", "a.yaml", {});
  REQUIRE(parsed);
  CHECK(parsed->starts_at == Duration(40s));
  const auto beyond = harness::parse_scenario(head + "starts_at: 60s\n", "a.yaml", {});
  REQUIRE_FALSE(beyond);
  CHECK(beyond.error().front().path == "starts_at");
}
