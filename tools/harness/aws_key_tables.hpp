// The rows of the table of `aws:` keys, service by service. Internal to aws_settings.cpp.
#pragma once

#include <vector>

#include "tools/harness/aws_settings.hpp"

namespace spillway::harness {

std::vector<AwsKey> load_balancing_keys();
std::vector<AwsKey> lambda_keys();
std::vector<AwsKey> ecs_keys();
std::vector<AwsKey> auto_scaling_keys();
/// CloudWatch, EventBridge, ECR and the account.
std::vector<AwsKey> event_keys();
std::vector<AwsKey> api_keys();

}  // namespace spillway::harness
