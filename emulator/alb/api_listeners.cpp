// Operations on listeners; declared in api.hpp.
#include <algorithm>

#include "emulator/alb/api.hpp"
#include "emulator/alb/attributes.hpp"

namespace spillway::alb {
namespace {

using core::ApiError;
using core::Params;

constexpr std::size_t kMaxListeners = 50;  // of a load balancer

Json listener_json(const Listener& listener) {
  return {{"ListenerArn", listener.arn},
          {"LoadBalancerArn", listener.balancer->arn},
          {"Port", listener.port},
          {"Protocol", "HTTP"},
          {"DefaultActions", actions_json(listener.default_rule->configured.action)}};
}

void set_port(Listener& listener, std::int64_t port) {
  listener.port = static_cast<std::uint16_t>(port);
  listener.port_text = std::to_string(port);
}

}  // namespace

// Port and protocol, which must be free and modelled.
std::optional<ApiError> Api::read_front(Params& p, const LoadBalancer& balancer,
                                        const Listener* self,
                                        std::optional<std::int64_t>& port) const {
  port = p.optional_integer("Port", 1, 65535);
  const auto protocol = p.optional_choice("Protocol", {"HTTP", "HTTPS"});
  if (protocol == "HTTPS") p.fail(core::not_modelled("a listener of protocol HTTPS"));
  if (auto error = p.finish()) return error;
  const bool taken =
      std::any_of(estate_.listeners.begin(), estate_.listeners.end(), [&](const auto& listener) {
        return !listener->deleted && listener->balancer == &balancer && listener.get() != self &&
               listener->port == port;
      });
  if (!taken) return std::nullopt;
  return ApiError{"DuplicateListener",
                  "A listener already exists on this port for this load "
                  "balancer '" +
                      balancer.arn + "'"};
}

core::ApiResult Api::create_listener(const Json& params) {
  const std::string operation = "elbv2:CreateListener";
  Params p(params, operation, kValidation);
  const std::string arn = p.string("LoadBalancerArn");
  const Json* actions = p.array("DefaultActions");
  if (actions == nullptr) p.fail("The request must contain the parameter DefaultActions");
  if (!p.has("Port")) p.fail("A port must be specified");
  if (!p.has("Protocol")) p.fail("A protocol must be specified");
  p.inert("Tags");
  LoadBalancer* balancer = estate_.find_balancer(arn);
  if (balancer == nullptr && !p.failed()) return balancer_not_found();
  if (balancer == nullptr) return *p.finish();
  std::optional<std::int64_t> port;
  if (auto error = read_front(p, *balancer, nullptr, port)) return *error;
  if (estate_.listeners_of(*balancer) >= kMaxListeners) {
    return ApiError{"TooManyListeners", "The maximum number of listeners on load balancer '" +
                                            balancer->arn + "' has been reached"};
  }
  auto action = read_action(*actions, *balancer, operation, "DefaultActions");
  if (!action) return action.error();

  auto made = std::make_unique<Listener>();
  Listener& listener = *made;
  listener.handle = ListenerHandle{static_cast<std::uint32_t>(estate_.listeners.size())};
  const std::string suffix = balancer->arn_suffix + "/" + ids_.hex(16);
  listener.arn = context_.account.arn("elasticloadbalancing", "listener/" + suffix);
  listener.balancer = balancer;
  set_port(listener, *port);
  listener.attributes = default_listener_attributes();
  listener.default_rule = std::make_unique<Rule>();
  listener.default_rule->arn =
      context_.account.arn("elasticloadbalancing", "listener-rule/" + suffix + "/" + ids_.hex(16));
  listener.default_rule->listener = &listener;
  listener.default_rule->configured.action = std::move(*action);
  estate_.listeners.push_back(std::move(made));
  listeners_.created(*listener.default_rule);
  return Json{{"Listeners", Json::array({listener_json(listener)})}};
}

// Only what is named changes; the default actions change as a whole (aws-facts A1).
core::ApiResult Api::modify_listener(const Json& params) {
  const std::string operation = "elbv2:ModifyListener";
  Params p(params, operation, kValidation);
  const std::string arn = p.string("ListenerArn");
  const Json* actions = p.array("DefaultActions");
  Listener* listener = estate_.find_listener(arn);
  if (listener == nullptr && !p.failed()) return listener_not_found();
  if (listener == nullptr) return *p.finish();
  std::optional<std::int64_t> port;
  if (auto error = read_front(p, *listener->balancer, listener, port)) return *error;
  if (actions != nullptr) {
    auto action = read_action(*actions, *listener->balancer, operation, "DefaultActions");
    if (!action) return action.error();
    listener->default_rule->configured.action = std::move(*action);
    listeners_.modified(*listener->default_rule);
  }
  if (port) set_port(*listener, *port);
  return Json{{"Listeners", Json::array({listener_json(*listener)})}};
}

core::ApiResult Api::delete_listener(const Json& params) {
  Params p(params, "elbv2:DeleteListener", kValidation);
  const std::string arn = p.string("ListenerArn");
  if (auto error = p.finish()) return *error;
  Listener* listener = estate_.find_listener(arn);
  if (listener == nullptr) return listener_not_found();
  listeners_.removed(*listener);
  return Json::object();
}

core::ApiResult Api::modify_listener_attributes(const Json& params) {
  Params p(params, "elbv2:ModifyListenerAttributes", kValidation);
  const std::string arn = p.string("ListenerArn");
  const Json* list = p.array("Attributes");
  if (list == nullptr) p.fail("The request must contain the parameter Attributes");
  if (auto error = p.finish()) return *error;
  Listener* listener = estate_.find_listener(arn);
  if (listener == nullptr) return listener_not_found();
  if (auto error = change_listener_attributes(*list, listener->attributes)) return *error;
  listener->server_header = server_header_of(listener->attributes);
  return Json{{"Attributes", attributes_json(listener->attributes)}};
}

core::ApiResult Api::describe_listener_attributes(const Json& params) {
  Params p(params, "elbv2:DescribeListenerAttributes", kValidation);
  const std::string arn = p.string("ListenerArn");
  if (auto error = p.finish()) return *error;
  const Listener* listener = estate_.find_listener(arn);
  if (listener == nullptr) return listener_not_found();
  return Json{{"Attributes", attributes_json(listener->attributes)}};
}

core::ApiResult Api::describe_listeners(const Json& params) {
  Params p(params, "elbv2:DescribeListeners", kValidation);
  const auto arns = p.strings("ListenerArns");
  const auto balancer_arn = p.optional_string("LoadBalancerArn");
  const Page page(p);
  if (arns.empty() == !balancer_arn) {
    p.fail("You must specify either listener ARNs or a load balancer ARN");
  }
  if (auto error = p.finish()) return *error;
  std::vector<Json> items;
  for (const auto& arn : arns) {
    const Listener* listener = estate_.find_listener(arn);
    if (listener == nullptr) return listener_not_found();
    items.push_back(listener_json(*listener));
  }
  if (balancer_arn) {
    const LoadBalancer* balancer = estate_.find_balancer(*balancer_arn);
    if (balancer == nullptr) return balancer_not_found();
    for (const auto& listener : estate_.listeners) {
      if (!listener->deleted && listener->balancer == balancer) {
        items.push_back(listener_json(*listener));
      }
    }
  }
  return page.cut("Listeners", std::move(items));
}

}  // namespace spillway::alb
