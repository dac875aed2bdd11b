#include "emulator/wire/services.hpp"

#include <algorithm>
#include <array>

namespace spillway::wire {
namespace {

constexpr std::array<Service, 11> kServices = {{
    {"application-autoscaling", "application-autoscaling", "", false, "AnyScaleFrontendService"},
    {"cloudwatch", "cloudwatch", "http://monitoring.amazonaws.com/doc/2010-08-01/", false,
     "GraniteServiceVersion20100801", Protocol::json_1_0},
    {"ecr", "ecr", "", false, "AmazonEC2ContainerRegistry_V20150921"},
    {"ecs", "ecs", "", false, "AmazonEC2ContainerServiceV20141113"},
    {"elbv2", "elasticloadbalancing", "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
     true, ""},
    {"events", "events", "", false, "AWSEvents"},
    {"iam", "iam", "https://iam.amazonaws.com/doc/2010-05-08/", false, ""},
    {"lambda", "lambda", "", false, ""},
    {"logs", "logs", "", false, "Logs_20140328"},
    {"sqs", "sqs", "http://queue.amazonaws.com/doc/2012-11-05/", false, "AmazonSQS",
     Protocol::json_1_0},
    {"sts", "sts", "https://sts.amazonaws.com/doc/2011-06-15/", true, ""},
}};

}  // namespace

const Service* find_service(std::string_view name) {
  const auto it = std::ranges::find(kServices, name, &Service::name);
  return it == kServices.end() ? nullptr : &*it;
}

const Service* service_of_target(std::string_view prefix) {
  if (prefix.empty()) return nullptr;
  const auto it = std::ranges::find(kServices, prefix, &Service::target_prefix);
  return it == kServices.end() ? nullptr : &*it;
}

const Service* service_of_version(std::string_view version) {
  for (const Service& service : kServices) {
    if (!service.xml_namespace.empty() && aws::find_service(service.name)->version == version) {
      return &service;
    }
  }
  return nullptr;
}

std::string_view iam_action_name(std::string_view service, std::string_view action) {
  return service == "lambda" && action == "Invoke" ? "InvokeFunction" : action;
}

}  // namespace spillway::wire
