// Target tracking: the alarms it makes and what they do.
#include "tests/emulator/autoscaling/world.hpp"

using namespace spillway;
using namespace spillway::autoscaling;
using namespace spillway::autoscaling::test;
using namespace std::chrono_literals;

TEST_CASE("target tracking makes its two alarms and follows them in proportion") {
  World w;
  w.bounds(1, 10);
  const Json made = w.track("t", 100);
  REQUIRE(made["Alarms"].size() == 2);
  const std::string arn = made["PolicyARN"];
  CHECK(AutoScaling::is_policy_arn(arn));
  CHECK(arn.ends_with(":resource/ecs/service/c/s:policyName/t"));
  const std::string high = made["Alarms"][0]["AlarmName"];
  const std::string low = made["Alarms"][1]["AlarmName"];
  CHECK(high.starts_with("TargetTracking-service/c/s-AlarmHigh-"));
  CHECK(w.alarms[high]["Threshold"] == 100);
  CHECK(w.alarms[high]["EvaluationPeriods"] == 3);
  CHECK(w.alarms[high]["MetricName"] == "RequestCountPerTarget");
  CHECK(w.alarms[high]["Dimensions"] ==
        Json::array({{{"Name", "TargetGroup"}, {"Value", "targetgroup/ecs/fedcba9876543210"}}}));
  CHECK(w.alarms[high]["AlarmActions"] == Json::array({arn}));
  CHECK(w.alarms[low]["Threshold"] == 90);
  CHECK(w.alarms[low]["EvaluationPeriods"] == 15);
  w.desired = 2;
  w.value = 260;
  w.fire(arn, high);
  w.run_to(2);
  CHECK(w.updates == Lines{"1 6"});  // 2 x 2.6
  w.alarms[high]["StateValue"] = "OK";
  w.run_to(400);
  w.value = 40;
  w.fire(arn, low);
  w.run_to(402);
  CHECK(w.updates.back() == "401 3");  // 6 x 0.4
}

TEST_CASE("H11 target tracking lifts a manual 0 when MinCapacity is more, and cannot from 0 to 0") {
  World w;
  w.bounds(1, 10);
  const Json made = w.track("t", 100);
  w.desired = 0;
  w.value = 260;
  w.fire(made["PolicyARN"], made["Alarms"][0]["AlarmName"]);
  w.run_to(2);
  CHECK(w.updates == Lines{"1 3"});
  World none;
  none.bounds(0, 10);
  const Json its = none.track("t", 100);
  none.desired = 0;
  none.value = 260;
  none.fire(its["PolicyARN"], its["Alarms"][0]["AlarmName"]);
  none.run_to(200);
  CHECK(none.updates.empty());
}

TEST_CASE("scale-in can be disabled, and waits until every tracking policy agrees") {
  World w;
  w.bounds(1, 10);
  CHECK(w.track("out-only", 100, {{"DisableScaleIn", true}})["Alarms"].size() == 1);
  const Json a = w.track("a", 100);
  const Json b = w.track("b", 50);
  w.desired = 6;
  w.value = 10;
  w.fire(a["PolicyARN"], a["Alarms"][1]["AlarmName"]);
  w.run_to(30);
  CHECK(w.updates.empty());
  w.fire(b["PolicyARN"], b["Alarms"][1]["AlarmName"]);
  w.run_to(32);
  CHECK(w.updates == Lines{"31 2"});
}
