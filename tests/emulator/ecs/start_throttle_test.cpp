#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

TEST_CASE(
    "E2.6 E2.24 tasks that never reach RUNNING are throttled: 30 s, doubled, up to 15 minutes") {
  World w;
  w.images.answer = {};
  w.create_service(1);
  w.run_to(4 * 3600);
  std::vector<double> starts;
  for (const auto& event : w.of("ecs.task_state_changed")) {
    if (event.data["to"] == "PROVISIONING")
      starts.push_back(to_seconds(event.t.time_since_epoch()));
  }
  REQUIRE(starts.size() > 11);
  // 12 s of a failed start each (10 provisioning, 2 pull), then the wait.
  const std::vector<double> waits = {10, 10, 30, 60, 120, 240, 480, 900, 900, 900};
  for (std::size_t i = 0; i < waits.size(); ++i) CHECK(starts[i + 1] - starts[i] - 12 == waits[i]);
  CHECK(w.service()["deployments"][0]["failedTasks"] >= 11);
  Lines impaired;
  for (const auto& line : w.told()) {
    if (line.find("unable") != std::string::npos) impaired.push_back(line);
  }
  CHECK(impaired == Lines{"66 (service s) is unable to consistently start tasks successfully."});
}

TEST_CASE("E2.6 a new task definition ends the throttling") {
  World w;
  w.images.answer = {};
  w.create_service(1);
  w.run_to(1200);
  const auto failed = w.of("ecs.task_state_changed").size();
  w.images.answer.kind = ecs::ImageLookup::Kind::found;
  w.ok("RegisterTaskDefinition", task_definition_params());
  w.ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"taskDefinition", "app"}});
  w.run_to(1211);
  CHECK(w.of("ecs.task_state_changed").size() > failed);
  w.run_to(1300);
  CHECK(w.service()["runningCount"] == 1);
}

TEST_CASE("E2.6 tasks that reached RUNNING and die are replaced without throttling") {
  World w;
  w.create_service(1);
  for (int i = 0; i < 6; ++i) {
    w.run_to(50 + i * 50);
    w.host.started.back()->exited(1);
  }
  w.run_to(360);
  CHECK(w.life(6).front() == "310 PROVISIONING");
  for (const auto& line : w.told()) CHECK(line.find("unable") == std::string::npos);
}
