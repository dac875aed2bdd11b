// The health checks of containers: which commands are understood, and what their verdicts do.
#include "emulator/ecs/health_check.hpp"

#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using Lines = std::vector<std::string>;

namespace {

Json check_of(const std::string& line) {
  return {{"command", {"CMD-SHELL", line}}, {"interval", 10}, {"timeout", 2}, {"retries", 2}};
}

void create_checked_service(World& w, const Json& check, bool with_target_group = true) {
  Json definition = task_definition_params();
  definition["containerDefinitions"][0]["healthCheck"] = check;
  w.ok("CreateCluster", {{"clusterName", "c"}});
  w.ok("RegisterTaskDefinition", definition);
  w.ok("CreateService", w.service_params(1, with_target_group));
}

std::string container_health(World& w, std::size_t n) {
  return w.task(n)["containers"][0]["healthStatus"];
}

Lines verdicts(const World& w) {
  Lines lines;
  for (const auto& event : w.of("ecs.container_health_changed")) {
    lines.push_back(core::format_seconds(event.t.time_since_epoch()) + " " +
                    event.data["from"].get<std::string>() + " -> " +
                    event.data["to"].get<std::string>());
  }
  return lines;
}

}  // namespace

TEST_CASE("a curl or wget of an HTTP URL of localhost is understood") {
  struct Row {
    const char* line;
    const char* request;
    int success_below;
  };
  const Row rows[] = {
      {"curl -f http://localhost:8080/ping || exit 1", "GET 8080 /ping", 400},
      {"curl -f http://localhost/ || exit 1", "GET 80 /", 400},
      {"curl -fsS -o /dev/null http://127.0.0.1:81", "GET 81 /", 400},
      {"curl http://localhost:8080/ping", "GET 8080 /ping", 600},
      {"curl --silent --fail --max-time 3 'http://localhost:1/a?b=c'", "GET 1 /a?b=c", 400},
      {"/usr/bin/curl -I -f localhost:8080/x", "HEAD 8080 /x", 400},
      {"wget -q --spider http://localhost:8080/ || exit 1", "HEAD 8080 /", 300},
      {"wget --no-verbose --tries=1 -O /dev/null http://localhost:8080/", "GET 8080 /", 300},
      {"wget -qO- http://localhost:8080/", "GET 8080 /", 300},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto check = ecs::http_check_of(row.line);
    REQUIRE(check);
    CHECK(check->method + " " + std::to_string(check->port) + " " + check->target == row.request);
    CHECK(check->success_below == row.success_below);
  }
}

TEST_CASE("any other health check command is refused by name") {
  for (const char* line :
       {"true", "exit 0", "pgrep app", "curl -f http://example.com/", "curl -f https://localhost/",
        "curl -f http://localhost/ || exit 0", "curl -f http://localhost/ | grep ok",
        "curl -f http://localhost/ && true", "curl -f $URL", "curl -fL http://localhost/",
        "curl -f", "curl -d x http://localhost/", "wget http://localhost/a http://localhost/b",
        "curl -f http://localhost:0/", "curl -f http://localhost:99999/",
        "curl 'http://localhost"}) {
    CAPTURE(line);
    CHECK_FALSE(ecs::http_check_of(line));
  }
  World w;
  Json definition = task_definition_params();
  definition["containerDefinitions"][0]["healthCheck"] = {{"command", {"CMD", "pgrep", "app"}}};
  const auto result = w.call("RegisterTaskDefinition", definition);
  REQUIRE(result.has_error());
  CHECK(result.error().not_modelled);
  CHECK(result.error().message.find("pgrep app") != std::string::npos);
}

TEST_CASE("the limits of a health check") {
  World w;
  const auto answer = [&](const char* member, const Json& value) {
    Json definition = task_definition_params();
    definition["containerDefinitions"][0]["healthCheck"] = check_of("curl http://localhost:8080/");
    definition["containerDefinitions"][0]["healthCheck"][member] = value;
    const auto result = w.call("RegisterTaskDefinition", definition);
    return result ? std::string("accepted") : result.error().code;
  };
  for (const auto& [member, low, high] : {std::tuple{"interval", 5, 300},
                                          {"timeout", 2, 60},
                                          {"retries", 1, 10},
                                          {"startPeriod", 0, 300}}) {
    CAPTURE(member);
    CHECK(answer(member, low) == "accepted");
    CHECK(answer(member, high) == "accepted");
    CHECK(answer(member, low - 1) == "ClientException");
    CHECK(answer(member, high + 1) == "ClientException");
  }
  CHECK(answer("command", Json::array()) == "ClientException");
  CHECK(answer("command", {"curl", "http://localhost/"}) == "ClientException");
  CHECK(answer("command", {"NONE"}) == "accepted");
}

TEST_CASE("E1.2 a container is UNKNOWN until its first check, then HEALTHY, and so is its task") {
  World w;
  create_checked_service(w, check_of("curl -f http://localhost:8080/ || exit 1"));
  w.run_to(46);
  CHECK(container_health(w, 0) == "UNKNOWN");
  CHECK(w.task(0)["healthStatus"] == "UNKNOWN");
  w.run_to(48);
  CHECK(verdicts(w) == Lines{"47 UNKNOWN -> HEALTHY"});  // one interval after the start at 37 s
  CHECK(container_health(w, 0) == "HEALTHY");
  CHECK(w.task(0)["healthStatus"] == "HEALTHY");
}

TEST_CASE("a task with a health check is registered after its verdict, or at once if so set") {
  World w;
  create_checked_service(w, check_of("curl -f http://localhost:8080/"));
  w.run_to(100);
  CHECK(w.targets.log == Lines{"47 register 10.0.1.10:8080"});
  CHECK(w.life(0) == Lines{"10 PROVISIONING", "20 PENDING", "37 ACTIVATING", "50 RUNNING"});
  auto settings = round_settings();
  settings.register_after_health_verdict = false;
  World other(settings);
  create_checked_service(other, check_of("curl -f http://localhost:8080/"));
  other.run_to(100);
  CHECK(other.targets.log == Lines{"37 register 10.0.1.10:8080"});
  CHECK(other.life(0).back() == "40 RUNNING");
}

TEST_CASE("E2.21 E2.30 an unhealthy container makes the service replace its task") {
  World w;
  create_checked_service(w, check_of("curl -f http://localhost:8080/"));
  w.run_to(100);
  w.host.answer_status = 500;
  w.run_to(118);  // checks at 107 and 117: two failures in a row
  CHECK(verdicts(w) == Lines{"47 UNKNOWN -> HEALTHY", "117 HEALTHY -> UNHEALTHY"});
  w.run_to(128);
  CHECK(w.was_told("127 (service s) (task " + w.task_id(0) + ") failed container health checks."));
  CHECK(w.life(1).front() == "127 PROVISIONING");  // the replacement comes first
}

TEST_CASE("E2.30 a task that stays unhealthy is stopped for it") {
  World w;
  create_checked_service(w, check_of("curl -f http://localhost:9/"));  // nobody listens there
  w.run_to(300);
  CHECK(w.task(0)["stopCode"] == "ServiceSchedulerInitiated");
  CHECK(w.task(0)["stoppedReason"] == "Task failed container health checks");
}

TEST_CASE("E2.5 container checks count after the grace period, too") {
  World w;
  Json definition = task_definition_params();
  definition["containerDefinitions"][0]["healthCheck"] = check_of("curl http://localhost:9/");
  w.ok("CreateCluster", {{"clusterName", "c"}});
  w.ok("RegisterTaskDefinition", definition);
  Json params = w.service_params(1);
  params["healthCheckGracePeriodSeconds"] = 60;
  w.ok("CreateService", params);
  w.run_to(119);  // UNHEALTHY and then RUNNING at 60: the grace ends at 120
  CHECK(container_health(w, 0) == "UNHEALTHY");
  REQUIRE(w.life(0).back() == "60 RUNNING");
  CHECK(w.of("ecs.task_state_changed").size() == 4);
  w.run_to(131);
  CHECK(w.life(1).front() == "130 PROVISIONING");
}

TEST_CASE("failures in the start period do not count; a success ends it") {
  World w;
  Json check = check_of("curl -f http://localhost:8080/");
  check["startPeriod"] = 60;
  w.host.answer_status = 500;
  create_checked_service(w, check);
  w.run_to(96);  // checks at 47, 57, 67, 77, 87 are within the 60 s from 37 s on
  CHECK(verdicts(w).empty());
  w.run_to(108);
  CHECK(verdicts(w) == Lines{"107 UNKNOWN -> UNHEALTHY"});
  World early;
  create_checked_service(early, check);
  early.run_to(48);
  early.host.answer_status = 500;
  early.run_to(68);
  CHECK(verdicts(early) == Lines{"47 UNKNOWN -> HEALTHY", "67 HEALTHY -> UNHEALTHY"});
}

TEST_CASE(
    "a check that is not answered fails after its timeout; the next comes an interval later") {
  World w;
  w.host.holds_requests = true;
  create_checked_service(w, check_of("curl -f http://localhost:8080/"));
  w.run_to(60);
  CHECK(w.host.started[0]->requests.size() == 2);  // at 47 s and, after 2 + 10 s, at 59 s
  w.run_to(62);
  CHECK(verdicts(w) == Lines{"61 UNKNOWN -> UNHEALTHY"});
  w.host.started[0]->requests[1](ecs::ContainerReply{});  // too late: changes nothing
  CHECK(container_health(w, 0) == "UNHEALTHY");
}

TEST_CASE("without a load balancer a task with a health check is healthy when that says so") {
  World w;
  create_checked_service(w, check_of("curl -f http://localhost:8080/"), false);
  w.run_to(58);
  CHECK(w.was_told("57 (service s) has reached a steady state."));  // RUNNING and healthy at 47 s
}

TEST_CASE("other commands pass from the time on that the settings give") {
  auto settings = round_settings();
  settings.health_passes_after = 15s;
  World w(settings);
  create_checked_service(w, check_of("pgrep app"));
  w.run_to(100);
  CHECK(verdicts(w) == Lines{"57 UNKNOWN -> HEALTHY"});  // at 47 s, 10 s after the start, not yet
}

TEST_CASE("nobody asks a container that has ended or is being stopped") {
  World w;
  create_checked_service(w, check_of("curl -f http://localhost:9/"));
  w.run_to(50);
  w.host.started[0]->exited(1);
  w.run_to(56);
  CHECK(verdicts(w).empty());
  CHECK(w.life(0).back() == "50 DEPROVISIONING");
}
