// Clusters: the ECS of one account and Region, on Fargate with awsvpc networking.
//
// Owned by the world, which gives it its ports and routes requests inside the VPC to send(). The
// constructor registers the API operations. Only the runtime's thread may call it. Not modelled and
// refused by name: EC2 and external launch types, capacity providers, service connect, volumes,
// health checks of containers that are no HTTP request, rebalancing between Availability Zones,
// deployment alarms, blue/green deployments.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/ecs/host.hpp"
#include "emulator/ecs/ports.hpp"
#include "emulator/ecs/settings.hpp"
#include "runtime/http.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::ecs {

struct Estate;

enum class SendOutcome {
  answered,
  refused,   ///< the task is there, nothing listens on that port (yet, or any more)
  no_route,  ///< no task has that address
  reset,     ///< the container ended with the request outstanding
};

struct SendReply {
  SendOutcome outcome = SendOutcome::answered;
  HttpResponse response;
};

/// Where an address is on this machine.
struct Located {
  SendOutcome outcome = SendOutcome::no_route;  ///< answered: there; else refused or no_route
  std::uint16_t port = 0;
};

class Clusters {
 public:
  Clusters(core::Context& context, Settings settings, ContainerHost& host,
           TargetRegistrar& registrar, ImageRegistry& images);
  ~Clusters();
  Clusters(const Clusters&) = delete;
  Clusters& operator=(const Clusters&) = delete;

  /// Sends a request to an address inside the VPC. `done` may be called at once, later, or never
  /// (a container that is silent).
  void send(const std::string& ip, std::uint16_t port, HttpRequest request,
            UniqueFunction<void(SendReply)> done);
  /// For who moves the bytes himself.
  Located locate(const std::string& ip, std::uint16_t port) const;

  /// The template's logical id of a task definition, named by its family or by its ARN. Given to
  /// the container host with every container of it that is started from now on.
  void note_logical_id(const std::string& task_definition, const std::string& logical_id);

  /// Asked from now on before a task is placed; null, as at first: there is always room. It must
  /// outlive this object.
  void use_capacity(const FargateCapacity* capacity);
  /// Null: every log group is there. `logs` outlives this.
  void use_logs(TaskLogs* logs);

  /// A target's health changed: looks at it at once instead of at the next poll, so that what
  /// follows is caused by that change. Calling it is optional; an unknown target is ignored.
  void target_changed(const std::string& target_group_arn, const std::string& ip,
                      std::uint16_t port);

 private:
  std::unique_ptr<Estate> estate_;
};

}  // namespace spillway::ecs
