// LoadBalancers: the Application Load Balancers of one account and Region.
//
// Owned by the world, which gives it its ports and feeds it clients' requests through send(). The
// constructor registers the API operations of "elbv2". Only the runtime's thread may call it; it
// must die before what its ports refer to. Not modelled and refused by name: network and gateway
// load balancers, HTTPS listeners, instance targets, authentication, anomaly mitigation, header
// values that a listener adds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/alb/passage.hpp"
#include "emulator/alb/ports.hpp"
#include "emulator/alb/settings.hpp"
#include "emulator/core/context.hpp"

namespace spillway::alb {

struct ListenerInfo {
  ListenerHandle handle{};
  std::string arn;
  std::string load_balancer_arn;
  std::string load_balancer_name;
  std::string load_balancer_id;  ///< "app/name/16hex"
  std::string dns_name;
  std::uint16_t port = 0;
};

/// As DescribeTargetHealth tells it (aws-facts A5).
struct TargetHealth {
  std::string state;        ///< "initial", "healthy", "unhealthy", "draining", "unused", ...
  std::string reason;       ///< "Target.Timeout"; empty for healthy
  std::string description;  ///< "Request timed out"; empty for healthy
};

class LoadBalancers {
 public:
  LoadBalancers(core::Context& context, Settings settings, LambdaInvoker& lambda,
                TargetNetwork& network);
  ~LoadBalancers();
  LoadBalancers(const LoadBalancers&) = delete;
  LoadBalancers& operator=(const LoadBalancers&) = delete;

  std::optional<ListenerHandle> find_listener(std::string_view listener_arn) const;
  std::vector<ListenerInfo> listeners() const;  ///< in the order of their creation

  /// Sends a copy of a client's request. `done` is called once, never before send() returns; it may
  /// move out of the answer what it wants to keep.
  RequestId send(ListenerHandle listener, const ClientRequest& request, ClientDone&& done);
  /// The client closed its connection: `done` is destroyed uncalled, status 460 is counted. Of a
  /// request that is over: does nothing.
  void abort(RequestId request);

  /// A request that has come on a real connection: `passage` moves its bytes. The request is
  /// swapped for an old one's buffers. Unlike send(), it is worked on at once, as far as that goes.
  RequestId receive(ListenerHandle listener, ClientRequest& request, Passage& passage);
  /// What Passage::want_body() asked for. Of a request that is over: does nothing, as all these.
  void give_body(RequestId request, std::string&& body);
  /// After Passage::forward(): the target's answer without its body, or how it failed. The answer
  /// may be moved out of.
  void target_answered(RequestId request, TargetReply& reply);
  /// A relayed answer has come to its end, or broke off.
  void over(RequestId request);
  /// An error page of that status in place of what was under way: nothing was relayed yet.
  void refuse(RequestId request, int status);
  /// As abort(), under another status.
  void abort(RequestId request, int status);
  /// What came and went over a client's connection for one request.
  void count_bytes(ListenerHandle listener, std::uint64_t bytes);
  FrontOptions front(ListenerHandle listener) const;

  /// Would the load balancer have kept a client's connection of that age and last use until now?
  /// (idle_timeout.timeout_seconds, client_keep_alive.seconds; aws-facts A2)
  bool keeps_connection(ListenerHandle listener, TimePoint connected, TimePoint last_used) const;

  /// For the ECS service scheduler. Empty if a service may name the target group: it exists, is of
  /// type ip and belongs to a load balancer. Else CreateService's InvalidParameterException.
  std::string cannot_use(const std::string& target_group_arn) const;
  /// Of a target group that is gone: does nothing, as all three.
  void register_target(const std::string& target_group_arn, const std::string& ip,
                       std::uint16_t port);
  void deregister_target(const std::string& target_group_arn, const std::string& ip,
                         std::uint16_t port);
  /// A target that is not registered (any more) is "unused".
  TargetHealth target_health(const std::string& target_group_arn, const std::string& ip,
                             std::uint16_t port) const;
  /// `changed` is called after each change of an ip target's state, caused by it.
  using TargetChanged = std::function<void(const std::string& target_group_arn,
                                           const std::string& ip, std::uint16_t port)>;
  void on_target_changed(TargetChanged changed);

  /// Reports what was answered since the last full minute (alb.minute); for the end of a run.
  void close_minute();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace spillway::alb
