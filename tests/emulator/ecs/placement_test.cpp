#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

const std::string kNoRoom =
    "Capacity is unavailable at this time. Please try again later or in a different availability "
    "zone.";

class Room final : public ecs::FargateCapacity {
 public:
  std::string why;
  std::string unavailable(const std::string&) const override { return why; }
};

std::vector<Json> actions(const World& w, const std::string& name) {
  std::vector<Json> details;
  for (const auto& event : w.neighbours.bus) {
    if (event.detail_type == "ECS Service Action" && event.detail["eventName"] == name) {
      details.push_back(event.detail);
    }
  }
  return details;
}

}  // namespace

TEST_CASE("E2.23 without capacity no task is placed, and the scheduler tries again") {
  World w;
  Room room;
  room.why = kNoRoom;
  w.clusters->use_capacity(&room);
  w.create_service(1);
  w.run_to(150);
  CHECK(w.listed().empty());
  CHECK(w.told() == Lines{"10 (service s) was unable to place a task. Reason: " + kNoRoom});
  CHECK(w.service()["deployments"][0]["failedTasks"] == 3);  // at 10, 70 and 130
  const auto failures = actions(w, "SERVICE_TASK_PLACEMENT_FAILURE");
  REQUIRE(failures.size() == 1);
  CHECK(failures[0]["eventType"] == "ERROR");
  CHECK(failures[0]["reason"] == "RESOURCE:FARGATE");
  CHECK(failures[0]["clusterArn"] == "arn:aws:ecs:sa-east-1:123456789012:cluster/c");
  room.why.clear();
  w.run_to(191);
  CHECK(w.life(0).front() == "190 PROVISIONING");
}

TEST_CASE("a service that waits for capacity still scales in and obeys its callers") {
  World w;
  Room room;
  w.clusters->use_capacity(&room);
  w.create_service(1);
  w.run_to(100);
  room.why = kNoRoom;
  w.scale(2);
  w.run_to(115);  // it waits until 170
  w.scale(0);
  w.run_to(126);
  CHECK(w.task(0)["desiredStatus"] == "STOPPED");
}

TEST_CASE("the service's actions are events on the bus") {
  World w;
  w.create_service(150, false);
  w.run_to(200);
  const auto steady = actions(w, "SERVICE_STEADY_STATE");
  REQUIRE(steady.size() == 1);
  CHECK(steady[0]["eventType"] == "INFO");
  CHECK(steady[0]["clusterArn"] == "arn:aws:ecs:sa-east-1:123456789012:cluster/c");
  REQUIRE(actions(w, "ECS_OPERATION_THROTTLED").size() == 1);
  CHECK(actions(w, "ECS_OPERATION_THROTTLED")[0]["eventType"] == "ERROR");
  CHECK(actions(w, "SERVICE_TASK_START_IMPAIRED").empty());
}

TEST_CASE("E2.24 a service whose tasks never start is impaired, on the bus too") {
  World w;
  w.images.answer = {};
  w.create_service(1);
  w.run_to(100);
  const auto impaired = actions(w, "SERVICE_TASK_START_IMPAIRED");
  REQUIRE(impaired.size() == 1);
  CHECK(impaired[0]["eventType"] == "WARN");
}
