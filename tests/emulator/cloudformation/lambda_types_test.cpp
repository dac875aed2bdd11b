// What Lambda's resource types call: the parameters are AWS's own, which is the contract with the
// services.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

TEST_CASE("a function, with its reserved concurrency") {
  CHECK(calls_of("AWS::Lambda::Function",
                 "{FunctionName: f, Role: r, Code: {ZipFile: hello}, Runtime: provided.al2023, "
                 "Handler: x, "
                 "Timeout: '30', MemorySize: 256, Environment: {Variables: {camelKey: 1}}, "
                 "ReservedConcurrentExecutions: 10, Tags: [{Key: a, Value: b}]}") ==
        R"(lambda:CreateFunction {"FunctionName":"f","Role":"r","Code":{"ZipFile":"aGVsbG8="},)"
        R"("Runtime":"provided.al2023","Handler":"x","Timeout":30,"MemorySize":256,)"
        R"("Environment":{"Variables":{"camelKey":"1"}}})"
        "\n"
        R"(lambda:PutFunctionConcurrency {"FunctionName":"f","ReservedConcurrentExecutions":10})"
        "\n");
  CHECK(
      calls_of("AWS::Lambda::Function",
               "{FunctionName: f, Role: r, Code: {ImageUri: i}, PackageType: Image}") ==
      R"(lambda:CreateFunction {"FunctionName":"f","Role":"r","Code":{"ImageUri":"i"},"PackageType":"Image"})"
      "\n");
}

TEST_CASE("a permission gets a statement id") {
  Recording recording;
  calls_of("AWS::Lambda::Permission",
           "{FunctionName: f, Action: 'lambda:InvokeFunction', Principal: events.amazonaws.com, "
           "SourceArn: a}",
           recording);
  Json params = recording.params_of("lambda:AddPermission");
  CHECK(params["StatementId"].get<std::string>().starts_with("spillway-X-"));
  params.erase("StatementId");
  CHECK(
      params.dump() ==
      R"({"FunctionName":"f","Action":"lambda:InvokeFunction","Principal":"events.amazonaws.com","SourceArn":"a"})");
}

TEST_CASE("how a function is invoked asynchronously") {
  CHECK(
      calls_of("AWS::Lambda::EventInvokeConfig",
               "{FunctionName: f, Qualifier: $LATEST, MaximumRetryAttempts: 0, "
               "MaximumEventAgeInSeconds: 60}") ==
      R"(lambda:PutFunctionEventInvokeConfig {"FunctionName":"f","Qualifier":"$LATEST","MaximumRetryAttempts":0,)"
      R"("MaximumEventAgeInSeconds":60})"
      "\n");
}

TEST_CASE("where the results of asynchronous invocations go") {
  Recording recording;
  calls_of("AWS::Lambda::EventInvokeConfig",
           "{FunctionName: f, Qualifier: live, DestinationConfig: {OnSuccess: {Destination: a}, "
           "OnFailure: {Destination: b}}}",
           recording);
  CHECK(recording.params_of("lambda:PutFunctionEventInvokeConfig")["DestinationConfig"].dump() ==
        R"({"OnSuccess":{"Destination":"a"},"OnFailure":{"Destination":"b"}})");
}

TEST_CASE("a function's dead-letter queue") {
  Recording recording;
  calls_of("AWS::Lambda::Function",
           "{FunctionName: f, Role: r, Code: {ImageUri: i}, DeadLetterConfig: {TargetArn: q}}",
           recording);
  CHECK(recording.params_of("lambda:CreateFunction")["DeadLetterConfig"]["TargetArn"] == "q");
}

TEST_CASE("a version and its provisioned concurrency") {
  Recording recording;
  recording.answers["lambda:PublishVersion"] = {{"FunctionArn", "arn:f:7"}, {"Version", "7"}};
  CHECK(calls_of("AWS::Lambda::Version",
                 "{FunctionName: f, Description: d, CodeSha256: c, "
                 "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}}",
                 recording) ==
        R"(lambda:PublishVersion {"FunctionName":"f","Description":"d"})"
        "\n"
        R"(lambda:PutProvisionedConcurrencyConfig {"FunctionName":"f","Qualifier":"7",)"
        R"("ProvisionedConcurrentExecutions":5})"
        "\n");
}

TEST_CASE("an alias, its weights and its provisioned concurrency") {
  Recording recording;
  recording.answers["lambda:CreateAlias"] = {{"AliasArn", "arn:f:live"}, {"Name", "live"}};
  CHECK(calls_of("AWS::Lambda::Alias",
                 "{FunctionName: f, FunctionVersion: '7', Name: live, RoutingConfig: "
                 "{AdditionalVersionWeights: [{FunctionVersion: '8', FunctionWeight: 0.25}]}, "
                 "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}}",
                 recording) ==
        R"(lambda:CreateAlias {"FunctionName":"f","FunctionVersion":"7","Name":"live",)"
        R"("RoutingConfig":{"AdditionalVersionWeights":{"8":0.25}}})"
        "\n"
        R"(lambda:PutProvisionedConcurrencyConfig {"FunctionName":"f","Qualifier":"live",)"
        R"("ProvisionedConcurrentExecutions":5})"
        "\n");
}

TEST_CASE(
    "a task definition: names of properties in camel case, names that people chose as they are") {
  CHECK(
      calls_of("AWS::ECS::TaskDefinition",
               "{Family: web, Cpu: 256, Memory: '512', NetworkMode: awsvpc, "
               "RequiresCompatibilities: [FARGATE], "
               "ExecutionRoleArn: e, RuntimePlatform: {CpuArchitecture: X86_64, "
               "OperatingSystemFamily: LINUX}, "
               "ContainerDefinitions: [{Name: app, Image: i, Essential: 'true', PortMappings: "
               "[{ContainerPort: "
               "8080, Protocol: tcp}], Environment: [{Name: N, Value: 1}], StopTimeout: 5, "
               "LogConfiguration: "
               "{LogDriver: awslogs, Options: {awslogs-group: g, UPPER: u}}, HealthCheck: "
               "{Command: [CMD, x], "
               "StartPeriod: 3}}]}") ==
      R"(ecs:RegisterTaskDefinition {"family":"web","cpu":"256","memory":"512","networkMode":"awsvpc",)"
      R"("requiresCompatibilities":["FARGATE"],"executionRoleArn":"e",)"
      R"("runtimePlatform":{"cpuArchitecture":"X86_64","operatingSystemFamily":"LINUX"},)"
      R"("containerDefinitions":[{"name":"app","image":"i","essential":true,)"
      R"("portMappings":[{"containerPort":8080,"protocol":"tcp"}],"environment":[{"name":"N","value":"1"}],)"
      R"("stopTimeout":5,"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","UPPER":"u"}},)"
      R"("healthCheck":{"command":["CMD","x"],"startPeriod":3}}]})"
      "\n");
}
