#include "tests/emulator/alb/fixture.hpp"

namespace spillway::alb::test {

core::MetricId FakeMetrics::intern(const core::MetricKey& key, std::string) {
  std::string name = key.name;
  for (const auto& [dimension, value] : key.dimensions) {
    // "app/web/<id>" and "targetgroup/ecs-tg/<id>" without the id.
    name += " " + dimension + "=" + value.substr(0, value.rfind('/'));
  }
  names_.push_back(name);
  return core::MetricId{static_cast<std::uint32_t>(names_.size() - 1)};
}

void FakeMetrics::put(core::MetricId metric, double value, TimePoint) {
  sums_[names_.at(static_cast<std::size_t>(metric))] += value;
}

double FakeMetrics::sum(const std::string& name) const {
  const auto it = sums_.find(name);
  return it == sums_.end() ? 0 : it->second;
}

std::vector<std::string> FakeMetrics::reported_with(const std::string& dimensions) const {
  std::vector<std::string> found;
  for (const auto& [name, sum] : sums_) {
    const auto space = name.find(' ');
    if (name.substr(space) == dimensions) found.push_back(name.substr(0, space));
  }
  return found;
}

void FakeLambda::invoke(const std::string& function_arn, const std::string&, std::string_view event,
                        LambdaDone done) {
  CHECK(function_arn == kFunction);
  events.emplace_back(event);
  if (delay < 0s) {
    unanswered_.push_back(std::move(done));
    return;
  }
  auto answer = [done = std::make_shared<LambdaDone>(std::move(done)), this] {
    (*done)(LambdaReply(reply));
  };
  delay == 0s ? answer() : static_cast<void>(runtime_.call_after(delay, answer));
}

void FakeNetwork::send(const std::string& ip, std::uint16_t port, HttpRequest request,
                       TargetDone done) {
  const std::string address = ip + ":" + std::to_string(port);
  seen.push_back({runtime_.now(), address, std::move(request)});
  const auto it = hosts.find(address);
  if (it == hosts.end()) return done({ConnectOutcome::no_route, {}});
  const Behaviour behaviour = it->second;
  if (behaviour.delay < 0s) {
    unanswered_.push_back(std::move(done));
    return;
  }
  auto answer = [done = std::make_shared<TargetDone>(std::move(done)), behaviour] {
    (*done)({behaviour.outcome, behaviour.response});
  };
  behaviour.delay == 0s ? answer()
                        : static_cast<void>(runtime_.call_after(behaviour.delay, answer));
}

std::vector<FakeNetwork::Seen> FakeNetwork::requests() const {
  std::vector<Seen> found;
  for (const auto& s : seen) {
    if (s.request.headers.get("User-Agent") != "ELB-HealthChecker/2.0") found.push_back(s);
  }
  return found;
}

std::vector<FakeNetwork::Seen> FakeNetwork::probes() const {
  std::vector<Seen> found;
  for (const auto& s : seen) {
    if (s.request.headers.get("User-Agent") == "ELB-HealthChecker/2.0") found.push_back(s);
  }
  return found;
}

Settings World::quick() {
  Settings settings;
  settings.request_latency = Duration(0);
  settings.listener_propagation = Duration(0);
  settings.registration = Duration(0);
  return settings;
}

World::World(Settings settings, std::vector<core::Fault> broken)
    : faults(broken.empty() ? nullptr
                            : std::make_unique<core::Faults>(runtime, timeline, std::move(broken))),
      context{runtime, timeline, metrics, bus, credentials, operations, account, faults.get()},
      balancers(context, std::move(settings), lambda, network) {
  timeline.subscribe([this](const core::Event& event) { recorded.push_back(event); });
}

Json World::call(const std::string& action, const Json& params) {
  auto result = operations.call("elbv2", action, params, {});
  if (!result) FAIL(action << ": " << result.error().code << ": " << result.error().message);
  return *result;
}

core::ApiError World::error(const std::string& action, const Json& params) {
  auto result = operations.call("elbv2", action, params, {});
  if (result) FAIL(action << " succeeded: " << result->dump());
  return result.error();
}

std::string World::make_balancer(const std::string& name) {
  return call("CreateLoadBalancer",
              {{"Name", name},
               {"Subnets", {"subnet-1", "subnet-2"}}})["LoadBalancers"][0]["LoadBalancerArn"];
}

std::string World::make_lambda_group(const std::string& name, Json more) {
  Json params = {{"Name", name}, {"TargetType", "lambda"}};
  for (const auto& [key, value] : more.items()) params[key] = value;
  return call("CreateTargetGroup", params)["TargetGroups"][0]["TargetGroupArn"];
}

std::string World::make_ip_group(const std::string& name, Json more) {
  Json params = {{"Name", name},
                 {"TargetType", "ip"},
                 {"Protocol", "HTTP"},
                 {"Port", 8080},
                 {"VpcId", "vpc-1"}};
  for (const auto& [key, value] : more.items()) params[key] = value;
  return call("CreateTargetGroup", params)["TargetGroups"][0]["TargetGroupArn"];
}

std::string World::make_listener(const std::string& balancer_arn, const Json& actions, int port) {
  return call("CreateListener", {{"LoadBalancerArn", balancer_arn},
                                 {"Port", port},
                                 {"Protocol", "HTTP"},
                                 {"DefaultActions", actions}})["Listeners"][0]["ListenerArn"];
}

void World::set_group(const std::string& group, const std::string& key, const std::string& value) {
  const Json attribute = {{"Key", key}, {"Value", value}};
  call("ModifyTargetGroupAttributes",
       {{"TargetGroupArn", group}, {"Attributes", Json::array({attribute})}});
}

void World::register_function(const std::string& group) {
  call("RegisterTargets",
       {{"TargetGroupArn", group}, {"Targets", Json::array({{{"Id", kFunction}}})}});
}

void World::register_ip(const std::string& group, const std::string& ip, int port) {
  call("RegisterTargets",
       {{"TargetGroupArn", group}, {"Targets", Json::array({{{"Id", ip}, {"Port", port}}})}});
}

void World::build() {
  balancer = make_balancer();
  lambda_group = make_lambda_group();
  ip_group = make_ip_group();
  listener = make_listener(balancer, weighted(lambda_group, 1, ip_group, 0));
  register_function(lambda_group);
}

void World::set_weights(int lambda_weight, int ecs_weight) {
  call("ModifyListener",
       {{"ListenerArn", listener},
        {"DefaultActions", weighted(lambda_group, lambda_weight, ip_group, ecs_weight)}});
}

Json World::weighted(const std::string& a, int weight_a, const std::string& b, int weight_b) {
  const Json first = {{"TargetGroupArn", a}, {"Weight", weight_a}};
  const Json second = {{"TargetGroupArn", b}, {"Weight", weight_b}};
  const Json action = {{"Type", "forward"},
                       {"ForwardConfig", {{"TargetGroups", Json::array({first, second})}}}};
  return Json::array({action});
}

Json World::forward_to(const std::string& group) {
  const Json action = {{"Type", "forward"}, {"TargetGroupArn", group}};
  return Json::array({action});
}

std::optional<ClientResponse> World::get(const std::string& target, Duration time) {
  ClientRequest request;
  request.request.target = target;
  request.request.headers = {{"Host", "example.com"}};
  return send(std::move(request), time);
}

std::optional<ClientResponse> World::send(ClientRequest request, Duration time) {
  const auto answer = std::make_shared<std::optional<ClientResponse>>();
  balancers.send(ListenerHandle{0}, std::move(request),
                 [answer](ClientResponse response) { *answer = std::move(response); });
  runtime.run_for(time);
  return *answer;
}

std::string World::state_of(const std::string& group, const std::string& ip, int port) {
  return balancers.target_health(group, ip, static_cast<std::uint16_t>(port)).state;
}

std::vector<core::Event> World::events(const std::string& name) const {
  std::vector<core::Event> found;
  for (const auto& event : recorded) {
    if (event.name == name) found.push_back(event);
  }
  return found;
}

std::optional<std::string> header(const ClientResponse& answer, std::string_view name) {
  const auto value = answer.response.headers.get(name);
  if (!value) return std::nullopt;
  return std::string(*value);
}

}  // namespace spillway::alb::test
