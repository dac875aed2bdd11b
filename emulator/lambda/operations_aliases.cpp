// Aliases: names for a version, or for two that share the invocations.
#include <algorithm>

#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"
#include "emulator/lambda/versions.hpp"

namespace spillway::lambda {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

Json to_json(const Endpoint& alias) {
  Json json = {{"AliasArn", arn_of(alias)},
               {"Name", alias.qualifier},
               {"FunctionVersion", alias.version->name},
               {"Description", alias.description}};
  if (alias.additional != nullptr) {
    json["RoutingConfig"]["AdditionalVersionWeights"] = {
        {alias.additional->name, alias.additional_weight}};
  }
  return json;
}

// lambda:Alias: [a-zA-Z0-9-_]+, but not a number alone
bool is_alias_name(const std::string& name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto fits = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= 128 && std::ranges::all_of(name, fits) &&
         !std::ranges::all_of(name, is_digit);
}

Version* version_of(const Estate& estate, Params& params, Function& function,
                    const std::string& number) {
  if (number == "$LATEST") return &function.latest;
  Version* const version = find_version(function, number);
  if (version == nullptr) params.fail(not_found(estate, function.name + ':' + number));
  return version;
}

// One additional version, and its share.
void read_weights(const Estate& estate, Params& params, Endpoint& alias, const Json& weights) {
  if (weights.size() > 1) params.fail("The function may have one additional version at most.");
  for (const auto& [number, weight] : weights.items()) {
    if (!weight.is_number() || weight.get<double>() < 0 || weight.get<double>() > 1) {
      params.fail("The weight of version " + number + " must be between 0.0 and 1.0.");
      return;
    }
    alias.additional = version_of(estate, params, *alias.function, number);
    alias.additional_weight = weight.get<double>();
    if (number == "$LATEST" || alias.version == &alias.function->latest) {
      params.fail("$LATEST is not supported for an alias pointing to more than 1 version");
    }
    if (alias.additional == alias.version) {
      params.fail("Routing configuration must not name the alias's own version " + number + '.');
    }
  }
}

// What CreateAlias and UpdateAlias have in common, into `alias`.
void read_alias(const Estate& estate, Params& params, Endpoint& alias) {
  if (const auto number = params.optional_string("FunctionVersion")) {
    if (Version* version = version_of(estate, params, *alias.function, *number)) {
      alias.version = version;
    }
  }
  alias.description = params.optional_string("Description").value_or(alias.description);
  const Json* routing = params.object("RoutingConfig");
  if (routing == nullptr || params.failed()) return;
  Params inner(*routing, "lambda:CreateAlias", kValidation, "RoutingConfig.");
  const Json* weights = inner.object("AdditionalVersionWeights");
  alias.additional = nullptr;
  alias.additional_weight = 0;
  if (weights != nullptr) read_weights(estate, params, alias, *weights);
  if (auto error = inner.finish()) params.fail(*error);
}

ApiError no_alias(const Function& function, const std::string& name) {
  return {"ResourceNotFoundException", "Cannot find alias arn: " + function.arn + ':' + name, 404};
}

/// The alias that FunctionName and Name name, or an error in `params`.
Endpoint* alias_of(Estate& estate, Params& params) {
  Function* function = function_of(estate, params);
  const std::string name = params.string("Name");
  if (function == nullptr) return nullptr;
  Endpoint* const alias = Estate::endpoint_of(*function, name);
  if (alias != nullptr && alias->is_alias) return alias;
  params.fail(no_alias(*function, name));
  return nullptr;
}

const ProvisionedConcurrency* provisioned_on(const Endpoint& alias) {
  const auto& provisioned = alias.version->provisioned;
  return provisioned && provisioned->put_on == &alias ? provisioned.get() : nullptr;
}

ApiResult create(Estate& estate, const Json& json) {
  Params params(json, "lambda:CreateAlias", kValidation);
  Function* function = function_of(estate, params);
  auto alias = std::make_unique<Endpoint>();
  alias->qualifier = params.string("Name");
  alias->is_alias = true;
  alias->function = function;
  if (!is_alias_name(alias->qualifier)) params.fail("Name is not that of an alias");
  if (!params.has("FunctionVersion")) params.fail("FunctionVersion is required");
  params.inert("Tags");
  if (function != nullptr) read_alias(estate, params, *alias);
  if (auto error = params.finish()) return *error;
  if (function->qualified.contains(alias->qualifier)) {
    return ApiError("ResourceConflictException", "Alias already exists: " + arn_of(*alias), 409);
  }
  estate.meter.intern(*alias);
  Endpoint& kept = *alias;
  function->qualified.emplace(kept.qualifier, std::move(alias));
  return to_json(kept);
}

ApiResult update(Estate& estate, const Json& json) {
  Params params(json, "lambda:UpdateAlias", kValidation);
  Endpoint* alias = alias_of(estate, params);
  Endpoint changed;
  if (alias != nullptr) {
    changed.function = alias->function;
    changed.version = alias->version;
    changed.additional = alias->additional;
    changed.additional_weight = alias->additional_weight;
    changed.description = alias->description;
    read_alias(estate, params, changed);
  }
  if (auto error = params.finish()) return *error;
  const bool moves = changed.version != alias->version || changed.additional != nullptr;
  if (moves && provisioned_on(*alias) != nullptr) {
    return core::not_modelled("moving the provisioned concurrency of alias " + alias->qualifier);
  }
  alias->version = changed.version;
  alias->additional = changed.additional;
  alias->additional_weight = changed.additional_weight;
  alias->description = changed.description;
  return to_json(*alias);
}

ApiResult get(Estate& estate, const Json& json) {
  Params params(json, "lambda:GetAlias", kValidation);
  const Endpoint* alias = alias_of(estate, params);
  if (auto error = params.finish()) return *error;
  return to_json(*alias);
}

ApiResult remove(Estate& estate, const Json& json) {
  Params params(json, "lambda:DeleteAlias", kValidation);
  Endpoint* alias = alias_of(estate, params);
  if (auto error = params.finish()) return *error;
  Function& function = *alias->function;
  if (const auto* provisioned = provisioned_on(*alias)) {
    estate.limits.set_provisioned(function, function.provisioned - provisioned->requested);
    estate.environments.deprovision(*alias->version);
  }
  const auto it = function.qualified.find(alias->qualifier);
  function.deleted_aliases.push_back(std::move(it->second));
  function.qualified.erase(it);
  return Json::object();
}

ApiResult list(Estate& estate, const Json& json) {
  Params params(json, "lambda:ListAliases", kValidation);
  const Function* function = function_of(estate, params);
  const auto version = params.optional_string("FunctionVersion");
  params.inert("MaxItems");  // all of them fit on one page
  if (auto error = params.finish()) return *error;
  Json aliases = Json::array();
  for (const auto& [name, endpoint] : function->qualified) {
    if (!endpoint->is_alias || (version && endpoint->version->name != *version)) continue;
    aliases.push_back(to_json(*endpoint));
  }
  return Json{{"Aliases", std::move(aliases)}};
}

}  // namespace

void register_alias_operations(Estate& estate) {
  add_operation(estate, "CreateAlias", create);
  add_operation(estate, "UpdateAlias", update);
  add_operation(estate, "GetAlias", get);
  add_operation(estate, "DeleteAlias", remove);
  add_operation(estate, "ListAliases", list);
}

}  // namespace spillway::lambda
