// The `load` section: what it may say, and what is wrong with what it says.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tools/harness/scenario_loader.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::LoadStage;

namespace {

boost::system::result<harness::Scenario, document::Diagnostics> load(
    const std::string& stages, const std::string& file = "x.yaml") {
  return harness::parse_scenario("name: x\ntemplate: t.yaml\ncode: {}\nload:\n" + stages, file);
}

harness::Scenario good(const std::string& stages) {
  auto scenario = load(stages);
  if (!scenario) FAIL(scenario.error().front().to_string());
  return *scenario;
}

}  // namespace

TEST_CASE("stages follow each other; one that says when it begins stands beside them") {
  const auto scenario = good(
      "  - {name: a, for: 2m, rate: 1/s, paths: {/a: 1}}\n"
      "  - {name: b, at: 1m, for: 9m, users: 2, paths: {/a: 1}}\n"
      "  - {name: c, for: 1m, rate: 1/s, paths: {/a: 1}}\n");
  CHECK(scenario.load[1].begin == TimePoint(1min));
  CHECK(scenario.load[2].begin == TimePoint(2min));
  CHECK(scenario.duration == 10min);
}

TEST_CASE("users, as a thread group of JMeter's") {
  const auto scenario = good(
      "  - {name: u, for: 2m, users: 5, ramp_up: 10s, loops: 3, think_time: {uniform: [1s, 2s]},\n"
      "     paths: [/a, {path: /b, method: POST, body: x}], cookies: true, client_ip: "
      "203.0.113.9}\n");
  const LoadStage& stage = scenario.load[0];
  CHECK(stage.kind == LoadStage::Kind::users);
  CHECK(stage.users == 5);
  CHECK(stage.ramp_up == 10s);
  CHECK(stage.loops == 3);
  CHECK(stage.think_time.high() == 2s);
  CHECK(stage.order == LoadStage::Order::in_turn);
  CHECK(stage.requests[1].method == "POST");
  CHECK(stage.requests[1].body == "x");
  CHECK(stage.cookies);
  CHECK(stage.client_ip == "203.0.113.9");
}

TEST_CASE("what is sent: the stage's message, which a path may change") {
  const auto scenario = good(
      "  - {name: m, for: 1m, rate: 1/s, method: PUT, headers: {X-A: '1'}, body_size: 2KiB,\n"
      "     paths: {/a: 3, /b: {weight: 2, method: POST, headers: {X-B: b}, body: hello}}}\n");
  const auto& requests = scenario.load[0].requests;
  CHECK(requests[0].method == "PUT");
  CHECK(requests[0].weight == 3);
  CHECK(requests[0].body.size() == 2048);
  CHECK(requests[1].method == "POST");
  CHECK(requests[1].headers.size() == 2);
  CHECK(requests[1].body == "hello");
}

TEST_CASE("retries of the client") {
  const auto scenario = good(
      "  - {name: r, for: 1m, rate: 1/s, paths: {/a: 1},\n"
      "     retries: {attempts: 3, delay: 1s, max_delay: 5s, on: [503, timeout]}}\n");
  const auto& retries = scenario.load[0].retries;
  CHECK(retries.attempts == 3);
  CHECK(retries.delay.low() == 1s);
  CHECK(retries.max_delay == 5s);
  CHECK(retries.on == std::vector<int>{503, 0});
}

TEST_CASE("a stage that is wrong is told with its path and a remedy") {
  struct Row {
    const char* stage;
    const char* path;
    const char* says;
  };
  const Row rows[] = {
      {"for: 1m, paths: {/a: 1}", "load[0].rate", "one of rate, users and replay"},
      {"for: 1m, rate: 1/s, users: 2, paths: {/a: 1}", "load[0].rate", "beside users"},
      {"for: 1m, users: 0, paths: {/a: 1}", "load[0].users", "from 1"},
      {"for: 1m, users: 9999999, paths: {/a: 1}", "load[0].users", "from 1 to 100000"},
      {"for: 1m, users: 1, ramp_up: 2m, paths: {/a: 1}", "load[0].ramp_up", "longer"},
      {"for: 1m, users: 1, arrivals: poisson, paths: {/a: 1}", "load[0].arrivals", "unknown key"},
      {"for: 1m, rate: 1/s, think_time: 1s, paths: {/a: 1}", "load[0].think_time", "unknown key"},
      {"for: 1m, rate: 1/s, paths: []", "load[0].paths", "empty"},
      {"for: 1m, rate: 1/s, paths: [a]", "load[0].paths[0]", "begins with /"},
      {"for: 1m, rate: 1/s, paths: /a", "load[0].paths", "mapping of paths"},
      {"for: 1m, rate: 1/s, paths: {/a: {weight: x}}", "load[0].paths./a.weight", "number"},
      {"for: 1m, rate: 1/s, paths: {/a: {wait: 1}}", "load[0].paths./a.wait", "unknown key"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, headers: {'a b': c}", "load[0].headers.a b",
       "no name of a header"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, headers: {connection: close}",
       "load[0].headers.connection", "by itself"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, headers: {x: \"a\\nb\"}", "load[0].headers.x",
       "one line"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, body: a, body_size: 1KB", "load[0].body_size",
       "beside body"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, body_size: 200MB", "load[0].body_size", "100MB"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, client_ip: home", "load[0].client_ip", "no IP address"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, cookies: true", "load[0].cookies", "clients: 100"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, retries: {}", "load[0].retries.attempts", "missing"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, retries: {attempts: 1}", "load[0].retries.attempts",
       "from 2"},
      {"for: 1m, rate: 1/s, paths: {/a: 1}, retries: {attempts: 2, on: [200]}",
       "load[0].retries.on", "no status that fails"},
      {"replay: no-such.log", "load[0].replay", "cannot be read"},
      {"replay: no-such.log, speed: 0", "load[0].speed", "more than 0"},
  };
  for (const Row& row : rows) {
    INFO(row.stage);
    const auto scenario = load(std::string("  - {name: s, ") + row.stage + "}\n");
    REQUIRE(!scenario);
    const document::Diagnostic error = scenario.error().front();
    CHECK(error.line == 5);
    CHECK(error.path == row.path);
    CHECK_THAT(error.message + " " + error.hint, Catch::Contains(row.says));
  }
}

TEST_CASE("a log is replayed with its own clients, times and bodies, as fast as is said") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("replay-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "access.log")
      << "http 2026-01-05T12:00:00.5Z app/lb/1 203.0.113.1:9000 - 0 0 0 200 200 57 502 "
         "\"GET http://a.b:80/x HTTP/1.1\" \"Mozilla\" - - a \"b\" \"-\" \"-\" 0 "
         "2026-01-05T12:00:00.000000Z\n"
         "http 2026-01-05T12:00:05.5Z app/lb/1 203.0.113.2:9000 - 0 0 0 200 200 1100 502 "
         "\"POST http://a.b:80/y HTTP/1.1\" \"-\" - - a \"b\" \"-\" \"-\" 0 "
         "2026-01-05T12:00:04.000000Z\n";
  const auto scenario =
      load("  - {name: s, replay: access.log, speed: 2}\n", (folder / "x.yaml").string());
  std::filesystem::remove_all(folder);
  if (!scenario) FAIL(scenario.error().front().to_string());
  const LoadStage& stage = scenario->load[0];
  CHECK(stage.length == 3s);
  REQUIRE(stage.replay.size() == 2);
  CHECK(stage.replay[1].after == 2s);
  CHECK(stage.addresses == std::vector<std::string>{"203.0.113.1", "203.0.113.2"});
  CHECK(stage.requests[0].headers[0].second == "a.b");
  CHECK(stage.requests[1].body.size() > 900);
}
