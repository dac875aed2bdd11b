#include "emulator/alb/load_balancers.hpp"

#include "emulator/alb/accounting.hpp"
#include "emulator/alb/api.hpp"
#include "emulator/alb/data_plane.hpp"
#include "emulator/alb/health_checks.hpp"
#include "emulator/alb/listeners.hpp"
#include "emulator/alb/targets.hpp"

namespace spillway::alb {

struct LoadBalancers::Parts {
  Parts(core::Context& context, Settings s, LambdaInvoker& lambda, TargetNetwork& network)
      : settings(std::move(s)),
        accounting(context, estate),
        targets(context, settings, estate, accounting),
        checks(context, settings, targets, lambda, network),
        data_plane(context, settings, estate, accounting, lambda, network),
        listeners(context, settings, targets),
        api(context, estate, targets, listeners, accounting, lambda) {
    targets.connect(checks);
    targets.on_cut([this](Target& target) { data_plane.cut(target); });
    api.add_operations();
  }

  const Settings settings;
  Estate estate;
  Accounting accounting;
  Targets targets;
  HealthChecks checks;
  DataPlane data_plane;
  Listeners listeners;
  Api api;
};

LoadBalancers::LoadBalancers(core::Context& context, Settings settings, LambdaInvoker& lambda,
                             TargetNetwork& network)
    : parts_(std::make_unique<Parts>(context, std::move(settings), lambda, network)) {}

LoadBalancers::~LoadBalancers() = default;

std::optional<ListenerHandle> LoadBalancers::find_listener(std::string_view listener_arn) const {
  const Listener* listener = parts_->estate.find_listener(listener_arn);
  if (listener == nullptr) return std::nullopt;
  return listener->handle;
}

std::vector<ListenerInfo> LoadBalancers::listeners() const {
  std::vector<ListenerInfo> infos;
  for (const auto& listener : parts_->estate.listeners) {
    if (listener->deleted) continue;
    const LoadBalancer& balancer = *listener->balancer;
    infos.push_back({listener->handle, listener->arn, balancer.arn, balancer.name,
                     balancer.arn_suffix, balancer.dns_name, listener->port});
  }
  return infos;
}

RequestId LoadBalancers::send(ListenerHandle listener, const ClientRequest& request,
                              ClientDone&& done) {
  return parts_->data_plane.send(listener, request, std::move(done));
}

void LoadBalancers::abort(RequestId request) { parts_->data_plane.abort(request, 460); }

void LoadBalancers::abort(RequestId request, int status) {
  parts_->data_plane.abort(request, status);
}

RequestId LoadBalancers::receive(ListenerHandle listener, ClientRequest& request,
                                 Passage& passage) {
  return parts_->data_plane.receive(listener, request, passage);
}

void LoadBalancers::give_body(RequestId request, std::string&& body) {
  parts_->data_plane.give_body(request, std::move(body));
}

void LoadBalancers::target_answered(RequestId request, TargetReply& reply) {
  parts_->data_plane.target_answered(request, reply);
}

void LoadBalancers::over(RequestId request) { parts_->data_plane.over(request); }

void LoadBalancers::refuse(RequestId request, int status) {
  parts_->data_plane.refuse(request, status);
}

void LoadBalancers::count_bytes(ListenerHandle listener, std::uint64_t bytes) {
  const auto& entry = parts_->estate.listeners[static_cast<std::size_t>(listener)];
  parts_->accounting.processed(*entry->balancer, bytes);
}

FrontOptions LoadBalancers::front(ListenerHandle listener) const {
  const auto& entry = parts_->estate.listeners[static_cast<std::size_t>(listener)];
  const LoadBalancerOptions& options = entry->balancer->options;
  return {options.idle_timeout, options.client_keep_alive, parts_->settings.connect_timeout,
          options.desync};
}

bool LoadBalancers::keeps_connection(ListenerHandle listener, TimePoint connected,
                                     TimePoint last_used) const {
  return parts_->data_plane.keeps_connection(listener, connected, last_used);
}

std::string LoadBalancers::cannot_use(const std::string& target_group_arn) const {
  const TargetGroup* group = parts_->estate.find_group(target_group_arn);
  if (group == nullptr) {
    return "The target group with targetGroupArn " + target_group_arn + " does not exist.";
  }
  if (group->kind != TargetKind::ip) {
    return "The provided target group " + target_group_arn +
           " has target type lambda, which is incompatible with the awsvpc network mode specified "
           "in the task definition.";
  }
  if (parts_->estate.configured_user(*group) == nullptr) {
    return "The target group with targetGroupArn " + target_group_arn +
           " does not have an associated load balancer.";
  }
  return {};
}

void LoadBalancers::register_target(const std::string& target_group_arn, const std::string& ip,
                                    std::uint16_t port) {
  TargetGroup* group = parts_->estate.find_group(target_group_arn);
  if (group != nullptr) parts_->targets.add(*group, ip, port);
}

void LoadBalancers::deregister_target(const std::string& target_group_arn, const std::string& ip,
                                      std::uint16_t port) {
  TargetGroup* group = parts_->estate.find_group(target_group_arn);
  if (group != nullptr) parts_->targets.remove(*group, ip, port);
}

TargetHealth LoadBalancers::target_health(const std::string& target_group_arn,
                                          const std::string& ip, std::uint16_t port) const {
  const TargetGroup* group = parts_->estate.find_group(target_group_arn);
  const Target* target = group == nullptr ? nullptr : group->find(ip, port);
  if (target == nullptr) {
    return {"unused", "Target.NotRegistered", "Target is not registered to the target group"};
  }
  return {std::string(name_of(target->state)), std::string(target->reason), target->description};
}

void LoadBalancers::on_target_changed(TargetChanged changed) {
  parts_->targets.on_changed(std::move(changed));
}

void LoadBalancers::close_minute() { parts_->accounting.close_minute(); }

}  // namespace spillway::alb
