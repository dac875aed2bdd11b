#include "emulator/core/metric_catalogue.hpp"

#include <algorithm>
#include <map>

namespace spillway::core {
namespace {

using Names = std::vector<std::string_view>;

// By service: aws-facts A6, D12, B4, and SQS's.
const std::map<std::string_view, Names>& catalogue() {
  static const std::map<std::string_view, Names> kinds = {
      {"AWS/ApplicationELB", {"HTTPCode_ELB_3XX_Count",     "HTTPCode_ELB_4XX_Count",
                              "HTTPCode_ELB_500_Count",     "HTTPCode_ELB_502_Count",
                              "HTTPCode_ELB_503_Count",     "HTTPCode_ELB_504_Count",
                              "HTTPCode_ELB_5XX_Count",     "HTTPCode_Target_2XX_Count",
                              "HTTPCode_Target_3XX_Count",  "HTTPCode_Target_4XX_Count",
                              "HTTPCode_Target_5XX_Count",  "HTTP_Fixed_Response_Count",
                              "HTTP_Redirect_Count",        "HealthyHostCount",
                              "HealthyStateRouting",        "LambdaInternalError",
                              "LambdaTargetProcessedBytes", "LambdaUserError",
                              "NonStickyRequestCount",      "RequestCount",
                              "RequestCountPerTarget",      "RuleEvaluations",
                              "TargetConnectionErrorCount", "TargetResponseTime",
                              "UnHealthyHostCount",         "UnhealthyRoutingRequestCount",
                              "UnhealthyStateRouting"}},
      {"AWS/Events",
       {"FailedInvocations", "IngestionToInvocationCompleteLatency",
        "IngestionToInvocationStartLatency", "IngestionToInvocationSuccessLatency",
        "InvocationAttempts", "Invocations", "InvocationsFailedToBeSentToDlq",
        "InvocationsSentToDlq", "MatchedEvents", "RetryInvocationAttempts",
        "SuccessfulInvocationAttempts", "TriggeredRules"}},
      {"AWS/Lambda",
       {"AsyncEventAge", "AsyncEventsDropped", "AsyncEventsReceived", "ClaimedAccountConcurrency",
        "ConcurrentExecutions", "DeadLetterErrors", "DestinationDeliveryFailures", "Duration",
        "Errors", "Invocations", "ProvisionedConcurrencyInvocations",
        "ProvisionedConcurrencySpilloverInvocations", "ProvisionedConcurrencyUtilization",
        "ProvisionedConcurrentExecutions", "Throttles", "UnreservedConcurrentExecutions"}},
      {"AWS/SQS",
       {"ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesVisible", "NumberOfMessagesDeleted", "NumberOfMessagesReceived",
        "NumberOfMessagesSent"}}};
  return kinds;
}

}  // namespace

bool is_aws_namespace(std::string_view name_space) {
  return name_space.starts_with("AWS/") || name_space == "ECS/ContainerInsights";
}

std::vector<std::string> published_namespaces() {
  std::vector<std::string> names;
  for (const auto& [name_space, metrics] : catalogue()) names.emplace_back(name_space);
  return names;
}

std::vector<std::string> published_metrics(std::string_view name_space) {
  const auto found = catalogue().find(name_space);
  if (found == catalogue().end()) return {};
  return {found->second.begin(), found->second.end()};
}

bool is_published(std::string_view name_space, std::string_view metric) {
  const auto found = catalogue().find(name_space);
  return found != catalogue().end() &&
         std::find(found->second.begin(), found->second.end(), metric) != found->second.end();
}

bool is_published_live_only(std::string_view name_space, std::string_view metric) {
  return name_space == "AWS/ApplicationELB" && metric == "ProcessedBytes";
}

}  // namespace spillway::core
