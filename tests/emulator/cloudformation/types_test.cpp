// What each resource type calls: the parameters are AWS's own, which is the contract with the
// services.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

TEST_CASE("a service and a cluster") {
  CHECK(
      calls_of(
          "AWS::ECS::Service",
          "{Cluster: c, ServiceName: s, TaskDefinition: t, DesiredCount: 0, LaunchType: FARGATE, "
          "HealthCheckGracePeriodSeconds: 60, NetworkConfiguration: {AwsvpcConfiguration: "
          "{Subnets: [a], "
          "SecurityGroups: [b], AssignPublicIp: ENABLED}}, LoadBalancers: [{ContainerName: app, "
          "ContainerPort: 8080, TargetGroupArn: g}], DeploymentConfiguration: "
          "{MinimumHealthyPercent: 100, "
          "DeploymentCircuitBreaker: {Enable: true, Rollback: false}}, EnableECSManagedTags: "
          "true}") ==
      R"(ecs:CreateService {"cluster":"c","serviceName":"s","taskDefinition":"t","desiredCount":0,)"
      R"("launchType":"FARGATE","healthCheckGracePeriodSeconds":60,"networkConfiguration":)"
      R"({"awsvpcConfiguration":{"subnets":["a"],"securityGroups":["b"],"assignPublicIp":"ENABLED"}},)"
      R"("loadBalancers":[{"containerName":"app","containerPort":8080,"targetGroupArn":"g"}],)"
      R"("deploymentConfiguration":{"minimumHealthyPercent":100,)"
      R"("deploymentCircuitBreaker":{"enable":true,"rollback":false}}})"
      "\n");
  CHECK(
      calls_of("AWS::ECS::Cluster",
               "{ClusterName: c, ClusterSettings: [{Name: containerInsights, Value: enabled}]}") ==
      R"(ecs:CreateCluster {"clusterName":"c","settings":[{"name":"containerInsights","value":"enabled"}]})"
      "\n");
}

TEST_CASE("a service without a desired count gets one task") {
  CHECK(calls_of("AWS::ECS::Service", "{ServiceName: s}") ==
        R"(ecs:CreateService {"serviceName":"s","desiredCount":1})"
        "\n");
}

TEST_CASE("a load balancer and a target group, with attributes and targets") {
  CHECK(
      calls_of("AWS::ElasticLoadBalancingV2::LoadBalancer",
               "{Name: n, Type: application, Subnets: [a, b], LoadBalancerAttributes: [{Key: "
               "idle_timeout.timeout_seconds, Value: 30}]}") ==
      R"(elbv2:CreateLoadBalancer {"Name":"n","Type":"application","Subnets":["a","b"]})"
      "\n"
      R"(elbv2:ModifyLoadBalancerAttributes {"LoadBalancerArn":"arn:aws:elasticloadbalancing:sa-east-1:)"
      R"(123456789012:loadbalancer/app/n/1f","Attributes":[{"Key":"idle_timeout.timeout_seconds","Value":"30"}]})"
      "\n");
  const std::string arn = "arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/n/2f";
  CHECK(
      calls_of(
          "AWS::ElasticLoadBalancingV2::TargetGroup",
          "{Name: n, TargetType: ip, Port: 8080, Protocol: HTTP, VpcId: v, HealthCheckPath: /h, "
          "HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, Matcher: {HttpCode: '200'}, "
          "Targets: [{Id: 10.0.0.1, "
          "Port: 80}], TargetGroupAttributes: [{Key: deregistration_delay.timeout_seconds, Value: "
          "'5'}]}") ==
      R"(elbv2:CreateTargetGroup {"Name":"n","TargetType":"ip","Port":8080,"Protocol":"HTTP","VpcId":"v",)"
      R"("HealthCheckPath":"/h","HealthCheckIntervalSeconds":10,"HealthyThresholdCount":2,"Matcher":{"HttpCode":"200"}})"
      "\nelbv2:ModifyTargetGroupAttributes {\"TargetGroupArn\":\"" +
          arn +
          "\",\"Attributes\":[{\"Key\":\"deregistration_delay.timeout_seconds\",\"Value\":\"5\"}]}"
          "\n"
          "elbv2:RegisterTargets {\"TargetGroupArn\":\"" +
          arn + "\",\"Targets\":[{\"Id\":\"10.0.0.1\",\"Port\":80}]}\n");
}

TEST_CASE("a listener and a rule") {
  const std::string forward =
      "[{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: a, Weight: 1}, "
      "{TargetGroupArn: b, "
      "Weight: 0}], TargetGroupStickinessConfig: {Enabled: false}}}]";
  const std::string actions =
      R"([{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"a","Weight":1},)"
      R"({"TargetGroupArn":"b","Weight":0}],"TargetGroupStickinessConfig":{"Enabled":false}}}])";
  CHECK(
      calls_of("AWS::ElasticLoadBalancingV2::Listener",
               "{LoadBalancerArn: l, Port: 80, Protocol: HTTP, DefaultActions: " + forward + "}") ==
      R"(elbv2:CreateListener {"LoadBalancerArn":"l","Port":80,"Protocol":"HTTP","DefaultActions":)" +
          actions + "}\n");
  CHECK(calls_of("AWS::ElasticLoadBalancingV2::ListenerRule",
                 "{ListenerArn: l, Priority: 1, Conditions: [{Field: path-pattern, "
                 "PathPatternConfig: {Values: "
                 "[/x]}}], Actions: " +
                     forward + "}") ==
        R"(elbv2:CreateRule {"ListenerArn":"l","Priority":1,"Conditions":[{"Field":"path-pattern",)"
        R"("PathPatternConfig":{"Values":["/x"]}}],"Actions":)" +
            actions + "}\n");
}

TEST_CASE("A1.13 A3.23 stickiness of a rule and attributes of a listener by template") {
  const std::string calls = calls_of(
      "AWS::ElasticLoadBalancingV2::Listener",
      "{LoadBalancerArn: l, Port: 80, Protocol: HTTP, DefaultActions: [{Type: forward, "
      "ForwardConfig: {TargetGroups: [{TargetGroupArn: a, Weight: 1}], "
      "TargetGroupStickinessConfig: {Enabled: true, DurationSeconds: 60}}}], "
      "ListenerAttributes: [{Key: routing.http.response.server.enabled, Value: 'false'}]}");
  CHECK(calls.find(R"("TargetGroupStickinessConfig":{"Enabled":true,"DurationSeconds":60})") !=
        std::string::npos);
  CHECK(calls.find(
            R"("Attributes":[{"Key":"routing.http.response.server.enabled","Value":"false"}])") !=
        std::string::npos);
}

TEST_CASE("an alarm") {
  CHECK(
      calls_of("AWS::CloudWatch::Alarm",
               "{AlarmName: n, Namespace: AWS/Lambda, MetricName: ConcurrentExecutions, "
               "Dimensions: [{Name: "
               "FunctionName, Value: f}], Statistic: Maximum, Period: 60, EvaluationPeriods: 1, "
               "Threshold: 8.5, "
               "ComparisonOperator: GreaterThanThreshold, TreatMissingData: notBreaching, "
               "AlarmActions: [x]}") ==
      R"(cloudwatch:PutMetricAlarm {"AlarmName":"n","Namespace":"AWS/Lambda","MetricName":)"
      R"("ConcurrentExecutions","Dimensions":[{"Name":"FunctionName","Value":"f"}],"Statistic":"Maximum",)"
      R"("Period":60,"EvaluationPeriods":1,"Threshold":8.5,"ComparisonOperator":"GreaterThanThreshold",)"
      R"("TreatMissingData":"notBreaching","AlarmActions":["x"]})"
      "\n");
}

TEST_CASE("a composite alarm") {
  CHECK(calls_of("AWS::CloudWatch::CompositeAlarm",
                 "{AlarmName: n, AlarmRule: ALARM(a) OR TRUE, ActionsSuppressor: s, "
                 "ActionsSuppressorWaitPeriod: '60', ActionsSuppressorExtensionPeriod: 0}") ==
        R"(cloudwatch:PutCompositeAlarm {"AlarmName":"n","AlarmRule":"ALARM(a) OR TRUE",)"
        R"("ActionsSuppressor":"s","ActionsSuppressorWaitPeriod":60,)"
        R"("ActionsSuppressorExtensionPeriod":0})"
        "\n");
}

TEST_CASE("a rule and its targets; a target that is refused is an error") {
  const std::string properties =
      "{Name: n, EventPattern: {source: [aws.cloudwatch], n: [1, true]}, State: ENABLED, Targets: "
      "[{Id: t, Arn: "
      "a, Input: '{}', RetryPolicy: {MaximumRetryAttempts: 0}}]}";
  CHECK(
      calls_of("AWS::Events::Rule", properties) ==
      R"(events:PutRule {"Name":"n","EventPattern":"{\"source\":[\"aws.cloudwatch\"],\"n\":[1,true]}",)"
      R"("State":"ENABLED"})"
      "\n"
      R"(events:PutTargets {"Rule":"n","Targets":[{"Id":"t","Arn":"a","Input":"{}",)"
      R"("RetryPolicy":{"MaximumRetryAttempts":0}}]})"
      "\n");
  Recording recording;
  recording.answers["events:PutTargets"] = {{"FailedEntryCount", 1},
                                            {"FailedEntries", Json::array({{{"TargetId", "t"}}})}};
  CHECK(calls_of("AWS::Events::Rule", properties, recording) ==
        R"(error: t.yaml:2:3: Resources.X: events:PutTargets refused a target: {"TargetId":"t"})");
}

TEST_CASE("a rule with a schedule, a transformer, a role and a dead-letter queue") {
  CHECK(
      calls_of("AWS::Events::Rule",
               "{Name: n, ScheduleExpression: rate(5 minutes), Targets: [{Id: t, Arn: a, RoleArn: "
               "r, InputTransformer: {InputPathsMap: {camelKey: $.detail}, InputTemplate: "
               "'<camelKey>'}, DeadLetterConfig: {Arn: q}, RetryPolicy: "
               "{MaximumEventAgeInSeconds: 60}}]}") ==
      R"j(events:PutRule {"Name":"n","ScheduleExpression":"rate(5 minutes)"})j"
      "\n"
      R"(events:PutTargets {"Rule":"n","Targets":[{"Id":"t","Arn":"a","RoleArn":"r",)"
      R"("InputTransformer":{"InputPathsMap":{"camelKey":"$.detail"},"InputTemplate":"<camelKey>"},)"
      R"("DeadLetterConfig":{"Arn":"q"},"RetryPolicy":{"MaximumEventAgeInSeconds":60}}]})"
      "\n");
}

TEST_CASE("roles and policies") {
  const std::string document = "{Version: 2012-10-17, Statement: [{Effect: Allow}]}";
  const std::string text =
      R"("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"}]}")";
  CHECK(calls_of("AWS::IAM::Role",
                 "{RoleName: r, AssumeRolePolicyDocument: " + document +
                     ", Path: /p/, ManagedPolicyArns: [m], Policies: [{PolicyName: p, "
                     "PolicyDocument: " +
                     document + "}]}") ==
        R"(iam:CreateRole {"RoleName":"r","AssumeRolePolicyDocument":)" + text +
            R"(,"Path":"/p/"})" +
            "\niam:AttachRolePolicy {\"RoleName\":\"r\",\"PolicyArn\":\"m\"}\n"
            R"(iam:PutRolePolicy {"PolicyName":"p","PolicyDocument":)" +
            text + ",\"RoleName\":\"r\"}\n");
  CHECK(calls_of("AWS::IAM::Policy",
                 "{PolicyName: p, PolicyDocument: " + document + ", Roles: [a, b]}") ==
        R"(iam:PutRolePolicy {"PolicyName":"p","PolicyDocument":)" + text +
            ",\"RoleName\":\"a\"}\n" + R"(iam:PutRolePolicy {"PolicyName":"p","PolicyDocument":)" +
            text + ",\"RoleName\":\"b\"}\n");
  CHECK(calls_of("AWS::IAM::Policy", "{PolicyName: p, PolicyDocument: " + document + "}") ==
        "error: t.yaml:2:3: Resources.X: a policy needs at least one of Roles");
  CHECK(
      calls_of("AWS::IAM::ManagedPolicy",
               "{ManagedPolicyName: p, PolicyDocument: " + document + ", Roles: [a]}") ==
      R"(iam:CreatePolicy {"PolicyName":"p","PolicyDocument":)" + text + "}\n" +
          R"(iam:AttachRolePolicy {"RoleName":"a","PolicyArn":"arn:aws:iam::123456789012:policy/p"})" +
          "\n");
}

TEST_CASE("a log group and a repository") {
  CHECK(calls_of("AWS::Logs::LogGroup", "{LogGroupName: g, RetentionInDays: 7}") ==
        "logs:CreateLogGroup {\"logGroupName\":\"g\"}\n"
        "logs:PutRetentionPolicy {\"logGroupName\":\"g\",\"retentionInDays\":7}\n");
  CHECK(calls_of("AWS::ECR::Repository",
                 "{RepositoryName: r, ImageTagMutability: MUTABLE, EmptyOnDelete: true, "
                 "ImageScanningConfiguration: "
                 "{ScanOnPush: true}}") ==
        R"(ecr:CreateRepository {"repositoryName":"r","imageTagMutability":"MUTABLE",)"
        R"("imageScanningConfiguration":{"scanOnPush":true}})"
        "\n");
}

TEST_CASE("what Ref and GetAtt give") {
  Recording recording;
  const auto stack = create(recording, R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Group: {Type: AWS::EC2::SecurityGroup}
  F: {Type: AWS::Lambda::Function, Properties: {FunctionName: f, Role: r, Code: {ImageUri: i}}}
  T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: t, ContainerDefinitions: []}}
  S: {Type: AWS::ECS::Service, Properties: {Cluster: c, ServiceName: s}}
  L: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: l}}
  G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Name: g}}
  A: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: a, EvaluationPeriods: 1, ComparisonOperator: x}}
  E: {Type: AWS::Events::Rule, Properties: {Name: e}}
  R: {Type: AWS::IAM::Role, Properties: {RoleName: r, AssumeRolePolicyDocument: {}}}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: g}}
  Repo: {Type: AWS::ECR::Repository, Properties: {RepositoryName: repo}}
)");
  REQUIRE(stack.has_value());
  const auto ref = [&](const char* id) { return stack->find(id)->physical_id; };
  const auto att = [&](const char* id, const char* name) {
    return stack->find(id)->attributes.at(name);
  };
  const std::string elb = "arn:aws:elasticloadbalancing:sa-east-1:123456789012:";
  CHECK(ref("Vpc").starts_with("vpc-"));
  CHECK(ref("Vpc").size() == 21);
  CHECK(att("Group", "GroupId") == ref("Group"));
  CHECK(stack->find("Vpc")->inert);
  CHECK(ref("F") == "f");
  CHECK(att("F", "Arn") == "arn:aws:lambda:sa-east-1:123456789012:function:f");
  CHECK(ref("T") == "arn:aws:ecs:sa-east-1:123456789012:task-definition/t:1");
  CHECK(ref("S") == "arn:aws:ecs:sa-east-1:123456789012:service/c/s");
  CHECK(att("S", "Name") == "s");
  CHECK(ref("L") == elb + "loadbalancer/app/l/1f");
  CHECK(att("L", "LoadBalancerFullName") == "app/l/1f");
  CHECK(att("L", "DNSName") == "lb.example");
  CHECK(att("L", "CanonicalHostedZoneID") == "Z1");
  CHECK(ref("G") == elb + "targetgroup/g/2f");
  CHECK(att("G", "TargetGroupFullName") == "targetgroup/g/2f");
  CHECK(ref("A") == "a");
  CHECK(att("A", "Arn") == "arn:aws:cloudwatch:sa-east-1:123456789012:alarm:a");
  CHECK(ref("E") == "e");
  CHECK(att("E", "Arn") == "arn:aws:events:sa-east-1:123456789012:rule/e");
  CHECK(ref("R") == "r");
  CHECK(att("R", "Arn") == "arn:aws:iam::123456789012:role/r");
  CHECK(ref("Logs") == "g");
  CHECK(att("Logs", "Arn") == "arn:aws:logs:sa-east-1:123456789012:log-group:g:*");
  CHECK(att("Repo", "RepositoryUri") == "123456789012.dkr.ecr.sa-east-1.amazonaws.com/repo");
}

TEST_CASE("an operation's answer without what CloudFormation needs is an error") {
  Recording recording;
  recording.answers["ecs:CreateCluster"] = Json::object();
  CHECK(calls_of("AWS::ECS::Cluster", "{ClusterName: c}", recording) ==
        "error: t.yaml:2:3: Resources.X: the answer lacks /cluster/clusterArn");
}
