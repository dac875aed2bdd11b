#include "runtime/aws/service_table.hpp"

#include <algorithm>
#include <array>

namespace spillway::aws {
namespace {

// CloudWatch is called by the query protocol, which it has spoken all along; newer SDKs use its
// awsJson1.0.
constexpr std::array<Service, 11> kServices = {{
    {"application-autoscaling", Protocol::json_1_1, "application-autoscaling",
     "application-autoscaling", "APPLICATION_AUTO_SCALING", "AnyScaleFrontendService", ""},
    {"cloudwatch", Protocol::query, "monitoring", "monitoring", "CLOUDWATCH", "", "2010-08-01"},
    {"ecr", Protocol::json_1_1, "ecr", "api.ecr", "ECR", "AmazonEC2ContainerRegistry_V20150921",
     ""},
    {"ecs", Protocol::json_1_1, "ecs", "ecs", "ECS", "AmazonEC2ContainerServiceV20141113", ""},
    {"elbv2", Protocol::query, "elasticloadbalancing", "elasticloadbalancing",
     "ELASTIC_LOAD_BALANCING_V2", "", "2015-12-01"},
    {"events", Protocol::json_1_1, "events", "events", "EVENTBRIDGE", "AWSEvents", ""},
    {"iam", Protocol::query, "iam", "iam", "IAM", "", "2010-05-08", true},
    {"lambda", Protocol::rest_json, "lambda", "lambda", "LAMBDA", "", "2015-03-31"},
    {"logs", Protocol::json_1_1, "logs", "logs", "CLOUDWATCH_LOGS", "Logs_20140328", ""},
    {"sqs", Protocol::json_1_0, "sqs", "sqs", "SQS", "AmazonSQS", "2012-11-05"},
    {"sts", Protocol::query, "sts", "sts", "STS", "", "2011-06-15"},
}};

}  // namespace

std::span<const Service> services() { return kServices; }

const Service* find_service(std::string_view name) {
  const auto it = std::ranges::find(kServices, name, &Service::name);
  return it == kServices.end() ? nullptr : &*it;
}

}  // namespace spillway::aws
