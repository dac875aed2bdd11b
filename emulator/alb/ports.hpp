// What the load balancer asks of the rest of the world; the world connects it to lambda and ecs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/http.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::alb {

/// How an invocation of a Lambda target ended, as the ALB can tell (aws-facts A4).
enum class LambdaOutcome {
  ok,              ///< payload is the function's answer
  function_error,  ///< raised, crashed or timed out (X-Amz-Function-Error)
  throttled,       ///< 429
  access_denied,   ///< no permission for elasticloadbalancing.amazonaws.com
  not_found,
  service_error,       ///< Lambda 5xx
  connection_timeout,  ///< Lambda did not accept the connection in time
  connection_error,    ///< it could not be reached, or the connection broke
};

struct LambdaReply {
  LambdaOutcome outcome = LambdaOutcome::ok;
  std::string payload;
};

using LambdaDone = UniqueFunction<void(LambdaReply&&)>;

class LambdaInvoker {
 public:
  virtual ~LambdaInvoker() = default;
  /// One synchronous invocation, never retried. `target_group_arn` is the caller's SourceArn.
  /// `done` is called later or at once. The event is valid until this returns or calls anything.
  virtual void invoke(const std::string& function_arn, const std::string& target_group_arn,
                      std::string_view event, LambdaDone done) = 0;
  /// The error that RegisterTargets answers: empty if the function exists and permits the ALB.
  virtual std::string registration_error(const std::string& function_arn,
                                         const std::string& target_group_arn) = 0;
};

enum class ConnectOutcome {
  answered,
  refused,   ///< RST on connect: nothing listens there
  no_route,  ///< silence: no such host
  reset,     ///< the target closed the connection with the request outstanding
  // From who moves the bytes himself:
  unconnected,  ///< no connection came about within the connect time-out
  silent,       ///< nothing came for as long as the idle time-out
  malformed,    ///< what came is no HTTP answer
};

struct TargetReply {
  ConnectOutcome outcome = ConnectOutcome::answered;
  HttpResponse response;
};

/// Where an address inside the VPC really is, for who moves the bytes himself.
struct Reach {
  std::optional<ConnectOutcome> failure;  ///< refused or no_route
  std::uint16_t port = 0;                 ///< on this machine
};

using TargetDone = UniqueFunction<void(TargetReply&&)>;

class TargetNetwork {
 public:
  virtual ~TargetNetwork() = default;
  /// Sends a request to an address inside the VPC. `done` may never be called (a target that is
  /// silent): the caller keeps its own time-outs. no_route is reported at once; the caller waits
  /// its connect time-out.
  virtual void send(const std::string& ip, std::uint16_t port, HttpRequest request,
                    TargetDone done) = 0;
  virtual Reach reach(const std::string&, std::uint16_t) {
    return {ConnectOutcome::no_route, 0};  // a network that is none
  }
};

}  // namespace spillway::alb
