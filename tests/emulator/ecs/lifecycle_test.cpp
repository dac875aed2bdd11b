#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

TEST_CASE("E1.1 a task goes up and down through all states, each at its time") {
  World w;
  w.create_service(0);
  w.run_to(100);
  w.scale(1);
  w.run_to(300);
  w.scale(0);
  w.run_to(1000);
  CHECK(w.life(0) == Lines{"110 PROVISIONING", "120 PENDING", "137 ACTIVATING", "140 RUNNING",
                           "310 DEACTIVATING",  // the scheduler's reaction
                           "620 STOPPING",      // 10 s to deregister, 300 s of draining
                           "621 DEPROVISIONING", "644 STOPPED"});
  for (const auto& event : w.of("ecs.task_state_changed")) {
    const bool on_the_way_up = event.t < TimePoint(310s);
    CHECK(event.data["desired_status"] == (on_the_way_up ? "RUNNING" : "STOPPED"));
  }
  CHECK(w.targets.log == Lines{"137 register 10.0.1.10:8080", "320 deregister 10.0.1.10:8080"});
  REQUIRE(w.host.started.size() == 1);
  CHECK(w.host.started[0]->signals == Lines{"620 TERM"});
}

TEST_CASE("E1.2 E1.3 E1.4 DescribeTasks shows a running task as AWS does") {
  World w;
  w.create_service(1);
  w.run_to(60);
  const Json task = w.task(0);
  const double epoch = 1767614400;  // of the virtual clock
  CHECK(task["taskArn"] == "arn:aws:ecs:sa-east-1:123456789012:task/c/" + w.task_id(0));
  CHECK(w.task_id(0).size() == 32);
  CHECK(task["lastStatus"] == "RUNNING");
  CHECK(task["desiredStatus"] == "RUNNING");
  CHECK(task["group"] == "service:s");
  CHECK(task["startedBy"] == w.service()["deployments"][0]["id"]);
  CHECK(task["startedBy"].get<std::string>().size() == 8 + 19);
  CHECK(task["taskDefinitionArn"] == "arn:aws:ecs:sa-east-1:123456789012:task-definition/app:1");
  CHECK(task["createdAt"] == epoch + 10);
  CHECK(task["connectivityAt"] == epoch + 15);
  CHECK(task["pullStartedAt"] == epoch + 20);
  CHECK(task["pullStoppedAt"] == epoch + 35);
  CHECK(task["startedAt"] == epoch + 40);
  CHECK_FALSE(task.contains("stoppingAt"));
  CHECK(task["version"] == 4);
  CHECK(task["attachments"][0]["status"] == "ATTACHED");
  const Json container = task["containers"][0];
  CHECK(container["lastStatus"] == "RUNNING");
  CHECK(container["healthStatus"] == "UNKNOWN");
  CHECK(container["imageDigest"] == "sha256:abc");
  CHECK(container["networkInterfaces"][0]["privateIpv4Address"] == "10.0.1.10");
  CHECK_FALSE(container.contains("exitCode"));
}

TEST_CASE("E1.2 a container is PENDING until it runs, and RUNNING while its task is ACTIVATING") {
  World w;
  w.create_service(1);
  for (const double at : {12.0, 25.0}) {
    w.run_to(at);
    CHECK(w.task(0)["lastStatus"] == (at < 20 ? "PROVISIONING" : "PENDING"));
    CHECK(w.task(0)["containers"][0]["lastStatus"] == "PENDING");
  }
  w.run_to(38);
  CHECK(w.task(0)["lastStatus"] == "ACTIVATING");
  CHECK(w.task(0)["containers"][0]["lastStatus"] == "RUNNING");
}

TEST_CASE("H7 RUNNING is not healthy: the target is still in its first checks") {
  World w;
  w.targets.health = {"initial", "Elb.InitialHealthChecking", ""};
  w.create_service(1);
  w.run_to(41);
  CHECK(w.task(0)["lastStatus"] == "RUNNING");
  CHECK(w.task(0)["healthStatus"] == "UNKNOWN");
  CHECK(w.targets.target_health(kTargetGroup, "10.0.1.10", 8080).state == "initial");
}

TEST_CASE("E2.8 a target is registered after RUNNING if so set") {
  auto settings = round_settings();
  settings.register_before_running = false;
  World w(settings);
  w.create_service(1);
  w.run_to(60);
  CHECK(w.targets.log == Lines{"40 register 10.0.1.10:8080"});
}

TEST_CASE("E3.9 without an override the pull takes 2 s and the image's size over the bandwidth") {
  auto settings = round_settings();
  settings.start.pull.reset();
  settings.pull_bandwidth = 40e6;
  World w(settings);
  w.create_service(1);  // an image of 160 MB
  w.run_to(60);
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "28 ACTIVATING", "31 RUNNING"});
}

TEST_CASE("E1.3 E2.9 SIGTERM ignored: SIGKILL after stopTimeout, exit code 137") {
  World w;
  w.host.obeys_sigterm_after = std::nullopt;
  w.targets.drain = 0s;
  w.create_service(1);
  w.run_to(60);
  w.scale(0);
  w.run_to(200);
  CHECK(w.host.started[0]->signals == Lines{"80 TERM", "110 KILL"});
  const Json task = w.task(0);
  CHECK(task["lastStatus"] == "STOPPED");
  CHECK(task["containers"][0]["exitCode"] == 137);
  CHECK(task["containers"][0]["lastStatus"] == "STOPPED");
  CHECK(task["executionStoppedAt"].get<double>() - task["stoppingAt"].get<double>() == 40);
  CHECK(task["stoppedAt"].get<double>() - task["executionStoppedAt"].get<double>() == 23);
}

TEST_CASE("a container that obeys SIGTERM leaves its own exit code") {
  World w;
  w.host.sigterm_status = 0;
  w.targets.drain = 0s;
  w.create_service(1);
  w.run_to(60);
  w.scale(0);
  w.run_to(200);
  CHECK(w.task(0)["containers"][0]["exitCode"] == 0);
}

TEST_CASE(
    "E1.3 E2.31 an essential container's end stops the task, which does not wait for the drain") {
  World w;
  w.create_service(1);
  w.run_to(60);
  w.host.started[0]->exited(1);
  w.run_to(61);
  CHECK(w.life(0).back() == "60 DEACTIVATING");
  const Json task = w.task(0);
  CHECK(task["stopCode"] == "EssentialContainerExited");
  CHECK(task["stoppedReason"] == "Essential container in task exited");
  CHECK(task["containers"][0]["exitCode"] == 1);
  w.run_to(100);
  CHECK(w.life(0).back() == "93 STOPPED");
  CHECK(w.task(0)["executionStoppedAt"] == w.task(0)["stoppingAt"]);
  CHECK(w.life(1).front() == "70 PROVISIONING");  // its replacement
}

TEST_CASE("E1.2 E2.33 an image that is not there stops the task as CannotPullContainerError") {
  World w;
  w.images.answer = {};
  w.create_service(1);
  w.run_to(50);
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "22 DEPROVISIONING", "45 STOPPED"});
  const Json task = w.task(0);
  CHECK(task["stopCode"] == "TaskFailedToStart");
  CHECK(task["stoppedReason"] ==
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to resolve "
        "reference \"" +
            kImage + "\": " + kImage + ": not found");
  CHECK(task["containers"][0]["reason"] == task["stoppedReason"]);
  CHECK_FALSE(task["containers"][0].contains("exitCode"));
  CHECK(w.host.started.empty());
  CHECK_FALSE(task.contains("startedAt"));
}

TEST_CASE("E2.33 a log group that is not there keeps the task's resources from being initialised") {
  struct Logs final : ecs::TaskLogs {
    bool there = false;
    bool group_exists(const std::string& name) override { return there && name == "/app"; }
    void write(const std::string&, const std::string&, std::string_view) override {}
  } logs;
  World w;
  w.clusters->use_logs(&logs);
  w.ok("CreateCluster", {{"clusterName", "c"}});
  Json params = task_definition_params();
  params["containerDefinitions"][0]["logConfiguration"] = {{"logDriver", "awslogs"},
                                                           {"options",
                                                            {{"awslogs-group", "/app"},
                                                             {"awslogs-region", "sa-east-1"},
                                                             {"awslogs-stream-prefix", "a"}}}};
  w.ok("RegisterTaskDefinition", params);
  w.ok("CreateService", w.service_params(1));
  w.run_to(50);
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "22 DEPROVISIONING", "45 STOPPED"});
  CHECK(w.task(0)["stoppedReason"] ==
        "ResourceInitializationError: failed to validate logger args: create stream has been "
        "retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The "
        "specified log group does not exist. : exit status 1");
  logs.there = true;
  w.run_to(110);
  CHECK(w.life(1)[2] == "44 DEPROVISIONING");  // it had looked before the group was there
  CHECK(w.life(2).back().ends_with(" RUNNING"));
}

TEST_CASE("an image of another registry is pulled with the size that is set for it") {
  auto settings = round_settings();
  settings.start.pull.reset();
  settings.foreign_image_bytes = 80'000'000;
  World w(settings);
  w.images.answer.kind = ecs::ImageLookup::Kind::foreign;
  w.create_service(1);
  w.run_to(60);
  CHECK(w.life(0)[2] == "26 ACTIVATING");
}

TEST_CASE("a task that nobody can host is refused by name and stops") {
  World w;
  w.host.refusal = "no code is mapped to AppTask";
  w.create_service(1);
  w.run_to(11);
  REQUIRE(w.of("run.refused").size() == 1);
  CHECK(w.of("run.refused")[0].data["what"] == "no code is mapped to AppTask");
  CHECK(w.task(0)["stopCode"] == "TaskFailedToStart");
}

TEST_CASE("E2.32 StopTask stops at once, with the caller's reason or AWS's") {
  World w;
  w.create_service(2);
  w.run_to(60);
  w.ok("StopTask", {{"cluster", "c"}, {"task", w.task_id(0)}});
  w.ok("StopTask", {{"cluster", "c"}, {"task", w.task(1)["taskArn"]}, {"reason", "drill"}});
  w.run_to(61);
  CHECK(w.task(0)["stopCode"] == "UserInitiated");
  CHECK(w.task(0)["stoppedReason"] == "Task stopped by user");
  CHECK(w.task(1)["stoppedReason"] == "drill");
  CHECK(w.life(0).back() == "60 DEACTIVATING");
}

TEST_CASE("a task stopped on its way up never starts its container") {
  World w;
  w.create_service(1);
  w.run_to(25);
  w.scale(0);
  w.run_to(100);
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "35 DEPROVISIONING", "58 STOPPED"});
  CHECK(w.host.started.empty());
  CHECK(w.targets.log.empty());
}

TEST_CASE("E1.6 a stopped task can be described for an hour") {
  World w;
  w.targets.drain = 0s;
  w.create_service(1);
  w.run_to(60);
  w.scale(0);
  w.run_to(104 + 3599);
  CHECK(w.life(0).back() == "104 STOPPED");
  CHECK(w.task(0)["lastStatus"] == "STOPPED");
  w.run_to(104 + 3601);
  const Json answer = w.ok("DescribeTasks", {{"cluster", "c"}, {"tasks", {w.task_id(0)}}});
  CHECK(answer["failures"][0]["reason"] == "MISSING");
}

TEST_CASE("E1.4 every state is an ECS Task State Change event with the task's shape") {
  World w;
  w.create_service(1);
  w.run_to(60);
  Lines states;
  for (const auto& event : w.neighbours.bus) {
    if (event.detail_type != "ECS Task State Change") continue;
    CHECK(event.source == "aws.ecs");
    CHECK(event.resources == Lines{event.detail["taskArn"].get<std::string>()});
    CHECK(event.detail["version"] == states.size() + 1);
    states.push_back(event.detail["lastStatus"]);
    if (states.back() == "RUNNING") {
      CHECK(event.detail["startedAt"] == "2026-01-05T12:00:40.000Z");
    }
  }
  CHECK(states == Lines{"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"});
}

TEST_CASE("a task may have several containers; one that is not essential may end") {
  World w;
  Json params = task_definition_params();
  params["containerDefinitions"].push_back(
      {{"name", "sidecar"}, {"image", "public.ecr.aws/x"}, {"essential", false}});
  w.ok("CreateCluster", {{"clusterName", "c"}});
  w.ok("RegisterTaskDefinition", params);
  w.ok("CreateService", w.service_params(1));
  w.run_to(60);
  REQUIRE(w.host.started.size() == 2);
  w.host.started[1]->exited(0);
  w.run_to(70);
  CHECK(w.task(0)["lastStatus"] == "RUNNING");
  CHECK(w.task(0)["containers"][1]["lastStatus"] == "STOPPED");
}

TEST_CASE("a container is told its definition, its logical id and its Region") {
  World w;
  w.clusters->note_logical_id("app", "AppTask");
  w.create_service(1);
  w.run_to(60);
  const auto& spec = w.host.started.at(0)->spec;
  CHECK(spec.logical_id == "AppTask");
  CHECK(spec.task_definition_family == "app");
  CHECK(spec.image == kImage);
  CHECK(spec.ip == "10.0.1.10");
  CHECK(spec.ports == std::vector<std::uint16_t>{8080});
  CHECK(spec.environment.at("COLOR") == "blue");
  CHECK(spec.environment.at("AWS_REGION") == "sa-east-1");
}
