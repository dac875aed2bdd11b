// Create, read, change and delete functions.
#include <algorithm>

#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/names.hpp"
#include "emulator/lambda/operations.hpp"
#include "emulator/lambda/variables.hpp"
#include "emulator/lambda/versions.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

constexpr std::size_t kLongestName = 64;

// What a function of AWS has that nobody configured. An image has no size of its own; how large an
// archive is, nobody knows here.
void add_defaults(Json& json, const FunctionConfig& config) {
  json["Architectures"] = config.architectures;
  if (config.package_type == "Image") json["CodeSize"] = 0;
  json["RevisionId"] = config.revision_id;
  json["EphemeralStorage"]["Size"] = 512;
  json["TracingConfig"]["Mode"] = "PassThrough";
  json["SnapStart"] = {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}};
  json["LoggingConfig"] = {{"LogFormat", "Text"}, {"LogGroup", "/aws/lambda/" + config.name}};
}

}  // namespace

Json configuration(const Version& version) {
  const FunctionConfig& config = version.config;
  const bool published = version.name != "$LATEST";
  Json json = {{"FunctionName", config.name},
               {"FunctionArn", published ? config.arn + ':' + version.name : config.arn},
               {"Role", config.role}};
  if (!config.runtime.empty()) json["Runtime"] = config.runtime;
  if (!config.handler.empty()) json["Handler"] = config.handler;
  json["Description"] = config.description;
  json["Timeout"] = config.timeout_s;
  json["MemorySize"] = config.memory_mb;
  std::string modified = format_iso8601_millis(config.modified_at);
  json["LastModified"] = modified.replace(modified.size() - 1, 1, "+0000");
  json["Version"] = version.name;
  if (!config.variables.empty()) json["Environment"]["Variables"] = config.variables;
  if (!config.dead_letter_arn.empty()) {
    json["DeadLetterConfig"]["TargetArn"] = config.dead_letter_arn;
  }
  json["PackageType"] = config.package_type;
  add_defaults(json, config);
  json["State"] = "Active";
  json["LastUpdateStatus"] = "Successful";
  return json;
}

namespace {

void read_environment(Params& params, FunctionConfig& config) {
  const Json* environment = params.object("Environment");
  if (environment == nullptr) return;
  Params inner(*environment, "lambda:CreateFunction", kValidation, "Environment.");
  const Json* variables = inner.object("Variables");
  config.variables.clear();
  if (variables != nullptr) {
    for (const auto& [name, value] : variables->items()) {
      if (!value.is_string()) {
        params.fail("Environment.Variables." + name + " must be a string");
        return;
      }
      config.variables[name] = value.get<std::string>();
    }
  }
  if (auto error = inner.finish()) params.fail(*error);
  if (auto error = cannot_set(config.variables)) params.fail(*error);
}

void read_code(Params& params, FunctionConfig& config) {
  const Json* code = params.object("Code");
  if (code == nullptr) {
    params.fail("The request must contain the parameter Code");
    return;
  }
  Params inner(*code, "lambda:CreateFunction", kValidation, "Code.");
  config.image_uri = inner.optional_string("ImageUri").value_or("");
  const bool is_archive = inner.has("ZipFile") || (inner.has("S3Bucket") && inner.has("S3Key"));
  for (const char* source : {"ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion"})
    inner.inert(source);
  if (auto error = inner.finish()) params.fail(*error);
  if (config.package_type == "Zip" && !is_archive) {
    params.fail("Please provide a source for function code.");
  }
}

void read_dead_letter(const Estate& estate, Params& params, FunctionConfig& config) {
  const Json* dead_letter = params.object("DeadLetterConfig");
  if (dead_letter == nullptr) return;
  Params inner(*dead_letter, "lambda:CreateFunction", kValidation, "DeadLetterConfig.");
  config.dead_letter_arn = inner.optional_string("TargetArn").value_or("");
  if (auto error = inner.finish()) params.fail(*error);
  if (auto error = estate.deliveries.refuse_dead_letter(config.dead_letter_arn, config.role)) {
    params.fail(*error);
  }
}

void read_architectures(Params& params, FunctionConfig& config) {
  const auto given = params.strings("Architectures");
  if (!given.empty()) config.architectures = given;
}

// ImageConfig says what of the image runs: here the scenario does.
void read_inert(Params& params) {
  for (const char* name : {"Tags", "EphemeralStorage", "LoggingConfig", "TracingConfig",
                           "CodeSigningConfigArn", "KMSKeyArn", "ImageConfig"}) {
    params.inert(name);
  }
}

void read_sizes(Params& params, FunctionConfig& config) {
  config.timeout_s = params.optional_integer("Timeout", 1, 900).value_or(config.timeout_s);
  config.memory_mb = params.optional_integer("MemorySize", 128, 10240).value_or(config.memory_mb);
  config.description = params.optional_string("Description").value_or(config.description);
  config.role = params.optional_string("Role").value_or(config.role);
  config.handler = params.optional_string("Handler").value_or(config.handler);
  config.runtime = params.optional_string("Runtime").value_or(config.runtime);
}

void check_role(const Estate& estate, Params& params, const std::string& role) {
  if (role.empty()) params.fail("The request must contain the parameter Role");
  if (!is_role_arn(role)) params.fail(bad_role(role));
  if (!estate.context.credentials.can_be_assumed(role, "lambda.amazonaws.com")) {
    params.fail("The role defined for the function cannot be assumed by Lambda.");
  }
}

void check_package(const Estate& estate, Params& params, const FunctionConfig& config) {
  check_role(estate, params, config.role);
  if (config.package_type == "Image") {
    if (config.image_uri.empty()) params.fail("Code.ImageUri is required for PackageType Image");
    return;
  }
  if (config.handler.empty()) params.fail("The request must contain the parameter Handler");
  if (config.runtime.empty()) params.fail("The request must contain the parameter Runtime");
}

// What a new function consists of besides its configuration.
void complete(Estate& estate, Function& function) {
  function.name = function.latest.config.name;
  function.arn = function.latest.config.arn;
  function.latest.function = &function;
  function.unqualified.function = &function;
  function.unqualified.version = &function.latest;
  function.log.set_capacity(
      static_cast<std::size_t>(std::max<std::int64_t>(estate.settings.logged_invocations, 0)));
  estate.meter.intern(function);
}

ApiResult create_function(Estate& estate, const Json& json) {
  Params params(json, "lambda:CreateFunction", kValidation);
  auto function = std::make_unique<Function>();
  FunctionConfig& config = function->latest.config;
  config.name = read_function_name(estate, params);
  if (config.name.size() > kLongestName) params.fail(long_function_name(config.name));
  config.package_type = params.optional_choice("PackageType", {"Zip", "Image"}).value_or("Zip");
  read_code(params, config);
  read_sizes(params, config);
  read_environment(params, config);
  read_dead_letter(estate, params, config);
  read_architectures(params, config);
  read_inert(params);
  const bool publish = params.optional_boolean("Publish").value_or(false);
  check_package(estate, params, config);
  if (auto error = params.finish()) return *error;
  if (estate.functions.contains(config.name)) {
    return ApiError("ResourceConflictException", "Function already exist: " + config.name, 409);
  }
  config.arn = estate.arn_prefix + config.name;
  config.modified_at = estate.context.runtime.wall_now();
  config.revision_id = estate.revision_ids.uuid();
  if (const auto it = estate.logical_ids.find(config.name); it != estate.logical_ids.end()) {
    function->logical_id = it->second;
  }
  complete(estate, *function);
  const Version& shown = publish ? publish_version(estate, *function, {}) : function->latest;
  const Json answer = configuration(shown);
  const std::string name = config.name;
  estate.functions.emplace(name, std::move(function));
  return answer;
}

ApiResult get_function(Estate& estate, const Json& json, bool whole) {
  Params params(json, whole ? "lambda:GetFunction" : "lambda:GetFunctionConfiguration",
                kValidation);
  const Endpoint* endpoint = endpoint_of(estate, params);
  if (auto error = params.finish()) return *error;
  const Version& version = *endpoint->version;
  if (!whole) return configuration(version);
  Json answer = {{"Configuration", configuration(version)}};
  answer["Code"]["RepositoryType"] = version.config.image_uri.empty() ? "S3" : "ECR";
  if (!version.config.image_uri.empty()) answer["Code"]["ImageUri"] = version.config.image_uri;
  if (const auto& reserved = endpoint->function->reserved) {
    answer["Concurrency"]["ReservedConcurrentExecutions"] = *reserved;
  }
  return answer;
}

ApiResult list_functions(Estate& estate, const Json& json) {
  Params params(json, "lambda:ListFunctions", kValidation);
  const auto limit = params.optional_integer("MaxItems", 1, 10000).value_or(50);
  const std::string marker = params.optional_string("Marker").value_or("");
  if (auto error = params.finish()) return *error;
  Json answer = {{"Functions", Json::array()}};
  for (auto it = estate.functions.lower_bound(marker); it != estate.functions.end(); ++it) {
    if (static_cast<std::int64_t>(answer["Functions"].size()) == limit) {
      answer["NextMarker"] = it->first;
      break;
    }
    answer["Functions"].push_back(configuration(it->second->latest));
  }
  return answer;
}

// New environments get the new configuration. Idle ones are replaced now, busy ones when they are
// free.
ApiResult update_configuration(Estate& estate, const Json& json) {
  Params params(json, "lambda:UpdateFunctionConfiguration", kValidation);
  Function* function = function_of(estate, params);
  FunctionConfig config = function != nullptr ? function->latest.config : FunctionConfig{};
  read_sizes(params, config);
  read_environment(params, config);
  read_dead_letter(estate, params, config);
  read_inert(params);
  check_role(estate, params, config.role);
  if (auto error = params.finish()) return *error;
  config.modified_at = estate.context.runtime.wall_now();
  ++config.version;
  config.revision_id = estate.revision_ids.uuid();
  function->latest.config = std::move(config);
  estate.environments.drop_idle(function->latest, "configuration changed");
  return configuration(function->latest);
}

ApiResult delete_function(Estate& estate, const Json& json) {
  Params params(json, "lambda:DeleteFunction", kValidation);
  Function* function = function_of(estate, params);
  if (auto error = params.finish()) return *error;
  function->deleted = true;
  estate.environments.drop_idle(function->latest, "function deleted");
  for (auto& [number, version] : function->versions) {
    estate.environments.drop_idle(*version, "function deleted");
    if (version->provisioned) estate.environments.deprovision(*version);
  }
  estate.limits.set_provisioned(*function, 0);
  estate.limits.set_reservation(*function, std::nullopt);
  const auto it = estate.functions.find(function->name);
  estate.deleted.push_back(std::move(it->second));
  estate.functions.erase(it);
  return Json::object();
}

}  // namespace

void register_function_operations(Estate& estate) {
  add_operation(estate, "CreateFunction", create_function);
  add_operation(estate, "GetFunction",
                [](Estate& e, const Json& params) { return get_function(e, params, true); });
  add_operation(estate, "GetFunctionConfiguration",
                [](Estate& e, const Json& params) { return get_function(e, params, false); });
  add_operation(estate, "UpdateFunctionConfiguration", update_configuration);
  add_operation(estate, "DeleteFunction", delete_function);
  add_operation(estate, "ListFunctions", list_functions);
}

}  // namespace spillway::lambda
