#include "emulator/world/state.hpp"

#include <array>
#include <string>

namespace spillway::world {
namespace {

// How lists say that there is more, and how that is asked for.
struct Paging {
  const char* told;
  const char* asked;
};
constexpr std::array kPagings = {Paging{"NextToken", "NextToken"}, Paging{"nextToken", "nextToken"},
                                 Paging{"NextMarker", "Marker"}, Paging{"Marker", "Marker"}};
constexpr int kMostPages = 100;

class Teller {
 public:
  explicit Teller(const core::OperationRegistry& operations) : operations_(operations) {}

  Json ask(const char* service, const char* action, const Json& params) const {
    const core::CallContext caller{"spillway", "", ""};
    auto result = operations_.call(service, action, params, caller);
    return result.has_value() ? *result : Json::object();
  }

  /// All pages of a list.
  Json list(const char* service, const char* action, Json params, const char* member) const {
    Json all = Json::array();
    for (int page = 0; page < kMostPages; ++page) {
      const Json result = ask(service, action, params);
      for (const Json& item : result.value(member, Json::array())) all.push_back(item);
      if (!turn(result, params)) break;
    }
    return all;
  }

 private:
  static bool turn(const Json& result, Json& params) {
    for (const Paging& paging : kPagings) {
      const auto it = result.find(paging.told);
      if (it == result.end() || !it->is_string() || *it == "") continue;
      params[paging.asked] = *it;
      return true;
    }
    return false;
  }

  const core::OperationRegistry& operations_;
};

Json elbv2(const Teller& tell) {
  Json balancers = tell.list("elbv2", "DescribeLoadBalancers", Json::object(), "LoadBalancers");
  Json listeners = Json::array();
  for (const Json& balancer : balancers) {
    for (Json listener :
         tell.list("elbv2", "DescribeListeners", {{"LoadBalancerArn", balancer["LoadBalancerArn"]}},
                   "Listeners")) {
      listener["Rules"] =
          tell.list("elbv2", "DescribeRules", {{"ListenerArn", listener["ListenerArn"]}}, "Rules");
      listeners.push_back(std::move(listener));
    }
  }
  Json groups = tell.list("elbv2", "DescribeTargetGroups", Json::object(), "TargetGroups");
  for (Json& group : groups) {
    group["TargetHealthDescriptions"] =
        tell.list("elbv2", "DescribeTargetHealth", {{"TargetGroupArn", group["TargetGroupArn"]}},
                  "TargetHealthDescriptions");
  }
  return {{"LoadBalancers", std::move(balancers)},
          {"Listeners", std::move(listeners)},
          {"TargetGroups", std::move(groups)}};
}

Json lambda(const Teller& tell) {
  Json functions = tell.list("lambda", "ListFunctions", Json::object(), "Functions");
  for (Json& function : functions) {
    const Json reserved =
        tell.ask("lambda", "GetFunctionConcurrency", {{"FunctionName", function["FunctionName"]}});
    function.update(reserved);
  }
  return {{"Functions", std::move(functions)}};
}

Json tasks_of(const Teller& tell, const Json& cluster) {
  Json tasks = Json::array();
  for (const char* status : {"RUNNING", "STOPPED"}) {
    const Json arns = tell.list("ecs", "ListTasks",
                                {{"cluster", cluster}, {"desiredStatus", status}}, "taskArns");
    for (const Json& arn : arns) {
      const Json one =
          tell.ask("ecs", "DescribeTasks", {{"cluster", cluster}, {"tasks", Json::array({arn})}});
      for (const Json& task : one.value("tasks", Json::array())) tasks.push_back(task);
    }
  }
  return tasks;
}

Json ecs(const Teller& tell) {
  Json clusters = Json::array();
  for (const Json& arn : tell.list("ecs", "ListClusters", Json::object(), "clusterArns")) {
    Json services = Json::array();
    for (const Json& service :
         tell.list("ecs", "ListServices", {{"cluster", arn}}, "serviceArns")) {
      const Json one = tell.ask("ecs", "DescribeServices",
                                {{"cluster", arn}, {"services", Json::array({service})}});
      for (const Json& each : one.value("services", Json::array())) services.push_back(each);
    }
    clusters.push_back(
        {{"clusterArn", arn}, {"services", std::move(services)}, {"tasks", tasks_of(tell, arn)}});
  }
  return {{"clusters", std::move(clusters)}};
}

Json events(const Teller& tell) {
  Json rules = tell.list("events", "ListRules", Json::object(), "Rules");
  for (Json& rule : rules) {
    rule["Targets"] = tell.list("events", "ListTargetsByRule", {{"Rule", rule["Name"]}}, "Targets");
  }
  return {{"Rules", std::move(rules)}};
}

Json sqs(const Teller& tell) {
  Json queues = Json::array();
  for (const Json& url : tell.list("sqs", "ListQueues", Json::object(), "QueueUrls")) {
    Json attributes = tell.ask("sqs", "GetQueueAttributes",
                               {{"QueueUrl", url}, {"AttributeNames", Json::array({"All"})}});
    queues.push_back(
        {{"QueueUrl", url}, {"Attributes", attributes.value("Attributes", Json::object())}});
  }
  return {{"Queues", std::move(queues)}};
}

Json autoscaling(const Teller& tell) {
  const Json of_ecs = {{"ServiceNamespace", "ecs"}};
  constexpr const char* kService = "application-autoscaling";
  return {{"ScalableTargets",
           tell.list(kService, "DescribeScalableTargets", of_ecs, "ScalableTargets")},
          {"ScalingPolicies",
           tell.list(kService, "DescribeScalingPolicies", of_ecs, "ScalingPolicies")}};
}

}  // namespace

Json state_of(const core::OperationRegistry& operations) {
  const Teller tell(operations);
  const auto list = [&](const char* service, const char* action, const char* member) {
    return tell.list(service, action, Json::object(), member);
  };
  return {{"elbv2", elbv2(tell)},
          {"lambda", lambda(tell)},
          {"ecs", ecs(tell)},
          {"cloudwatch",
           {{"MetricAlarms", list("cloudwatch", "DescribeAlarms", "MetricAlarms")},
            {"CompositeAlarms",
             tell.list("cloudwatch", "DescribeAlarms",
                       {{"AlarmTypes", Json::array({"CompositeAlarm"})}}, "CompositeAlarms")}}},
          {"events", events(tell)},
          {"sqs", sqs(tell)},
          {"application-autoscaling", autoscaling(tell)},
          {"ecr", {{"repositories", list("ecr", "DescribeRepositories", "repositories")}}},
          {"logs", {{"logGroups", list("logs", "DescribeLogGroups", "logGroups")}}},
          {"iam", {{"Roles", list("iam", "ListRoles", "Roles")}}}};
}

}  // namespace spillway::world
