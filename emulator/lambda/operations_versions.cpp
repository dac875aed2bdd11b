// Published versions.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"
#include "emulator/lambda/versions.hpp"

namespace spillway::lambda {
namespace {

using core::ApiResult;
using core::Params;

ApiResult publish(Estate& estate, const Json& json) {
  Params params(json, "lambda:PublishVersion", kValidation);
  Function* function = function_of(estate, params);
  const std::string description = params.optional_string("Description").value_or("");
  params.inert("CodeSha256");  // the code is the scenario's, and never changes
  if (auto error = params.finish()) return *error;
  return configuration(publish_version(estate, *function, description));
}

ApiResult list(Estate& estate, const Json& json) {
  Params params(json, "lambda:ListVersionsByFunction", kValidation);
  const Function* function = function_of(estate, params);
  params.inert("MaxItems");  // all of them fit on one page
  if (auto error = params.finish()) return *error;
  Json versions = Json::array({configuration(function->latest)});
  for (const auto& [number, version] : function->versions) {
    versions.push_back(configuration(*version));
  }
  return Json{{"Versions", std::move(versions)}};
}

}  // namespace

Version* find_version(Function& function, std::string_view number) {
  for (auto& [key, version] : function.versions) {
    if (version->name == number) return version.get();
  }
  return nullptr;
}

Version& publish_version(Estate& estate, Function& function, const std::string& description) {
  const auto last = function.versions.find(function.last_version);
  if (last != function.versions.end() &&
      last->second->config.version == function.latest.config.version) {
    return *last->second;
  }
  const std::int64_t number = ++function.last_version;
  auto version = std::make_unique<Version>();
  version->function = &function;
  version->name = std::to_string(number);
  version->config = function.latest.config;
  if (!description.empty()) version->config.description = description;
  estate.meter.intern(*version);
  auto endpoint = std::make_unique<Endpoint>();
  endpoint->function = &function;
  endpoint->qualifier = version->name;
  endpoint->version = version.get();
  estate.meter.intern(*endpoint);
  function.qualified.emplace(version->name, std::move(endpoint));
  return *function.versions.emplace(number, std::move(version)).first->second;
}

void register_version_operations(Estate& estate) {
  add_operation(estate, "PublishVersion", publish);
  add_operation(estate, "ListVersionsByFunction", list);
}

}  // namespace spillway::lambda
