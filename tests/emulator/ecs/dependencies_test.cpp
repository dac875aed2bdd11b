// dependsOn: the order in which the containers of a task start and stop.
#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

// Container "app" waits for "helper".
Json definition_with(const char* condition, Json helper = Json::object()) {
  Json definition = task_definition_params();
  helper.update({{"name", "helper"}, {"image", kImage}});
  definition["containerDefinitions"].push_back(std::move(helper));
  definition["containerDefinitions"][0]["dependsOn"] =
      Json::array({{{"containerName", "helper"}, {"condition", condition}}});
  return definition;
}

void create(World& w, const Json& definition) {
  w.ok("CreateCluster", {{"clusterName", "c"}});
  w.ok("RegisterTaskDefinition", definition);
  w.ok("CreateService", w.service_params(1));
}

Json sidekick() { return {{"essential", false}}; }

Lines container_starts(const World& w) {
  Lines lines;
  for (const auto& event : w.of("ecs.container_state_changed")) {
    if (event.data["to"] != "RUNNING") continue;
    lines.push_back(core::format_seconds(event.t.time_since_epoch()) + " " +
                    event.data["container"].get<std::string>());
  }
  return lines;
}

}  // namespace

TEST_CASE("START: the other container first, then this one") {
  World w;
  create(w, definition_with("START"));
  w.run_to(60);
  CHECK(container_starts(w) == Lines{"37 helper", "39 app"});
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "39 ACTIVATING", "42 RUNNING"});
}

TEST_CASE("E3.4 HEALTHY: the task is PENDING until the other container's check has passed") {
  World w;
  Json helper;
  helper["portMappings"] = Json::array({Json{{"containerPort", 9090}}});
  helper["healthCheck"] = {{"command", {"CMD", "curl", "-f", "http://localhost:9090/"}},
                           {"interval", 30}};
  create(w, definition_with("HEALTHY", helper));
  w.run_to(100);
  CHECK(container_starts(w) == Lines{"37 helper", "69 app"});
  CHECK(w.life(0)[2] == "69 ACTIVATING");
}

TEST_CASE("SUCCESS: the other container must end with exit code 0") {
  World w;
  create(w, definition_with("SUCCESS", sidekick()));
  w.run_to(50);
  CHECK(container_starts(w) == Lines{"37 helper"});
  CHECK(w.task(0)["lastStatus"] == "PENDING");
  w.host.started[0]->exited(0);
  w.run_to(53);
  CHECK(container_starts(w) == Lines{"37 helper", "52 app"});
  World failed;
  create(failed, definition_with("SUCCESS", sidekick()));
  failed.run_to(50);
  failed.host.started[0]->exited(3);
  failed.run_to(51);
  CHECK(failed.task(0)["stopCode"] == "TaskFailedToStart");
  CHECK(failed.task(0)["stoppedReason"] ==
        "dependency graph: failed to resolve container ordering dependency [helper] for target "
        "[app] as dependency did not exit successfully.");
  CHECK(failed.task(0)["containers"][1]["exitCode"] == 3);
  CHECK_FALSE(failed.task(0)["containers"][0].contains("exitCode"));
  CHECK_FALSE(failed.task(0).contains("startedAt"));
}

TEST_CASE("COMPLETE: any exit code will do") {
  World w;
  create(w, definition_with("COMPLETE", sidekick()));
  w.run_to(50);
  w.host.started[0]->exited(3);
  w.run_to(60);
  CHECK(w.task(0)["lastStatus"] == "RUNNING");
}

TEST_CASE("what does not come about within startTimeout makes the task fail to start") {
  World w;
  Json helper = sidekick();
  helper["startTimeout"] = 20;
  w.host.obeys_sigterm_after = 1s;
  create(w, definition_with("COMPLETE", helper));
  w.run_to(100);
  CHECK(w.task(0)["stoppedReason"].get<std::string>().ends_with("as dependency has timed out."));
  CHECK(w.life(0)[2] == "57 DEACTIVATING");
  CHECK(w.host.started[0]->signals == Lines{"57 TERM"});
}

TEST_CASE("containers stop in the reverse order") {
  World w;
  w.targets.drain = 0s;
  create(w, definition_with("START"));
  w.run_to(60);
  w.scale(0);
  w.run_to(200);
  CHECK(w.host.started[1]->signals == Lines{"80 TERM"});  // app
  CHECK(w.host.started[0]->signals == Lines{"81 TERM"});  // helper, when app is gone
  CHECK(w.life(0).back() == "105 STOPPED");
}

TEST_CASE("a task stopped while a container waits ends what has started") {
  World w;
  create(w, definition_with("SUCCESS", sidekick()));
  w.run_to(50);
  w.ok("StopTask", {{"cluster", "c"}, {"task", w.task_id(0)}});
  w.run_to(80);
  CHECK(w.life(0).back() == "74 STOPPED");
  CHECK(w.host.started.size() == 1);
  CHECK(w.targets.log.empty());
}

TEST_CASE("dependencies that cannot come about are refused") {
  World w;
  const auto answer = [&](const Json& definition) {
    return w.error("RegisterTaskDefinition", definition);
  };
  CHECK(answer(definition_with("HEALTHY")).find("must have a health check") != std::string::npos);
  CHECK(answer(definition_with("SUCCESS")).find("must not be essential") != std::string::npos);
  CHECK(answer(definition_with("SOON")).starts_with("ClientException"));
  Json circular = definition_with("START");
  circular["containerDefinitions"][1]["dependsOn"] =
      Json::array({{{"containerName", "app"}, {"condition", "START"}}});
  CHECK(answer(circular) == "ClientException: The dependencies of the containers are circular.");
  Json unknown = definition_with("START");
  unknown["containerDefinitions"][0]["dependsOn"][0]["containerName"] = "nobody";
  CHECK(answer(unknown).find("'nobody', which is no other container") != std::string::npos);
}
