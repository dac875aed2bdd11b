// What a container is shown of its task, where its lines go, and what cannot be started.
#include "runtime/wall_time.hpp"
#include "tests/emulator/ecs/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using namespace std::chrono_literals;

namespace {

struct Logs final : ecs::TaskLogs {
  std::vector<std::string> written;
  bool group_exists(const std::string&) override { return true; }
  void write(const std::string& group, const std::string& stream, std::string_view line) override {
    written.push_back(group + " " + stream + " " + std::string(line));
  }
};

/// One task, of a definition with a role and logs.
struct Shown : World {
  Shown() {
    clusters->use_logs(&logs);
    ok("CreateCluster", {{"clusterName", "c"}});
    Json params = task_definition_params();
    params["taskRoleArn"] = "arn:aws:iam::123456789012:role/task";
    params["containerDefinitions"][0]["logConfiguration"] = {{"logDriver", "awslogs"},
                                                             {"options",
                                                              {{"awslogs-group", "/app"},
                                                               {"awslogs-region", "sa-east-1"},
                                                               {"awslogs-stream-prefix", "a"}}}};
    ok("RegisterTaskDefinition", params);
    ok("CreateService", service_params(1));
    run_to(60);
    REQUIRE(host.started.size() == 1);
  }
  const ecs::ContainerSpec& spec() const { return host.started[0]->spec; }
  Logs logs;
};

}  // namespace

TEST_CASE("the container's metadata are those that DescribeTasks tells") {
  Shown w;
  const Json task = w.task(0);
  const Json& container = task["containers"][0];
  const Json shown = w.spec().describe_container();
  CHECK(shown["DockerId"] == container["runtimeId"]);
  CHECK(shown["ContainerARN"] == container["containerArn"]);
  CHECK(shown["Name"] == "app");
  CHECK(shown["Image"] == kImage);
  CHECK(shown["ImageID"] == "sha256:abc");
  CHECK(shown["KnownStatus"] == "RUNNING");
  CHECK(shown["DesiredStatus"] == "RUNNING");
  CHECK(shown["Type"] == "NORMAL");
  CHECK(shown["LogDriver"] == "awslogs");
  CHECK(shown["LogOptions"]["awslogs-stream"] == "a/app/" + w.task_id(0));
  CHECK(shown["Networks"][0]["NetworkMode"] == "awsvpc");
  CHECK(shown["Networks"][0]["IPv4Addresses"] ==
        Json::array({container["networkInterfaces"][0]["privateIpv4Address"]}));
  CHECK(shown["Labels"]["com.amazonaws.ecs.task-arn"] == task["taskArn"]);
  CHECK(shown["Labels"]["com.amazonaws.ecs.task-definition-version"] == "1");
}

TEST_CASE("the task's metadata hold its limits and all of its containers") {
  Shown w;
  const Json task = w.task(0);
  const Json shown = w.spec().describe_task();
  CHECK(shown["TaskARN"] == task["taskArn"]);
  CHECK(shown["Cluster"] == task["clusterArn"]);
  CHECK(shown["Family"] == "app");
  CHECK(shown["Revision"] == "1");
  CHECK(shown["KnownStatus"] == "RUNNING");
  CHECK(shown["Limits"] == Json{{"CPU", 0.25}, {"Memory", 512.0}});
  CHECK(shown["LaunchType"] == "FARGATE");
  CHECK(shown["AvailabilityZone"] == "sa-east-1a");
  CHECK(shown["ServiceName"] == "s");
  CHECK(shown["Containers"] == Json::array({w.spec().describe_container()}));
  CHECK(shown.contains("PullStartedAt"));
  CHECK(w.spec().memory_bytes == 512 << 20);
}

TEST_CASE("a task's role gives it keys, for some hours") {
  Shown w;
  const Json keys = w.spec().credentials();
  CHECK(keys["RoleArn"] == "arn:aws:iam::123456789012:role/task");
  for (const char* name : {"AccessKeyId", "SecretAccessKey", "Token"}) CHECK(keys.contains(name));
  CHECK(keys["Expiration"] == format_iso8601_seconds(w.rt.wall_now() + 6h));
  World without;
  without.create_service(1);
  without.run_to(60);
  CHECK_FALSE(without.host.started.at(0)->spec.credentials);
}

TEST_CASE("what a container prints goes into the stream of its prefix, its name and its task") {
  Shown w;
  w.spec().output("hello");
  CHECK(w.logs.written == std::vector<std::string>{"/app a/app/" + w.task_id(0) + " hello"});
}

TEST_CASE("a container that cannot be started is no container that has ended") {
  World w;
  w.host.cannot_start = "exec: \"x\": executable file not found in $PATH";
  w.create_service(1);
  w.run_to(60);
  const Json task = w.task(0);
  CHECK(task["stopCode"] == "TaskFailedToStart");
  CHECK(task["stoppedReason"] ==
        "CannotStartContainerError: ResourceInitializationError: failed to create new container "
        "runtime task: failed to create shim task: OCI runtime create failed: runc create failed: "
        "unable to start container process: exec: \"x\": executable file not found in $PATH: "
        "unknown");
  CHECK(task["containers"][0]["reason"] == task["stoppedReason"]);
  CHECK_FALSE(task["containers"][0].contains("exitCode"));
  CHECK_FALSE(task.contains("startedAt"));
  CHECK(w.of("ecs.container_state_changed").empty());
}

TEST_CASE("later revisions of a template's task definition are the same code's") {
  World w;
  w.ok("CreateCluster", {{"clusterName", "c"}});
  const Json made = w.ok("RegisterTaskDefinition", task_definition_params());
  w.clusters->note_logical_id(made["taskDefinition"]["taskDefinitionArn"], "AppTask");
  w.ok("RegisterTaskDefinition", task_definition_params());
  w.ok("CreateService", w.service_params(1));
  w.ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"taskDefinition", "app:2"}});
  w.run_to(60);
  CHECK(w.host.started.back()->spec.logical_id == "AppTask");
}
