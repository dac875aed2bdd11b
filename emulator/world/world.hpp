// World: the services, connected. It builds them over one Runtime, deploys a template into them,
// and is what the tools drive.
//
// Owned by a run (or by the live emulator); owns everything below it. The Runtime, the Timeline and
// the hosts must outlive it. Only the runtime's thread may call it. Nothing is global: many worlds
// may live side by side, one a thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "emulator/autoscaling/auto_scaling.hpp"
#include "emulator/cloudformation/stack.hpp"
#include "emulator/cloudwatch/cloud_watch.hpp"
#include "emulator/core/api_faults.hpp"
#include "emulator/core/context.hpp"
#include "emulator/document/document.hpp"
#include "emulator/ecr/registry.hpp"
#include "emulator/ecs/clusters.hpp"
#include "emulator/eventbridge/event_bridge.hpp"
#include "emulator/iam/iam.hpp"
#include "emulator/lambda/functions.hpp"
#include "emulator/logs/log_groups.hpp"
#include "emulator/sqs/queues.hpp"
#include "emulator/wire/credential_store.hpp"
#include "emulator/wire/endpoint.hpp"
#include "emulator/world/connections.hpp"
#include "emulator/world/images.hpp"
#include "emulator/world/settings.hpp"

namespace spillway::world {

struct Hosts {
  lambda::FunctionHost& functions;
  ecs::ContainerHost& containers;
};

class World {
 public:
  /// `faults` may be null, and outlive the world.
  World(Runtime& runtime, core::Timeline& timeline, Hosts hosts, Settings settings,
        core::Faults* faults = nullptr);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Creates the template's resources, through the operations that the API calls.
  boost::system::result<cloudformation::Stack, document::Diagnostics> deploy(
      const document::Node& root, const std::string& file, const std::string& stack_name,
      const std::map<std::string, std::string>& parameters);

  alb::LoadBalancers& load_balancers() { return load_balancers_; }
  const lambda::Functions& functions() const { return functions_; }
  /// Where every API request arrives, in memory or from a socket.
  wire::Endpoint& api() { return api_; }
  /// An administrator with keys of the user's choice, for clients from outside.
  void add_administrator(aws::Credentials credentials, std::string caller) {
    credentials_.add_administrator(std::move(credentials), std::move(caller));
  }
  /// Where an alarm's action that names a scaling policy goes.
  autoscaling::AutoScaling& auto_scaling() { return auto_scaling_; }
  const core::OperationRegistry& operations() const { return operations_; }
  const core::Account& account() const { return settings_.account; }

 private:
  void note_created(const cloudformation::Resource& resource);
  void put_images(const cloudformation::Resource& repository);

  Settings settings_;
  core::OperationRegistry operations_;
  std::optional<core::ApiFaults> api_faults_;
  core::Context context_;  // names members that are made below; used by them only later
  iam::Iam iam_;
  wire::CredentialStore credentials_;
  AlarmTargets alarm_targets_;
  cloudwatch::CloudWatch cloud_watch_;
  logs::LogGroups logs_;
  sqs::Queues queues_;
  lambda::Functions functions_;
  FunctionLogs function_logs_;
  LambdaTargets lambda_targets_;
  EventTargets event_targets_;
  eventbridge::EventBridge event_bridge_;
  TaskNetwork network_;
  alb::LoadBalancers load_balancers_;
  ecr::Registry registry_;
  Images images_;
  Capacity capacity_;
  TaskLogGroups task_logs_;
  TargetGroups target_groups_;
  ecs::Clusters clusters_;
  autoscaling::AutoScaling auto_scaling_;
  wire::Endpoint api_;
};

}  // namespace spillway::world
