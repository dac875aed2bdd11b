// What scales, when, and for how long it then rests.
#include "tests/emulator/autoscaling/world.hpp"

using namespace spillway;
using namespace spillway::autoscaling;
using namespace spillway::autoscaling::test;
using namespace std::chrono_literals;

TEST_CASE("H11 a manual 0 stays until the next scale-out, which lifts it to MinCapacity and more") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  const std::string in = w.steps("in", -1);
  w.desired = 0;  // somebody's UpdateService
  w.value = 5;
  w.fire(in, "in");
  w.run_to(200);
  CHECK(w.updates.empty());  // a scale-in does not touch it, however long the alarm lasts
  w.alarms["in"]["StateValue"] = "OK";
  w.value = 15;
  w.fire(out, "out");
  w.run_to(202);
  CHECK(w.updates == Lines{"201 2"});  // 1, and 1 more
}

TEST_CASE("H11 a manual count above MaxCapacity is reduced by the next scale-in") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  const std::string in = w.steps("in", -1);
  w.desired = 9;
  w.fire(out, "out");
  w.run_to(50);
  CHECK(w.updates.empty());
  w.value = 5;
  w.fire(in, "in");
  w.run_to(52);
  CHECK(w.updates == Lines{"51 4"});
  autoscaling::Settings settings;
  settings.reduces_above_maximum = false;
  World other(settings);
  other.bounds(1, 5);
  const std::string its = other.steps("in", -1);
  other.desired = 9;
  other.value = 5;
  other.fire(its, "in");
  other.run_to(2);
  CHECK(other.updates == Lines{"1 8"});
}

TEST_CASE("an alarm that stays in ALARM scales again when the cooldown is over") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1, {{"Cooldown", 90}});
  w.fire(out, "out");
  w.run_to(130);
  CHECK(w.updates == Lines{"1 2", "121 3"});  // at 61 s the cooldown was still on
  w.alarms["out"]["StateValue"] = "OK";
  w.run_to(600);
  CHECK(w.updates.size() == 2);
}

TEST_CASE("during a scale-out's cooldown only a larger step adds, and only the difference") {
  World w;
  w.bounds(1, 9);
  const std::string one = w.steps("one", 1, {{"Cooldown", 300}});
  const std::string three = w.steps("three", 3, {{"Cooldown", 300}});
  w.fire(one, "one");
  w.run_to(10);
  w.fire(three, "three");
  w.run_to(20);
  CHECK(w.updates == Lines{"1 2", "11 4"});  // 1 + 3, not 2 + 3
}

TEST_CASE("during a scale-in's cooldown nothing is taken away; a scale-out ends it") {
  World w;
  w.bounds(1, 9);
  w.desired = 5;
  const std::string out = w.steps("out", 1, {{"Cooldown", 0}});
  const std::string in = w.steps("in", -1, {{"Cooldown", 300}});
  w.value = 5;
  w.fire(in, "in");
  w.run_to(100);
  CHECK(w.updates == Lines{"1 4"});
  w.value = 15;
  w.alarms["in"]["StateValue"] = "OK";
  w.fire(out, "out");
  w.run_to(102);
  CHECK(w.updates.back() == "101 5");
  w.alarms["out"]["StateValue"] = "OK";
  w.value = 5;
  w.run_to(170);
  w.fire(in, "in");
  w.run_to(172);
  CHECK(w.updates.back() == "171 4");
}

TEST_CASE("what scales is told, with its cause, and ends when the service has got there") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  w.fire(out, "out");
  w.run_to(2);
  REQUIRE(w.events.size() == 1);
  CHECK(w.events[0].name == "autoscaling.activity_started");
  CHECK(w.events[0].data["from"] == 1);
  CHECK(w.events[0].data["to"] == 2);
  const std::string cause = "monitor alarm out in state ALARM triggered policy out";
  CHECK(w.events[0].data["reason"] == cause);
  CHECK(w.activities()[0]["Cause"] == cause);
  CHECK(w.activities()[0]["Description"] == "Setting desired count to 2.");
  CHECK(w.activities()[0]["StatusCode"] == "InProgress");
  w.running = 2;
  w.run_to(12);
  CHECK(w.activities()[0]["StatusCode"] == "Successful");
  CHECK(w.activities()[0]["StatusMessage"] ==
        "Successfully set desired count to 2. Change successfully fulfilled by ecs.");
}

TEST_CASE("the bounds act when they are set, if the settings say so") {
  World w;
  w.desired = 0;
  w.bounds(2, 5);
  CHECK(w.updates == Lines{"0 2"});
  CHECK(w.activities()[0]["Cause"] == "minimum capacity was set to 2");
  w.desired = 9;
  w.ok("RegisterScalableTarget", named({{"MaxCapacity", 6}}));  // the minimum stays
  CHECK(w.updates.back() == "0 6");
  autoscaling::Settings settings;
  settings.bounds_act_at_once = false;
  World later(settings);
  later.desired = 0;
  later.bounds(2, 5);
  CHECK(later.updates.empty());
}

TEST_CASE("a suspended target does not scale; a minute without data changes nothing") {
  World w;
  w.bounds(1, 5);
  const std::string out = w.steps("out", 1);
  w.ok("RegisterScalableTarget",
       named({{"SuspendedState", {{"DynamicScalingOutSuspended", true}}}}));
  w.fire(out, "out");
  w.run_to(30);
  CHECK(w.updates.empty());
  w.ok("RegisterScalableTarget",
       named({{"SuspendedState", {{"DynamicScalingOutSuspended", false}}}}));
  w.value.reset();
  w.run_to(100);
  CHECK(w.updates.empty());
  w.value = 15;
  w.run_to(122);
  CHECK(w.updates == Lines{"121 2"});
}
