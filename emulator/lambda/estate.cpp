#include "emulator/lambda/estate.hpp"

#include "emulator/lambda/variables.hpp"

namespace spillway::lambda {

Estate::Estate(core::Context& its_context, Settings its_settings, FunctionHost& its_host)
    : context(its_context),
      settings(std::move(its_settings)),
      host(its_host),
      arn_prefix(context.account.arn("lambda", "function:")),
      ids(context.runtime.rng("lambda/ids")),
      revision_ids(its_context.runtime.rng("lambda/revision-ids")),
      limits(settings),
      meter(*this),
      environments(*this),
      invoker(*this),
      deliveries(*this),
      queue(*this) {}

namespace {

// "web:live" of an ARN, a partial ARN or a name; nothing of another account's or Region's ARN.
std::string_view local_name(std::string_view text, std::string_view arn_prefix) {
  if (text.starts_with(arn_prefix)) return text.substr(arn_prefix.size());
  if (text.starts_with("arn:")) return {};
  const auto marker = text.find(":function:");
  return marker == std::string_view::npos ? text : text.substr(marker + 10);
}

}  // namespace

LogStyle Estate::log_style() const {
  const Runtime& runtime = context.runtime;
  return {settings.reported_memory_mb, settings.old_timeout_style,
          runtime.wall_now().time_since_epoch() - runtime.now().time_since_epoch()};
}

Endpoint* Estate::find(std::string_view name_or_arn) {
  const std::string_view name = local_name(name_or_arn, arn_prefix);
  const auto colon = name.find(':');
  const auto it = functions.find(name.substr(0, colon));
  if (it == functions.end()) return nullptr;
  if (colon == std::string_view::npos) return &it->second->unqualified;
  return endpoint_of(*it->second, name.substr(colon + 1));
}

Function* Estate::find_function(std::string_view name_or_arn) {
  Endpoint* const endpoint = find(name_or_arn);
  return endpoint == nullptr ? nullptr : endpoint->function;
}

Endpoint* Estate::endpoint_of(Function& function, std::string_view qualifier) {
  if (qualifier.empty() || qualifier == "$LATEST") return &function.unqualified;
  const auto it = function.qualified.find(qualifier);
  return it == function.qualified.end() ? nullptr : it->second.get();
}

FunctionSpec Estate::spec_of(const Version& version, const Environment& environment) {
  const FunctionConfig& config = version.config;
  const std::string& logical_id = version.function->logical_id;
  FunctionSpec spec;
  spec.function_name = config.name;
  spec.logical_id = logical_id;
  spec.function_arn = config.arn;
  spec.handler = config.handler;
  spec.runtime = config.runtime;
  spec.image_uri = config.image_uri;
  spec.memory_mb = config.memory_mb;
  spec.timeout_s = config.timeout_s;
  const core::IssuedCredentials keys =
      context.credentials.issue(config.role, logical_id.empty() ? config.name : logical_id);
  spec.environment = environment_variables(version, environment, context.account, keys);
  spec.output = [this, function = version.function,
                 stream = environment.log_index](std::string_view line) {
    function->log.print(stream, context.runtime.now(), line);
  };
  return spec;
}

}  // namespace spillway::lambda
