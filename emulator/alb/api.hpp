// Api: the operations of elbv2 over JSON, with AWS's member names (aws-facts A7).
//
// Owned by LoadBalancers; add_operations() registers every one of them. Runtime's thread only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/alb/actions.hpp"
#include "emulator/alb/estate.hpp"
#include "emulator/alb/listeners.hpp"
#include "emulator/alb/targets.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/core/params.hpp"

namespace spillway::alb {

class Api {
 public:
  Api(core::Context& context, Estate& estate, Targets& targets, Listeners& listeners,
      Accounting& accounting, LambdaInvoker& lambda);

  void add_operations();

 private:
  using Result = core::ApiResult;

  // api_load_balancers.cpp
  Result create_load_balancer(const Json& params);
  Result delete_load_balancer(const Json& params);
  Result describe_load_balancers(const Json& params);
  Result modify_load_balancer_attributes(const Json& params);
  Result describe_load_balancer_attributes(const Json& params);
  Json balancer_json(const LoadBalancer& balancer) const;

  // api_target_groups.cpp
  Result create_target_group(const Json& params);
  Result modify_target_group(const Json& params);
  Result delete_target_group(const Json& params);
  Result describe_target_groups(const Json& params);
  Result modify_target_group_attributes(const Json& params);
  Result describe_target_group_attributes(const Json& params);
  Json group_json(const TargetGroup& group) const;

  // api_targets.cpp
  Result register_targets(const Json& params);
  Result deregister_targets(const Json& params);
  Result describe_target_health(const Json& params);

  // api_listeners.cpp
  Result create_listener(const Json& params);
  Result modify_listener(const Json& params);
  Result delete_listener(const Json& params);
  Result describe_listeners(const Json& params);
  Result modify_listener_attributes(const Json& params);
  Result describe_listener_attributes(const Json& params);
  std::optional<core::ApiError> read_front(core::Params& p, const LoadBalancer& balancer,
                                           const Listener* self,
                                           std::optional<std::int64_t>& port) const;

  // api_rules.cpp
  Result create_rule(const Json& params);
  Result modify_rule(const Json& params);
  Result set_rule_priorities(const Json& params);
  Result delete_rule(const Json& params);
  Result describe_rules(const Json& params);

  /// Reads an action list and checks that the load balancer may use it.
  Read<Action> read_action(const Json& list, const LoadBalancer& balancer,
                           const std::string& operation, const std::string& path) const;

  core::Context& context_;
  Estate& estate_;
  Targets& targets_;
  Listeners& listeners_;
  Accounting& accounting_;
  LambdaInvoker& lambda_;
  core::IdSource ids_;
};

/// 1 to 32 letters, digits and hyphens, none at an end.
bool is_name(const std::string& name);

core::ApiError balancer_not_found();
core::ApiError listener_not_found();
core::ApiError rule_not_found();

/// Which of a list a Describe... call wants: reads Marker and PageSize.
class Page {
 public:
  explicit Page(core::Params& p);
  /// {member: the page's items, "NextMarker" if there are more}.
  Json cut(const char* member, std::vector<Json> items) const;

 private:
  std::size_t start_ = 0;
  std::size_t size_ = 400;
};

}  // namespace spillway::alb
