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

#include "emulator/alb/ports.hpp"
#include "emulator/alb/settings.hpp"
#include "emulator/core/context.hpp"
#include "runtime/http.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::alb {

/// A listener; valid as long as its LoadBalancers, also after DeleteListener.
enum class ListenerHandle : std::uint32_t {};
/// A request under way; never used again for another.
enum class RequestId : std::uint64_t {};

struct ListenerInfo {
  ListenerHandle handle{};
  std::string arn;
  std::string load_balancer_arn;
  std::string load_balancer_name;
  std::string dns_name;
  std::uint16_t port = 0;
  Duration idle_timeout{};  ///< of its load balancer, as client_keep_alive
  Duration client_keep_alive{};
};

struct ClientRequest {
  HttpRequest request;
  std::string client_ip = "127.0.0.1";
  std::uint16_t client_port = 40000;
  bool new_connection = false;  ///< the client connects for it, which takes one round trip
  /// What came over the socket was no whole request, and this is the status it gets; 0: it was one.
  int refused = 0;
};

enum class TargetKind { none, lambda, ip };

struct ClientResponse {
  /// False: the listener was deleted, the connection refused; the rest is empty.
  bool connected = true;
  /// Complete but for Connection and Transfer-Encoding, which are the front's. To HEAD without its
  /// body, but with that body's Content-Length.
  HttpResponse response;
  TargetKind target_kind = TargetKind::none;  ///< of the target that was chosen
  std::string_view target_group;              ///< its name; valid as long as LoadBalancers
  /// "10.0.1.2:8080" or the function's ARN; valid as long as LoadBalancers.
  std::string_view target;
  std::string_view error_reason;     ///< of aws-facts A4, or empty; a literal
  std::optional<int> target_status;  ///< nothing if the answer is the load balancer's own

  /// As new, but for the buffers, which stay.
  void clear() {
    connected = true;
    response.clear();
    target_kind = TargetKind::none;
    target_group = target = error_reason = {};
    target_status.reset();
  }
};

using ClientDone =
    UniqueFunction<void(ClientResponse&&), 72>;  ///< with room for a client's own callback

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
