#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"
#include "runtime/base64.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestFunctionName = 64;

// Without DeadLetterConfig, Layers and VpcConfig: they would change what happens.
Schema function_schema() {
  return {text("FunctionName"),
          required(text("Role")),
          required(object("Code", {text("ImageUri"), text("ZipFile"), text("S3Bucket"),
                                   text("S3Key"), text("S3ObjectVersion"),
                                   inert("SourceKMSKeyArn", "the code is the scenario's")})),
          text("PackageType"),
          text("Runtime"),
          text("Handler"),
          integer("Timeout"),
          integer("MemorySize"),
          integer("ReservedConcurrentExecutions"),
          object("Environment", {text_map("Variables")}),
          texts("Architectures"),
          text("Description"),
          object("EphemeralStorage", {integer("Size")}),
          inert("ImageConfig", "the code is the scenario's"),
          object("LoggingConfig", {text("ApplicationLogLevel"), text("LogFormat"), text("LogGroup"),
                                   text("SystemLogLevel")}),
          object("TracingConfig", {text("Mode")}),
          tags()};
}

/// CloudFormation puts the text of ZipFile into an archive; the API takes a blob.
void encode_code(Json& code) {
  const auto zip = code.find("ZipFile");
  if (zip != code.end()) *zip = base64_encode(zip->get<std::string>());
}

void create_function(Creation& creation) {
  const std::string name = creation.name("FunctionName", kLongestFunctionName);
  const Json reserved = creation.take("ReservedConcurrentExecutions");
  if (creation.properties.contains("Code")) encode_code(creation.properties["Code"]);
  const Json function = creation.call("lambda", "CreateFunction", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.text(function, "/FunctionArn"));
  if (reserved.is_null()) return;
  creation.call("lambda", "PutFunctionConcurrency",
                {{"FunctionName", name}, {"ReservedConcurrentExecutions", reserved}});
}

void create_permission(Creation& creation) {
  const std::string id = creation.name("StatementId", 100);
  creation.call("lambda", "AddPermission", creation.properties);
  creation.set_physical_id(id);
}

void create_event_invoke_config(Creation& creation) {
  creation.call("lambda", "PutFunctionEventInvokeConfig", creation.properties);
  creation.set_physical_id(creation.ids().uuid());
}

}  // namespace

std::vector<ResourceType> lambda_types() {
  return {
      {"AWS::Lambda::Function", {"Arn"}, function_schema(), create_function},
      {"AWS::Lambda::Permission",
       {},
       {required(text("FunctionName")), required(text("Action")), required(text("Principal")),
        text("SourceArn"), text("SourceAccount")},
       create_permission},
      {"AWS::Lambda::EventInvokeConfig",
       {},
       {required(text("FunctionName")), required(text("Qualifier")),
        integer("MaximumRetryAttempts"), integer("MaximumEventAgeInSeconds")},
       create_event_invoke_config},
  };
}

}  // namespace spillway::cloudformation
