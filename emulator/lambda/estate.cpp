#include "emulator/lambda/estate.hpp"

#include "emulator/lambda/variables.hpp"

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
  if (name.starts_with(arn_prefix)) {
    name.remove_prefix(arn_prefix.size());
  } else if (const auto marker = name.find(":function:"); marker != std::string_view::npos) {
    if (name.starts_with("arn:")) return nullptr;
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
  const core::IssuedCredentials keys = context.credentials.issue(
      config.role, function.logical_id.empty() ? config.name : function.logical_id);
  spec.environment = environment_variables(config, context.account, keys, log_stream);
  return spec;
}

}  // namespace spillway::lambda
