#include <map>

#include "emulator/ecs/service_events.hpp"
#include "emulator/ecs/throttling.hpp"
#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

TEST_CASE("E1.7 ListTasks shows by default what is meant to run, not what is being stopped") {
  World w;
  w.create_service(1);
  w.run_to(12);
  CHECK(w.task(0)["lastStatus"] == "PROVISIONING");
  CHECK(w.listed() == Lines{w.task(0)["taskArn"]});
  CHECK(w.listed("PENDING").empty());
  CHECK(w.listed("STOPPED").empty());
  w.run_to(100);
  w.scale(0);
  w.run_to(111);
  CHECK(w.task(0)["lastStatus"] == "DEACTIVATING");
  CHECK(w.listed().empty());
  CHECK(w.listed("STOPPED").size() == 1);
}

TEST_CASE("H7 ListTasks covers the whole cluster unless it is filtered") {
  World w;
  w.create_service(1);
  Json params = w.service_params(1, false);
  params["serviceName"] = "other";
  w.ok("RegisterTaskDefinition", task_definition_params("batch"));
  params["taskDefinition"] = "batch";
  w.ok("CreateService", params);
  w.run_to(12);
  CHECK(w.listed().size() == 2);
  const auto count = [&](const char* key, const std::string& value) {
    return w.ok("ListTasks", {{"cluster", "c"}, {key, value}})["taskArns"].size();
  };
  CHECK(count("serviceName", "s") == 1);
  CHECK(count("family", "batch") == 1);
  CHECK(count("startedBy", w.task(0)["startedBy"]) == 1);
  CHECK(count("startedBy", "nobody") == 0);
}

TEST_CASE("E1.7 ListTasks answers in pages, of 100 by default and at most") {
  World w;
  w.create_service(5, false);
  w.run_to(12);
  const Json first = w.ok("ListTasks", {{"cluster", "c"}, {"maxResults", 3}});
  CHECK(first["taskArns"].size() == 3);
  const Json second =
      w.ok("ListTasks", {{"cluster", "c"}, {"maxResults", 3}, {"nextToken", first["nextToken"]}});
  CHECK(second["taskArns"].size() == 2);
  CHECK_FALSE(second.contains("nextToken"));
  CHECK(w.error("ListTasks", {{"cluster", "c"}, {"maxResults", 101}})
            .starts_with("InvalidParameterException"));
  CHECK(w.error("ListTasks", {{"cluster", "c"}, {"nextToken", "?"}}) ==
        "InvalidParameterException: Invalid token.");
  w.scale(120);
  w.run_to(60);
  const Json hundred = w.ok("ListTasks", {{"cluster", "c"}});
  CHECK(hundred["taskArns"].size() == 100);
  const Json rest = w.ok("ListTasks", {{"cluster", "c"}, {"nextToken", hundred["nextToken"]}});
  CHECK(rest["taskArns"].size() == 20);
}

TEST_CASE("E1.8 DescribeTasks: unknown tasks are failures, none asked for is an error") {
  World w;
  w.prepare();
  const Json answer = w.ok("DescribeTasks", {{"cluster", "c"}, {"tasks", {"0123"}}});
  CHECK(answer["tasks"].empty());
  CHECK(answer["failures"] ==
        Json::array(
            {{{"arn", "arn:aws:ecs:sa-east-1:123456789012:task/c/0123"}, {"reason", "MISSING"}}}));
  CHECK(w.error("DescribeTasks", {{"cluster", "c"}, {"tasks", Json::array()}}) ==
        "InvalidParameterException: Tasks cannot be empty.");
  CHECK(w.error("DescribeTasks", {{"cluster", "c"}, {"tasks", Lines(101, "0123")}}) ==
        "InvalidParameterException: Tasks cannot have more than 100 elements.");
  CHECK(w.error("DescribeTasks",
                {{"cluster", "c"}, {"tasks", {"arn:aws:ecs:sa-east-1:123456789012:task/d/0"}}}) ==
        "InvalidParameterException: Invalid identifier: Identifier is for d. Your cluster is c");
}

TEST_CASE("E1.9 DescribeServices: at most ten, unknown ones are failures") {
  World w;
  w.create_service(0);
  const Json answer = w.ok("DescribeServices", {{"cluster", "c"}, {"services", {"s", "x"}}});
  CHECK(answer["services"].size() == 1);
  CHECK(answer["failures"][0]["arn"] == "arn:aws:ecs:sa-east-1:123456789012:service/c/x");
  CHECK(answer["failures"][0]["reason"] == "MISSING");
  CHECK(w.error("DescribeServices", {{"cluster", "c"}, {"services", Lines(11, "s")}}) ==
        "InvalidParameterException: Services cannot have more than 10 elements.");
}

TEST_CASE("a service is shown as AWS shows it") {
  World w;
  w.create_service(0);
  const Json service = w.service();
  CHECK(service["serviceArn"] == "arn:aws:ecs:sa-east-1:123456789012:service/c/s");
  CHECK(service["status"] == "ACTIVE");
  CHECK(service["launchType"] == "FARGATE");
  CHECK(service["deploymentConfiguration"]["maximumPercent"] == 200);
  CHECK(service["deploymentConfiguration"]["minimumHealthyPercent"] == 100);
  CHECK(service["healthCheckGracePeriodSeconds"] == 0);
  CHECK(service["loadBalancers"][0]["containerPort"] == 8080);
  CHECK(service["networkConfiguration"]["awsvpcConfiguration"]["subnets"] ==
        Json::array({"subnet-a", "subnet-b"}));
  CHECK(service["createdAt"] == 1767614400.0);
}

TEST_CASE("E4.8 the errors of UpdateService") {
  World w;
  w.create_service(0);
  CHECK(w.error("UpdateService", {{"cluster", "x"}, {"service", "s"}}) ==
        "ClusterNotFoundException: Cluster not found.");
  CHECK(w.error("UpdateService", {{"service", "s"}}) ==
        "ClusterNotFoundException: Cluster not found.");  // "default"
  CHECK(w.error("UpdateService", {{"cluster", "c"}, {"service", "x"}}) ==
        "ServiceNotFoundException: Service not found.");
  CHECK(w.error("UpdateService",
                {{"cluster", "c"}, {"service", "s"}, {"taskDefinition", "nothing"}}) ==
        "ClientException: TaskDefinition not found.");
  CHECK(w.error("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"platformVersion", "9"}})
            .starts_with("PlatformUnknownException"));
  CHECK(w.error("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"desiredCount", -1}})
            .starts_with("InvalidParameterException"));
  w.ok("DeleteService", {{"cluster", "c"}, {"service", "s"}});
  w.run_to(30);
  CHECK(w.error("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"desiredCount", 1}}) ==
        "ServiceNotActiveException: Service was not ACTIVE.");
}

TEST_CASE("a service is found by name and by ARN, its cluster too") {
  World w;
  w.create_service(0);
  w.ok("UpdateService", {{"cluster", "arn:aws:ecs:sa-east-1:123456789012:cluster/c"},
                         {"service", "arn:aws:ecs:sa-east-1:123456789012:service/c/s"},
                         {"desiredCount", "2"}});
  CHECK(w.service()["desiredCount"] == 2);
}

TEST_CASE("what is not modelled is refused by name") {
  World w;
  w.prepare();
  const auto refused = [&](const std::string& key, const Json& value) {
    Json params = w.service_params(1);
    params[key] = value;
    const auto result = w.call("CreateService", params);
    REQUIRE(result.has_error());
    CHECK(result.error().not_modelled);
    CHECK(result.error().message.find(key == "launchType" ? "EC2" : key) != std::string::npos);
  };
  refused("launchType", "EC2");
  refused("launchType", nullptr);  // EC2 is the default
  refused("capacityProviderStrategy", Json::array({{{"capacityProvider", "FARGATE_SPOT"}}}));
  refused("serviceConnectConfiguration", {{"enabled", true}});
  refused("deploymentController", {{"type", "CODE_DEPLOY"}});
  refused("deploymentController", {{"type", "EXTERNAL"}});
  refused("availabilityZoneRebalancing", "ENABLED");
  const auto refused_inside = [&](const std::string& key, const Json& value) {
    Json params = w.service_params(1);
    params["deploymentConfiguration"] = {{key, value}};
    const auto result = w.call("CreateService", params);
    REQUIRE(result.has_error());
    CHECK(result.error().not_modelled);
    CHECK(result.error().message.find(key) != std::string::npos);
  };
  refused_inside("strategy", "BLUE_GREEN");
  refused_inside("alarms", {{"enable", true}, {"alarmNames", {"a"}}, {"rollback", false}});
  refused_inside("bakeTimeInMinutes", 5);
  refused_inside("deploymentCircuitBreaker",
                 {{"enable", true}, {"rollback", true}, {"resetOnHealthyTask", false}});
  refused("frobnicate", 1);
  Json definition = task_definition_params();
  definition["containerDefinitions"][0]["healthCheck"] = {{"command", {"CMD-SHELL", "true"}}};
  CHECK(w.call("RegisterTaskDefinition", definition).error().not_modelled);
  CHECK(w.operations.find("ecs", "CreateTaskSet") == nullptr);
}

TEST_CASE("CreateService checks what it is given") {
  World w;
  w.prepare();
  const auto wrong = [&](const std::string& key, const Json& value) {
    Json params = w.service_params(1);
    params[key] = value;
    return w.error("CreateService", params);
  };
  const auto target = [](const char* container, int port) {
    return Json::array({{{"targetGroupArn", kTargetGroup},
                         {"containerName", container},
                         {"containerPort", port}}});
  };
  CHECK(wrong("networkConfiguration", nullptr) ==
        "InvalidParameterException: Network Configuration must be provided when networkMode "
        "'awsvpc' is specified.");
  CHECK(wrong("loadBalancers", target("x", 8080)) ==
        "InvalidParameterException: The container x does not exist in the task definition.");
  CHECK(wrong("loadBalancers", target("app", 81)) ==
        "InvalidParameterException: The container app did not have a container port 81 defined.");
  CHECK(
      wrong("deploymentConfiguration", {{"maximumPercent", 100}, {"minimumHealthyPercent", 100}}) ==
      "InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 "
      "as this will block deployments.");
  w.targets.refusal = "The target group does not have an associated load balancer.";
  CHECK(w.error("CreateService", w.service_params(1)) ==
        "InvalidParameterException: The target group does not have an associated load balancer.");
  w.targets.refusal.clear();
  w.ok("CreateService", w.service_params(1));
  CHECK(w.error("CreateService", w.service_params(1)) ==
        "InvalidParameterException: Creation of service was not idempotent.");
}

TEST_CASE("clusters: created twice is one, deleted only when empty") {
  World w;
  w.create_service(1);
  w.ok("CreateCluster", {{"clusterName", "c"}});
  CHECK(w.ok("ListClusters", Json::object())["clusterArns"].size() == 1);
  w.run_to(60);
  const Json cluster = w.ok("DescribeClusters", {{"clusters", {"c", "x"}}});
  CHECK(cluster["clusters"][0]["runningTasksCount"] == 1);
  CHECK(cluster["clusters"][0]["activeServicesCount"] == 1);
  CHECK(cluster["failures"][0]["reason"] == "MISSING");
  CHECK(
      w.error("DeleteCluster", {{"cluster", "c"}}).starts_with("ClusterContainsServicesException"));
}

TEST_CASE("RunTask runs tasks that belong to no service") {
  World w;
  w.prepare();
  Json params = w.service_params(0, false);
  for (const char* key : {"serviceName", "desiredCount"}) params.erase(key);
  params["startedBy"] = "me";
  const Json task = w.ok("RunTask", params)["tasks"][0];
  CHECK(task["group"] == "family:app");
  CHECK(task["startedBy"] == "me");
  CHECK(task["lastStatus"] == "PROVISIONING");
  w.run_to(60);
  CHECK(w.task(0)["lastStatus"] == "RUNNING");
  CHECK(w.error("StopTask", {{"cluster", "c"}, {"task", "nothing"}}) ==
        "InvalidParameterException: The referenced task was not found.");
}

TEST_CASE("IAM checks UpdateService against the service's ARN and ListTasks against everything") {
  World w;
  const auto* update = w.operations.find("ecs", "UpdateService");
  CHECK(update->resources({{"cluster", "c"}, {"service", "s"}}) ==
        Lines{"arn:aws:ecs:sa-east-1:123456789012:service/c/s"});
  CHECK(update->resources({{"cluster", 1}, {"service", Json::array()}}) ==
        Lines{"arn:aws:ecs:sa-east-1:123456789012:service/default/"});
  CHECK_FALSE(static_cast<bool>(w.operations.find("ecs", "ListTasks")->resources));
  CHECK(
      w.operations.find("ecs", "DescribeTasks")->resources({{"cluster", "c"}, {"tasks", {"7"}}}) ==
      Lines{"arn:aws:ecs:sa-east-1:123456789012:task/c/7"});
}

TEST_CASE("every operation has its token bucket") {
  World w;
  std::map<std::string_view, std::string_view> rows;
  for (const auto& row : ecs::throttle_classes()) rows[row.action] = row.bucket;
  for (const auto& action : w.operations.actions("ecs")) CHECK(rows.count(action) == 1);
}

TEST_CASE("E2.11 a service keeps its last hundred events") {
  ecs::ServiceEvents events;
  for (int i = 0; i < 120; ++i) events.add({"", WallTime{}, std::to_string(i)});
  CHECK(events.list().size() == 100);
  CHECK(events.list().front().message == "119");
}
