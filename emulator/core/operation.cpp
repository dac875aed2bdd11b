#include "emulator/core/operation.hpp"

#include <optional>

#include "runtime/check.hpp"

namespace spillway::core {
namespace {

std::string key_of(std::string_view service, std::string_view action) {
  return std::string(service).append(":").append(action);
}

}  // namespace

void OperationRegistry::add(std::string_view service, std::string_view action, SyncHandler handler,
                            std::function<std::vector<std::string>(const Json&)> resources) {
  add_async(
      service, action,
      [handler = std::move(handler)](const Json& params, const CallContext& context, ApiDone done) {
        done(handler(params, context));
      },
      std::move(resources));
}

void OperationRegistry::add_async(std::string_view service, std::string_view action,
                                  AsyncHandler handler,
                                  std::function<std::vector<std::string>(const Json&)> resources) {
  Operation operation{std::string(service), std::string(action), std::move(handler),
                      std::move(resources)};
  const bool added = operations_.emplace(key_of(service, action), std::move(operation)).second;
  SPILLWAY_CHECK(added);
}

const Operation* OperationRegistry::find(std::string_view service, std::string_view action) const {
  const auto it = operations_.find(key_of(service, action));
  return it == operations_.end() ? nullptr : &it->second;
}

ApiResult OperationRegistry::call(std::string_view service, std::string_view action,
                                  const Json& params, const CallContext& context) const {
  const Operation* operation = find(service, action);
  if (operation == nullptr) return not_modelled(key_of(service, action));
  std::optional<ApiResult> answer;
  operation->handler(params, context, [&answer](ApiResult result) { answer = std::move(result); });
  SPILLWAY_CHECK(answer.has_value());
  return std::move(*answer);
}

std::vector<std::string> OperationRegistry::actions(std::string_view service) const {
  std::vector<std::string> names;
  for (const auto& [key, operation] : operations_) {
    if (operation.service == service) names.push_back(operation.action);
  }
  return names;
}

std::vector<std::string> OperationRegistry::services() const {
  std::vector<std::string> names;
  for (const auto& [key, operation] : operations_) {
    if (names.empty() || names.back() != operation.service) names.push_back(operation.service);
  }
  return names;
}

}  // namespace spillway::core
