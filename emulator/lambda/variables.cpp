#include "emulator/lambda/variables.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "emulator/lambda/names.hpp"
#include "emulator/lambda/operations.hpp"

namespace spillway::lambda {
namespace {

constexpr std::size_t kSizeLimit = 4096;  // of all of them as JSON. UNSOURCED in how it is measured
constexpr const char* kUnable =
    "Lambda was unable to configure your environment variables because the environment variables "
    "you have provided ";

// LDG/configuration-envvars, its reserved names. Those that begin with an underscore are not names
// in the first place.
constexpr std::array<std::string_view, 16> kReserved = {"AWS_ACCESS_KEY",
                                                        "AWS_ACCESS_KEY_ID",
                                                        "AWS_DEFAULT_REGION",
                                                        "AWS_EXECUTION_ENV",
                                                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                                        "AWS_LAMBDA_FUNCTION_NAME",
                                                        "AWS_LAMBDA_FUNCTION_VERSION",
                                                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                                                        "AWS_LAMBDA_LOG_GROUP_NAME",
                                                        "AWS_LAMBDA_LOG_STREAM_NAME",
                                                        "AWS_LAMBDA_RUNTIME_API",
                                                        "AWS_REGION",
                                                        "AWS_SECRET_ACCESS_KEY",
                                                        "AWS_SESSION_TOKEN",
                                                        "LAMBDA_RUNTIME_DIR",
                                                        "LAMBDA_TASK_ROOT"};

// lambda:EnvironmentVariableName
bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return name.size() >= 2 && is_letter(name[0]) && std::ranges::all_of(name, [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
         });
}

std::string reserved_among(const Variables& variables) {
  std::string reserved;
  for (const auto& [name, value] : variables) {
    if (std::ranges::find(kReserved, name) == kReserved.end()) continue;
    reserved += (reserved.empty() ? "" : ", ") + name;
  }
  return reserved;
}

}  // namespace

std::optional<core::ApiError> cannot_set(const Variables& variables) {
  for (const auto& [name, value] : variables) {
    if (is_variable_name(name)) continue;
    return broken_constraint(
        "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy "
        "constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
  }
  if (const std::string reserved = reserved_among(variables); !reserved.empty()) {
    return core::ApiError(kValidation,
                          std::string(kUnable) +
                              "contains reserved keys that are currently not supported for "
                              "modification. Reserved keys used in this request: " +
                              reserved);
  }
  const std::string measured = Json(variables).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (measured.size() <= kSizeLimit) return std::nullopt;
  return core::ApiError(
      kValidation, std::string(kUnable) + "exceeded the 4KB limit. String measured: " + measured);
}

Variables environment_variables(const Version& version, const Environment& environment,
                                const core::Account& account, const core::IssuedCredentials& keys) {
  const FunctionConfig& config = version.config;
  Variables all = {
      {"PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"},
      {"LD_LIBRARY_PATH",
       "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"},
      {"LANG", "en_US.UTF-8"},
      {"TZ", ":UTC"}};
  // Of Lambda's own, a function may replace only these four.
  for (const auto& [name, value] : config.variables) all.insert_or_assign(name, value);
  all["_HANDLER"] = config.handler;
  all["AWS_REGION"] = account.region;
  all["AWS_DEFAULT_REGION"] = account.region;
  // Neither custom runtimes nor images without one have it.
  if (!config.runtime.empty() && !config.runtime.starts_with("provided")) {
    all["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + config.runtime;
  }
  all["AWS_LAMBDA_FUNCTION_NAME"] = config.name;
  all["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = std::to_string(config.memory_mb);
  all["AWS_LAMBDA_FUNCTION_VERSION"] = version.name;
  all["AWS_LAMBDA_INITIALIZATION_TYPE"] =
      environment.provisioned ? "provisioned-concurrency" : "on-demand";
  all["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + config.name;
  all["AWS_LAMBDA_LOG_STREAM_NAME"] = environment.log_stream;
  all["AWS_ACCESS_KEY_ID"] = keys.access_key_id;
  all["AWS_SECRET_ACCESS_KEY"] = keys.secret_access_key;
  all["AWS_SESSION_TOKEN"] = keys.session_token;
  all["LAMBDA_TASK_ROOT"] = "/var/task";
  all["LAMBDA_RUNTIME_DIR"] = "/var/runtime";
  return all;
}

}  // namespace spillway::lambda
