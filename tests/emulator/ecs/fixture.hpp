// A Fargate world of fakes around the model: host, target groups and images that a test commands.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/ecs/clusters.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

namespace spillway::ecs::test {

using namespace std::chrono_literals;

inline const std::string kTargetGroup =
    "arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/ecs/0123456789abcdef";
inline const std::string kImage = "123456789012.dkr.ecr.sa-east-1.amazonaws.com/app:latest";

struct FakeContainer {
  ContainerSpec spec;
  UniqueFunction<void(int)> exited;
  std::vector<std::string> signals;
  std::vector<UniqueFunction<void(ContainerReply)>> requests;  // not answered
  bool destroyed = false;
};

/// Containers that start at once, obey SIGTERM unless told otherwise, and answer 200 unless held.
class FakeHost final : public ContainerHost {
 public:
  explicit FakeHost(Runtime& runtime) : runtime_(runtime) {}

  std::string refusal;
  std::string cannot_start;
  std::optional<Duration> obeys_sigterm_after = 1s;
  int sigterm_status = 143;
  bool holds_requests = false;
  int answer_status = 200;
  std::vector<std::shared_ptr<FakeContainer>> started;

  std::string cannot_host(const ContainerSpec&) const override { return refusal; }
  std::unique_ptr<Container> start(const ContainerSpec& spec,
                                   UniqueFunction<void(int)> exited) override;

 private:
  Runtime& runtime_;
};

/// Targets are what a test says; after deregistration they drain for a while.
class FakeTargets final : public TargetRegistrar {
 public:
  explicit FakeTargets(Runtime& runtime) : runtime_(runtime) {}

  Duration drain = 300s;
  TargetHealth health{"healthy", "", ""};         // of all that are registered
  std::map<std::string, TargetHealth> health_of;  // by ip, or "group ip"; instead
  std::string refusal;
  std::vector<std::string> log;  // "62 register 10.0.1.10:8080"

  std::string cannot_use(const std::string&) const override { return refusal; }
  void register_target(const std::string& group, const std::string& ip,
                       std::uint16_t port) override;
  void deregister_target(const std::string& group, const std::string& ip,
                         std::uint16_t port) override;
  TargetHealth target_health(const std::string& group, const std::string& ip,
                             std::uint16_t port) const override;

 private:
  Runtime& runtime_;
  std::map<std::string, std::optional<TimePoint>> targets_;  // by ip; when its draining began
};

class FakeImages final : public ImageRegistry {
 public:
  ImageLookup answer{ImageLookup::Kind::found, 160'000'000, "sha256:abc"};
  ImageLookup find(const std::string&) const override { return answer; }
};

class FakeNeighbours final : public core::MetricSink,
                             public core::EventBus,
                             public core::CredentialIssuer {
 public:
  std::vector<core::BusEvent> bus;
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent event) override { bus.push_back(std::move(event)); }
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

/// Every delay a round number, and no lag, so that tests can name instants.
Settings round_settings();

struct World {
  explicit World(Settings settings = round_settings());

  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  FakeNeighbours neighbours;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, neighbours, neighbours, neighbours, operations, account};
  FakeHost host{rt};
  FakeTargets targets{rt};
  FakeImages images;
  std::vector<core::Event> events;
  std::unique_ptr<Clusters> clusters;

  core::ApiResult call(const std::string& action, const Json& params);
  /// The call must succeed.
  Json ok(const std::string& action, const Json& params);
  /// The call must fail; its code and message as "Code: message".
  std::string error(const std::string& action, const Json& params);

  /// Cluster "c", task definition "app:1" of one container "app", no service.
  void prepare();
  Json service_params(int desired, bool with_target_group = true) const;
  /// prepare() and service "s".
  void create_service(int desired, bool with_target_group = true);
  void scale(int desired) {
    ok("UpdateService", {{"cluster", "c"}, {"service", "s"}, {"desiredCount", desired}});
  }
  /// Runs up to `seconds` after the start.
  void run_to(double seconds);

  Json service();
  /// DescribeTasks of the n-th task that was ever created.
  Json task(std::size_t n);
  std::string task_id(std::size_t n) const;
  std::vector<std::string> listed(const std::string& desired_status = "");
  /// "10 PROVISIONING" and so on: when the n-th task entered which state.
  std::vector<std::string> life(std::size_t n) const;
  /// Messages of ecs.service_event, each with its instant: "10 (service s) has ..."
  std::vector<std::string> told() const;
  bool was_told(const std::string& line) const;
  std::vector<core::Event> of(const std::string& name) const;
};

Json task_definition_params(const std::string& family = "app");

}  // namespace spillway::ecs::test
