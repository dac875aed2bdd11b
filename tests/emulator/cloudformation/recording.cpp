#include "tests/emulator/cloudformation/recording.hpp"

#include "tests/support/catch.hpp"

namespace spillway::cloudformation {
namespace {

std::string field(const Json& params, const char* name) {
  return params.value(name, std::string());
}

using Answer = std::function<Json(const Json& params, const core::Account& account)>;

Json arn_of(const core::Account& account, const char* service, const std::string& resource) {
  return account.arn(service, resource);
}

std::map<std::string, Answer> usual_answers() {
  const Answer nothing = [](const Json&, const core::Account&) { return Json::object(); };
  std::map<std::string, Answer> all;
  for (const char* name :
       {"lambda:PutFunctionConcurrency", "lambda:AddPermission",
        "lambda:PutFunctionEventInvokeConfig", "elbv2:ModifyLoadBalancerAttributes",
        "elbv2:ModifyTargetGroupAttributes", "elbv2:ModifyListenerAttributes",
        "elbv2:RegisterTargets", "cloudwatch:PutMetricAlarm", "cloudwatch:PutCompositeAlarm",
        "events:PutTargets", "iam:PutRolePolicy", "iam:AttachRolePolicy", "logs:CreateLogGroup",
        "logs:PutRetentionPolicy", "sqs:SetQueueAttributes", "lambda:PublishVersion",
        "lambda:CreateAlias", "lambda:PutProvisionedConcurrencyConfig"}) {
    all[name] = nothing;
  }
  all["lambda:CreateFunction"] = [](const Json& p, const core::Account& a) {
    return Json{{"FunctionArn", arn_of(a, "lambda", "function:" + field(p, "FunctionName"))}};
  };
  all["ecs:CreateCluster"] = [](const Json& p, const core::Account& a) {
    return Json{
        {"cluster", {{"clusterArn", arn_of(a, "ecs", "cluster/" + field(p, "clusterName"))}}}};
  };
  all["ecs:RegisterTaskDefinition"] = [](const Json& p, const core::Account& a) {
    const Json arn = arn_of(a, "ecs", "task-definition/" + field(p, "family") + ":1");
    return Json{{"taskDefinition", {{"taskDefinitionArn", arn}}}};
  };
  all["ecs:CreateService"] = [](const Json& p, const core::Account& a) {
    const Json arn =
        arn_of(a, "ecs", "service/" + field(p, "cluster") + "/" + field(p, "serviceName"));
    return Json{{"service", {{"serviceArn", arn}}}};
  };
  all["elbv2:CreateLoadBalancer"] = [](const Json& p, const core::Account& a) {
    const Json arn =
        arn_of(a, "elasticloadbalancing", "loadbalancer/app/" + field(p, "Name") + "/1f");
    const Json one = {
        {"LoadBalancerArn", arn}, {"DNSName", "lb.example"}, {"CanonicalHostedZoneId", "Z1"}};
    return Json{{"LoadBalancers", Json::array({one})}};
  };
  all["elbv2:CreateTargetGroup"] = [](const Json& p, const core::Account& a) {
    const Json one = {{"TargetGroupArn", arn_of(a, "elasticloadbalancing",
                                                "targetgroup/" + field(p, "Name") + "/2f")}};
    return Json{{"TargetGroups", Json::array({one})}};
  };
  all["elbv2:CreateListener"] = [](const Json&, const core::Account& a) {
    const Json one = {{"ListenerArn", arn_of(a, "elasticloadbalancing", "listener/app/lb/1f/3f")}};
    return Json{{"Listeners", Json::array({one})}};
  };
  all["elbv2:CreateRule"] = [](const Json&, const core::Account& a) {
    const Json one = {
        {"RuleArn", arn_of(a, "elasticloadbalancing", "listener-rule/app/lb/1f/3f/4f")}};
    return Json{{"Rules", Json::array({one})}};
  };
  all["events:PutRule"] = [](const Json& p, const core::Account& a) {
    return Json{{"RuleArn", arn_of(a, "events", "rule/" + field(p, "Name"))}};
  };
  all["sqs:CreateQueue"] = [](const Json& p, const core::Account& a) {
    return Json{{"QueueUrl", "https://sqs/" + a.id + "/" + field(p, "QueueName")}};
  };
  all["ecr:CreateRepository"] = [](const Json& p, const core::Account& a) {
    const std::string name = field(p, "repositoryName");
    const Json one = {{"repositoryArn", arn_of(a, "ecr", "repository/" + name)},
                      {"repositoryUri", a.id + ".dkr.ecr." + a.region + ".amazonaws.com/" + name}};
    return Json{{"repository", one}};
  };
  all["application-autoscaling:RegisterScalableTarget"] = nothing;
  all["application-autoscaling:PutScalingPolicy"] = [](const Json& p, const core::Account& a) {
    return Json{
        {"PolicyARN", arn_of(a, "autoscaling", "scalingPolicy:1:" + field(p, "PolicyName"))}};
  };
  all["iam:CreateRole"] = [](const Json& p, const core::Account& a) {
    const Json arn = "arn:aws:iam::" + a.id + ":role/" + field(p, "RoleName");
    return Json{{"Role", {{"Arn", arn}, {"RoleId", "AROA1"}}}};
  };
  all["iam:CreatePolicy"] = [](const Json& p, const core::Account& a) {
    return Json{
        {"Policy", {{"Arn", "arn:aws:iam::" + a.id + ":policy/" + field(p, "PolicyName")}}}};
  };
  return all;
}

}  // namespace

Recording::Recording() {
  for (const auto& [name, answer] : usual_answers()) {
    const auto colon = name.find(':');
    operations.add(
        name.substr(0, colon), name.substr(colon + 1),
        [this, name = name, answer = answer](const Json& params, const core::CallContext& caller) {
          calls.emplace_back(name, params);
          callers.push_back(caller);
          const auto refusal = refusals.find(name);
          if (refusal != refusals.end()) return core::ApiResult(refusal->second);
          const auto other = answers.find(name);
          if (other != answers.end()) return core::ApiResult(other->second);
          return core::ApiResult(answer(params, account));
        });
  }
  timeline.subscribe(
      [this](const core::Event& event) { events.push_back(event.name + " " + event.data.dump()); });
}

Json Recording::params_of(const std::string& call) const {
  Json found;
  for (const auto& [name, params] : calls) {
    if (name != call) continue;
    if (!found.is_null()) FAIL(call << " was called twice");
    found = params;
  }
  return found;
}

std::vector<std::string> Recording::names() const {
  std::vector<std::string> names;
  for (const auto& [name, params] : calls) names.push_back(name);
  return names;
}

boost::system::result<Stack, document::Diagnostics> create(Recording& recording,
                                                           const std::string& text,
                                                           StackOptions options) {
  const auto root = document::parse(text, "t.yaml");
  if (!root) FAIL(root.error().front().to_string());
  return create_stack(*root, "t.yaml", options, recording.context);
}

std::string errors_of(const std::string& text, const StackOptions& options) {
  const auto root = document::parse(text, "t.yaml");
  if (!root) FAIL(root.error().front().to_string());
  const auto outline = check_template(*root, "t.yaml", options);
  if (outline) return "";
  std::string all;
  for (const auto& error : outline.error()) {
    CHECK(error.file == "t.yaml");
    all += std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.path +
           ": " + error.message + (error.hint.empty() ? "" : " [" + error.hint + "]") + "\n";
  }
  return all;
}

std::string calls_of(const std::string& type, const std::string& properties, Recording& recording) {
  const std::string text =
      "Resources:\n  X:\n    Type: " + type + "\n    Properties: " + properties + "\n";
  const auto stack = create(recording, text);
  if (!stack) return "error: " + stack.error().front().to_string();
  std::string all;
  for (const auto& [name, params] : recording.calls) all += name + " " + params.dump() + "\n";
  return all;
}

std::string calls_of(const std::string& type, const std::string& properties) {
  Recording recording;
  return calls_of(type, properties, recording);
}

}  // namespace spillway::cloudformation
