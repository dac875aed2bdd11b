// Settings: what AWS decides about load balancers. A plain value; the scenario's `aws.elbv2` fills
// it. What a user decides (weights, health checks, time-outs) is in the resources and their
// attributes.
#pragma once

#include "emulator/core/delay.hpp"

namespace spillway::alb {

struct Settings {
  /// One way from the client through the load balancer to the target, and the same from the target
  /// back; drawn for each way of each request. UNSOURCED
  core::Delay request_latency = Duration(std::chrono::milliseconds(1));

  /// From ModifyListener or ModifyRule until requests are routed by it, drawn for each node.
  /// aws-facts A1: about 1 to 10 s, UNSOURCED
  core::Delay listener_propagation =
      core::Delay::uniform(std::chrono::seconds(1), std::chrono::seconds(10));

  /// Load-balancer nodes besides the first. Each picks up a change at a moment of its own, and
  /// checks every target too. aws-facts A1, A5; how many there are UNSOURCED
  int further_nodes = 0;

  /// In Elb.RegistrationInProgress, until the first health check. aws-facts A5: both observed
  /// within 0.3 s
  core::Delay registration = Duration(std::chrono::milliseconds(200));

  /// A target group whose only targets are `initial` gets its requests answered by them; false: by
  /// a 503 of the load balancer. aws-facts A1, UNSOURCED
  bool initial_only_serves = false;

  /// What a request gets for which no target group can be chosen, as all weights are 0. aws-facts
  /// A1, UNSOURCED
  int all_weights_zero_status = 503;

  /// What a request gets that is not UTF-8 where a function's event must be (LambdaBadRequest).
  /// aws-facts A4, UNSOURCED
  int lambda_bad_request_status = 400;

  /// The statusCode of a function's answer may be a text, as in "200"; false: 502
  /// LambdaInvalidResponse. aws-facts A4, UNSOURCED
  bool lambda_text_status = false;

  /// Each answer of a stuck client's target begins the period of stickiness anew; false: it ends
  /// the configured time after the client was first sent there. Of application cookies it always
  /// begins anew. aws-facts A1, UNSOURCED (H12 says "up to DurationSeconds")
  bool stickiness_renews = false;

  /// What a client gets whose AWSALBTG cookie is not one of the load balancer's making
  /// (AWSALBTGCookieInvalid). aws-facts A4, UNSOURCED
  int invalid_cookie_status = 400;

  /// Until a connection to a silent address is given up: 504. aws-facts A2
  Duration connect_timeout = std::chrono::seconds(10);
};

}  // namespace spillway::alb
