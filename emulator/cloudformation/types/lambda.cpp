#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"
#include "runtime/base64.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestFunctionName = 64;

// Without Layers and VpcConfig: they would change what happens.
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
          object("DeadLetterConfig", {text("TargetArn")}),
          object("EphemeralStorage", {integer("Size")}),
          inert("ImageConfig", "the code is the scenario's"),
          inert("CodeSigningConfigArn", "the code is the scenario's"),
          inert("RuntimeManagementConfig", "the code is the scenario's"),
          inert("KmsKeyArn", "encryption changes no behaviour"),
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

Property provisioned_concurrency() {
  return object("ProvisionedConcurrencyConfig",
                {required(integer("ProvisionedConcurrentExecutions"))});
}

/// Of a version or an alias, given as `config`; null: none.
void provision(Creation& creation, const Json& function, const std::string& qualifier,
               const Json& config) {
  if (config.is_null() || creation.failed()) return;
  creation.call("lambda", "PutProvisionedConcurrencyConfig",
                {{"FunctionName", function},
                 {"Qualifier", qualifier},
                 {"ProvisionedConcurrentExecutions", config["ProvisionedConcurrentExecutions"]}});
}

void create_version(Creation& creation) {
  const Json config = creation.take("ProvisionedConcurrencyConfig");
  const Json function = creation.properties.value("FunctionName", Json());
  const Json version = creation.call("lambda", "PublishVersion", creation.properties);
  const std::string arn = creation.text(version, "/FunctionArn");
  const std::string number = creation.text(version, "/Version");
  creation.set_physical_id(arn);
  creation.set_attribute("FunctionArn", arn);
  creation.set_attribute("Version", number);
  provision(creation, function, number, config);
}

/// CloudFormation lists the weights, the API has them by version.
void rewrite_weights(Json& properties) {
  const auto routing = properties.find("RoutingConfig");
  if (routing == properties.end() || !routing->contains("AdditionalVersionWeights")) return;
  Json weights = Json::object();
  for (const Json& item : (*routing)["AdditionalVersionWeights"]) {
    weights[item.value("FunctionVersion", "")] = item.value("FunctionWeight", Json());
  }
  (*routing)["AdditionalVersionWeights"] = std::move(weights);
}

void create_alias(Creation& creation) {
  const Json config = creation.take("ProvisionedConcurrencyConfig");
  const Json function = creation.properties.value("FunctionName", Json());
  rewrite_weights(creation.properties);
  const Json alias = creation.call("lambda", "CreateAlias", creation.properties);
  const std::string arn = creation.text(alias, "/AliasArn");
  creation.set_physical_id(arn);
  creation.set_attribute("AliasArn", arn);
  provision(creation, function, creation.text(alias, "/Name"), config);
}

Schema alias_schema() {
  return {required(text("FunctionName")),
          required(text("FunctionVersion")),
          required(text("Name")),
          text("Description"),
          provisioned_concurrency(),
          object("RoutingConfig",
                 {objects("AdditionalVersionWeights", {required(text("FunctionVersion")),
                                                       required(number("FunctionWeight"))})})};
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
        integer("MaximumRetryAttempts"), integer("MaximumEventAgeInSeconds"),
        object("DestinationConfig", {object("OnSuccess", {text("Destination")}),
                                     object("OnFailure", {text("Destination")})})},
       create_event_invoke_config},
      {"AWS::Lambda::Version",
       {"FunctionArn", "Version"},
       {required(text("FunctionName")), text("Description"),
        inert("CodeSha256", "the code is the scenario's"), provisioned_concurrency()},
       create_version},
      {"AWS::Lambda::Alias", {"AliasArn"}, alias_schema(), create_alias},
  };
}

}  // namespace spillway::cloudformation
