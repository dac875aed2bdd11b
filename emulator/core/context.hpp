// Context: what every service model is given. Owned by the world, outlives the services.
#pragma once

#include <string>

#include "emulator/core/api_faults.hpp"
#include "emulator/core/faults.hpp"
#include "emulator/core/operation.hpp"
#include "emulator/core/ports.hpp"
#include "emulator/core/timeline.hpp"
#include "runtime/runtime.hpp"

namespace spillway::core {

struct Account {
  std::string id = "123456789012";
  std::string region = "sa-east-1";
  std::string partition = "aws";

  /// "arn:aws:ecs:sa-east-1:123456789012:" + resource
  std::string arn(const std::string& service, const std::string& resource) const {
    return "arn:" + partition + ":" + service + ":" + region + ":" + id + ":" + resource;
  }
};

struct Context {
  Runtime& runtime;
  Timeline& timeline;
  MetricSink& metrics;
  EventBus& events;
  CredentialIssuer& credentials;
  OperationRegistry& operations;
  const Account& account;
  Faults* faults = nullptr;         ///< null: nothing is broken on purpose
  ApiFaults* api_faults = nullptr;  ///< of them what strikes API calls; null if `faults` is
};

}  // namespace spillway::core
