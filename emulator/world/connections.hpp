// Connections: each service's ports, implemented over its neighbours. Nothing is decided here.
//
// Owned by the World. They hold references to services that may be made after them; nothing is
// called before the whole world stands.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/alb/ports.hpp"
#include "emulator/cloudwatch/ports.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/service_calls.hpp"
#include "emulator/ecs/ports.hpp"
#include "emulator/eventbridge/ports.hpp"
#include "emulator/logs/ports.hpp"

namespace spillway::alb {
class LoadBalancers;
}
namespace spillway::autoscaling {
class AutoScaling;
}

namespace spillway::ecr {
class Registry;
}
namespace spillway::ecs {
class Clusters;
}
namespace spillway::logs {
class LogGroups;
}

namespace spillway::lambda {
class Functions;
}

namespace spillway::world {

/// The load balancer invokes functions. What a fault delays for longer than `connect_timeout` never
/// reaches Lambda.
class LambdaTargets final : public alb::LambdaInvoker {
 public:
  LambdaTargets(core::Context& context, lambda::Functions& functions, Duration connect_timeout)
      : functions_(functions),
        calls_(context, "elasticloadbalancing"),
        connect_timeout_(connect_timeout) {}
  void invoke(const std::string& function_arn, const std::string& target_group_arn,
              std::string_view event, alb::LambdaDone done) override;
  std::string registration_error(const std::string& function_arn,
                                 const std::string& target_group_arn) override;

 private:
  void invoke_if_spared(const std::string& function_arn, const std::string& target_group_arn,
                        std::string event, alb::LambdaDone done);
  void call(const std::string& function_arn, const std::string& target_group_arn,
            std::string_view event, alb::LambdaDone done);

  lambda::Functions& functions_;
  core::ServiceCalls calls_;
  const Duration connect_timeout_;
};

/// A rule hands events to functions.
class EventTargets final : public eventbridge::TargetInvoker {
 public:
  EventTargets(core::Context& context, lambda::Functions& functions, Duration timeout)
      : functions_(functions), calls_(context, "events"), timeout_(timeout) {}
  void invoke_lambda(const std::string& function_arn, const std::string& rule_arn,
                     const std::string& role_arn, std::string payload,
                     eventbridge::HandOverDone done) override;

 private:
  eventbridge::HandOver hand_over(const std::string& function_arn, const std::string& rule_arn,
                                  bool by_role, std::string payload);

  lambda::Functions& functions_;
  core::ServiceCalls calls_;
  const Duration timeout_;
};

/// An alarm calls functions and scaling policies.
class AlarmTargets final : public cloudwatch::AlarmActions {
 public:
  AlarmTargets(core::Context& context, lambda::Functions& functions,
               autoscaling::AutoScaling& auto_scaling)
      : functions_(functions), auto_scaling_(auto_scaling), calls_(context, "cloudwatch") {}
  void perform(const std::string& action_arn, const cloudwatch::AlarmNotice& notice,
               cloudwatch::ActionDone done) override;
  void repeat(const std::string& action_arn, const cloudwatch::AlarmNotice& notice) override;

 private:
  cloudwatch::ActionOutcome invoke(const std::string& action_arn,
                                   const cloudwatch::AlarmNotice& notice);

  lambda::Functions& functions_;
  autoscaling::AutoScaling& auto_scaling_;
  core::ServiceCalls calls_;
};

/// CloudWatch Logs shows what Lambda wrote.
class FunctionLogs final : public logs::LogSource {
 public:
  explicit FunctionLogs(lambda::Functions& functions) : functions_(functions) {}
  std::vector<std::string> groups() const override;
  std::vector<logs::LogStream> streams(const std::string& group) const override;
  std::vector<logs::LogEvent> events(const std::string& group,
                                     const std::string& stream) const override;
  void clear(const std::string& group) override;

 private:
  lambda::Functions& functions_;
};

/// The load balancer reaches containers.
class TaskNetwork final : public alb::TargetNetwork {
 public:
  explicit TaskNetwork(ecs::Clusters& clusters) : clusters_(clusters) {}
  void send(const std::string& ip, std::uint16_t port, HttpRequest request,
            alb::TargetDone done) override;
  alb::Reach reach(const std::string& ip, std::uint16_t port) override;

 private:
  ecs::Clusters& clusters_;
};

/// The service scheduler registers its tasks.
class TargetGroups final : public ecs::TargetRegistrar {
 public:
  explicit TargetGroups(alb::LoadBalancers& load_balancers) : load_balancers_(load_balancers) {}
  std::string cannot_use(const std::string& target_group_arn) const override;
  void register_target(const std::string& target_group_arn, const std::string& ip,
                       std::uint16_t port) override;
  void deregister_target(const std::string& target_group_arn, const std::string& ip,
                         std::uint16_t port) override;
  ecs::TargetHealth target_health(const std::string& target_group_arn, const std::string& ip,
                                  std::uint16_t port) const override;

 private:
  alb::LoadBalancers& load_balancers_;
};

/// Containers write into the log groups of CloudWatch Logs.
class TaskLogGroups final : public ecs::TaskLogs {
 public:
  explicit TaskLogGroups(logs::LogGroups& groups) : groups_(groups) {}
  bool group_exists(const std::string& name) override;
  void write(const std::string& group, const std::string& stream, std::string_view line) override;

 private:
  logs::LogGroups& groups_;
};

/// Fargate has room, unless a fault takes it.
class Capacity final : public ecs::FargateCapacity {
 public:
  explicit Capacity(core::Context& context) : context_(context) {}
  std::string unavailable(const std::string& group) const override;

 private:
  core::Context& context_;
};

}  // namespace spillway::world
