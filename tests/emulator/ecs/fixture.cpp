#include "tests/emulator/ecs/fixture.hpp"

#include <algorithm>

namespace spillway::ecs::test {
namespace {

class HostedContainer final : public Container {
 public:
  HostedContainer(Runtime& runtime, FakeHost& host, std::shared_ptr<FakeContainer> fake)
      : runtime_(runtime), host_(host), fake_(std::move(fake)) {}
  ~HostedContainer() override { fake_->destroyed = true; }

  void send(std::uint16_t port, HttpRequest request,
            UniqueFunction<void(ContainerReply)> done) override {
    if (std::find(fake_->spec.ports.begin(), fake_->spec.ports.end(), port) ==
        fake_->spec.ports.end()) {
      done(ContainerReply{ContainerReply::Outcome::refused, {}});
    } else if (host_.holds_requests) {
      fake_->requests.push_back(std::move(done));
    } else {
      ContainerReply reply;
      reply.response.status = host_.answer_status;
      reply.response.body = "at " + fake_->spec.ip + request.target;
      done(std::move(reply));
    }
  }

  std::string cannot_start() const override { return host_.cannot_start; }

  void signal(Signal signal) override {
    fake_->signals.push_back(core::format_seconds(runtime_.now().time_since_epoch()) +
                             (signal == Signal::kill ? " KILL" : " TERM"));
    if (signal == Signal::kill) {
      fake_->exited(137);
    } else if (host_.obeys_sigterm_after) {
      runtime_.call_after(*host_.obeys_sigterm_after,
                          [fake = fake_, status = host_.sigterm_status] {
                            if (!fake->destroyed) fake->exited(status);
                          });
    }
  }

 private:
  Runtime& runtime_;
  FakeHost& host_;
  std::shared_ptr<FakeContainer> fake_;
};

std::string instant(TimePoint t) { return core::format_seconds(t.time_since_epoch()); }

}  // namespace

std::unique_ptr<Container> FakeHost::start(const ContainerSpec& spec,
                                           UniqueFunction<void(int)> exited) {
  auto fake = std::make_shared<FakeContainer>();
  fake->spec = spec;
  fake->exited = std::move(exited);
  started.push_back(fake);
  return std::make_unique<HostedContainer>(runtime_, *this, std::move(fake));
}

void FakeTargets::register_target(const std::string&, const std::string& ip, std::uint16_t port) {
  log.push_back(instant(runtime_.now()) + " register " + ip + ":" + std::to_string(port));
  targets_[ip] = std::nullopt;
}

void FakeTargets::deregister_target(const std::string&, const std::string& ip, std::uint16_t port) {
  log.push_back(instant(runtime_.now()) + " deregister " + ip + ":" + std::to_string(port));
  targets_[ip] = runtime_.now();
}

TargetHealth FakeTargets::target_health(const std::string& group, const std::string& ip,
                                        std::uint16_t) const {
  const auto it = targets_.find(ip);
  if (it == targets_.end()) return {"unused", "Target.NotRegistered", ""};
  if (it->second) {
    if (runtime_.now() >= *it->second + drain) return {"unused", "Target.NotRegistered", ""};
    return {"draining", "Target.DeregistrationInProgress", ""};
  }
  const auto of_group = health_of.find(group + " " + ip);
  if (of_group != health_of.end()) return of_group->second;
  const auto own = health_of.find(ip);
  return own == health_of.end() ? health : own->second;
}

Settings round_settings() {
  Settings settings;
  settings.start.provisioning = Duration(10s);
  settings.start.connectivity = Duration(5s);
  settings.start.pull = core::Delay(Duration(15s));
  settings.start.boot = Duration(2s);
  settings.start.activating = Duration(3s);
  settings.stop.deregistering = Duration(10s);
  settings.stop.deprovisioning = Duration(23s);
  settings.scheduler_reaction = Duration(10s);
  settings.list_tasks_lag = Duration(0s);
  return settings;
}

World::World(Settings settings) {
  timeline.subscribe([this](const core::Event& event) { events.push_back(event); });
  clusters = std::make_unique<Clusters>(context, settings, host, targets, images);
}

core::ApiResult World::call(const std::string& action, const Json& params) {
  return operations.call("ecs", action, params, {"test", "", "request-1"});
}

Json World::ok(const std::string& action, const Json& params) {
  const auto result = call(action, params);
  if (!result) FAIL(action << ": " << result.error().code << ": " << result.error().message);
  return *result;
}

std::string World::error(const std::string& action, const Json& params) {
  const auto result = call(action, params);
  if (result) FAIL(action << " succeeded: " << result->dump());
  return result.error().code + ": " + result.error().message;
}

Json task_definition_params(const std::string& family) {
  return {{"family", family},
          {"requiresCompatibilities", {"FARGATE"}},
          {"networkMode", "awsvpc"},
          {"cpu", "256"},
          {"memory", "512"},
          {"executionRoleArn", "arn:aws:iam::123456789012:role/execution"},
          {"containerDefinitions",
           Json::array(
               {{{"name", "app"},
                 {"image", kImage},
                 {"portMappings", Json::array({Json{{"containerPort", 8080}}})},
                 {"environment", Json::array({Json{{"name", "COLOR"}, {"value", "blue"}}})}}})}};
}

void World::prepare() {
  ok("CreateCluster", {{"clusterName", "c"}});
  ok("RegisterTaskDefinition", task_definition_params());
}

Json World::service_params(int desired, bool with_target_group) const {
  Json params{
      {"cluster", "c"},
      {"serviceName", "s"},
      {"taskDefinition", "app"},
      {"desiredCount", desired},
      {"launchType", "FARGATE"},
      {"networkConfiguration", {{"awsvpcConfiguration", {{"subnets", {"subnet-a", "subnet-b"}}}}}}};
  if (with_target_group) {
    params["loadBalancers"] = Json::array(
        {{{"targetGroupArn", kTargetGroup}, {"containerName", "app"}, {"containerPort", 8080}}});
  }
  return params;
}

void World::create_service(int desired, bool with_target_group) {
  prepare();
  ok("CreateService", service_params(desired, with_target_group));
}

void World::run_to(double seconds) {
  rt.run_until(TimePoint(Duration(static_cast<std::int64_t>(seconds * 1e9))));
}

Json World::service() {
  return ok("DescribeServices", {{"cluster", "c"}, {"services", {"s"}}})["services"][0];
}

std::string World::task_id(std::size_t n) const {
  std::vector<std::string> ids;
  for (const auto& event : of("ecs.task_state_changed")) {
    if (event.data["from"] == "") ids.push_back(event.data["task"]);
  }
  if (n >= ids.size()) FAIL("there were only " << ids.size() << " tasks");
  return ids[n];
}

Json World::task(std::size_t n) {
  const Json answer = ok("DescribeTasks", {{"cluster", "c"}, {"tasks", {task_id(n)}}});
  REQUIRE(answer["tasks"].size() == 1);
  return answer["tasks"][0];
}

std::vector<std::string> World::listed(const std::string& desired_status) {
  Json params{{"cluster", "c"}};
  if (!desired_status.empty()) params["desiredStatus"] = desired_status;
  return ok("ListTasks", params)["taskArns"].get<std::vector<std::string>>();
}

std::vector<std::string> World::life(std::size_t n) const {
  std::vector<std::string> states;
  const std::string id = task_id(n);
  for (const auto& event : of("ecs.task_state_changed")) {
    if (event.data["task"] != id) continue;
    states.push_back(instant(event.t) + " " + event.data["to"].get<std::string>());
  }
  return states;
}

std::vector<std::string> World::told() const {
  std::vector<std::string> lines;
  for (const auto& event : of("ecs.service_event")) {
    lines.push_back(instant(event.t) + " " + event.data["message"].get<std::string>());
  }
  return lines;
}

bool World::was_told(const std::string& line) const {
  const auto lines = told();
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

std::vector<core::Event> World::of(const std::string& name) const {
  std::vector<core::Event> found;
  std::copy_if(events.begin(), events.end(), std::back_inserter(found),
               [&](const auto& event) { return event.name == name; });
  return found;
}

}  // namespace spillway::ecs::test
