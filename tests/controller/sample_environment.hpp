// A complete environment of the controller, for its tests.
#pragma once

#include <map>
#include <string>

namespace spillway::testing {

inline constexpr const char* kListener =
    "arn:aws:elasticloadbalancing:sa-east-1:123456789012:listener/app/web/0123456789abcdef/"
    "fedcba9876543210";
inline constexpr const char* kLambdaGroup =
    "arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/lambda/0123456789abcdef";
inline constexpr const char* kEcsGroup =
    "arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/ecs/0123456789abcdef";

using Variables = std::map<std::string, std::string, std::less<>>;

inline Variables sample_environment(const Variables& changes = {}) {
  Variables variables = {{"CLUSTER", "spillway"},
                         {"SERVICE", "web"},
                         {"LISTENER_ARN", kListener},
                         {"LAMBDA_TARGET_GROUP_ARN", kLambdaGroup},
                         {"ECS_TARGET_GROUP_ARN", kEcsGroup},
                         {"AWS_REGION", "sa-east-1"},
                         {"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                         {"AWS_SECRET_ACCESS_KEY", "secret"}};
  for (const auto& [name, value] : changes) variables[name] = value;
  return variables;
}

}  // namespace spillway::testing
