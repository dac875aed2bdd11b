#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {

Estate::Estate(core::Context& its_context, Settings its_settings, FunctionHost& its_host)
    : context(its_context),
      settings(std::move(its_settings)),
      host(its_host),
      arn_prefix(context.account.arn("lambda", "function:")),
      ids(context.runtime.rng("lambda/ids")),
      limits(settings),
      meter(*this),
      environments(*this),
      invoker(*this),
      queue(*this) {}

Function* Estate::find(std::string_view name_or_arn) {
  std::string_view name = name_or_arn;
  if (const auto marker = name.find(":function:"); marker != std::string_view::npos) {
    if (name.starts_with("arn:") && !name.starts_with(arn_prefix)) return nullptr;
    name.remove_prefix(marker + 10);
  }
  if (name.ends_with(":$LATEST")) name.remove_suffix(8);
  const auto it = functions.find(name);
  return it == functions.end() ? nullptr : it->second.get();
}

FunctionSpec Estate::spec_of(const Function& function, const std::string& log_stream) {
  const FunctionConfig& config = function.config;
  FunctionSpec spec;
  spec.function_name = config.name;
  spec.logical_id = function.logical_id;
  spec.function_arn = config.arn;
  spec.handler = config.handler;
  spec.runtime = config.runtime;
  spec.image_uri = config.image_uri;
  spec.memory_mb = config.memory_mb;
  spec.timeout_s = config.timeout_s;
  spec.environment = config.variables;
  const core::IssuedCredentials keys = context.credentials.issue(
      config.role, function.logical_id.empty() ? config.name : function.logical_id);
  const std::pair<const char*, std::string> reserved[] = {
      {"_HANDLER", config.handler},
      {"AWS_REGION", context.account.region},
      {"AWS_DEFAULT_REGION", context.account.region},
      {"AWS_LAMBDA_FUNCTION_NAME", config.name},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(config.memory_mb)},
      {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
      {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + config.name},
      {"AWS_LAMBDA_LOG_STREAM_NAME", log_stream},
      {"AWS_ACCESS_KEY_ID", keys.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", keys.secret_access_key},
      {"AWS_SESSION_TOKEN", keys.session_token},
      {"LAMBDA_TASK_ROOT", "/var/task"},
      {"LAMBDA_RUNTIME_DIR", "/var/runtime"},
      {"TZ", ":UTC"},
      {"LANG", "en_US.UTF-8"}};
  for (const auto& [name, value] : reserved) spec.environment.insert_or_assign(name, value);
  return spec;
}

}  // namespace spillway::lambda
