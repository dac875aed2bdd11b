// The ports over aws::Client: the real API calls, in AWS's member names. Used from the Runtime's
// thread; the client outlives them.
#pragma once

#include "controller/ports.hpp"
#include "runtime/aws/client.hpp"

namespace spillway::controller {

class AwsEcs final : public Ecs {
 public:
  explicit AwsEcs(aws::Client& client) : client_(client) {}

  Task<CallResult<void>> set_desired_count(std::string cluster, std::string service,
                                           int count) override;
  Task<CallResult<std::vector<std::string>>> list_tasks(std::string cluster) override;
  /// A call takes at most 100 tasks; more become several calls.
  Task<CallResult<std::vector<TaskSeen>>> describe_tasks(std::string cluster,
                                                         std::vector<std::string> tasks) override;

 private:
  aws::Client& client_;
};

class AwsElb final : public Elb {
 public:
  explicit AwsElb(aws::Client& client) : client_(client) {}

  Task<CallResult<void>> set_weights(std::string listener_arn,
                                     std::vector<TargetGroupWeight> weights,
                                     int stickiness_seconds) override;

 private:
  aws::Client& client_;
};

}  // namespace spillway::controller
