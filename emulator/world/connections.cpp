#include "emulator/world/connections.hpp"

#include "emulator/alb/load_balancers.hpp"
#include "emulator/ecr/registry.hpp"
#include "emulator/ecs/clusters.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::world {
namespace {

alb::ConnectOutcome outcome_of(ecs::SendOutcome outcome) {
  switch (outcome) {
    case ecs::SendOutcome::answered:
      return alb::ConnectOutcome::answered;
    case ecs::SendOutcome::refused:
      return alb::ConnectOutcome::refused;
    case ecs::SendOutcome::no_route:
      return alb::ConnectOutcome::no_route;
    case ecs::SendOutcome::reset:
      return alb::ConnectOutcome::reset;
  }
  return alb::ConnectOutcome::reset;
}

ecs::ImageLookup::Kind kind_of(ecr::Found::Kind kind) {
  switch (kind) {
    case ecr::Found::Kind::found:
      return ecs::ImageLookup::Kind::found;
    case ecr::Found::Kind::not_found:
      return ecs::ImageLookup::Kind::not_found;
    case ecr::Found::Kind::foreign:
      return ecs::ImageLookup::Kind::foreign;
  }
  return ecs::ImageLookup::Kind::not_found;
}

}  // namespace

void TaskNetwork::send(const std::string& ip, std::uint16_t port, HttpRequest request, alb::TargetDone done) {
  clusters_.send(ip, port, std::move(request), [done = std::move(done)](ecs::SendReply reply) mutable {
    done({outcome_of(reply.outcome), std::move(reply.response)});
  });
}

std::string TargetGroups::cannot_use(const std::string& target_group_arn) const {
  return load_balancers_.cannot_use(target_group_arn);
}

void TargetGroups::register_target(const std::string& target_group_arn, const std::string& ip,
                                   std::uint16_t port) {
  load_balancers_.register_target(target_group_arn, ip, port);
}

void TargetGroups::deregister_target(const std::string& target_group_arn, const std::string& ip,
                                     std::uint16_t port) {
  load_balancers_.deregister_target(target_group_arn, ip, port);
}

ecs::TargetHealth TargetGroups::target_health(const std::string& target_group_arn, const std::string& ip,
                                              std::uint16_t port) const {
  auto health = load_balancers_.target_health(target_group_arn, ip, port);
  return {std::move(health.state), std::move(health.reason), std::move(health.description)};
}

ecs::ImageLookup Images::find(const std::string& image_uri) const {
  auto found = registry_.find(image_uri);
  return {kind_of(found.kind), found.size_bytes, std::move(found.digest)};
}

}  // namespace spillway::world
