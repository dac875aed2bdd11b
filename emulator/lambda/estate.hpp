// Estate: everything that Lambda has in one account and Region, and the parts that work on it.
// Owned by Functions; used within emulator/lambda only.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/lambda/async_queue.hpp"
#include "emulator/lambda/deliveries.hpp"
#include "emulator/lambda/environments.hpp"
#include "emulator/lambda/function.hpp"
#include "emulator/lambda/invoker.hpp"
#include "emulator/lambda/limits.hpp"
#include "emulator/lambda/meter.hpp"
#include "emulator/lambda/settings.hpp"

namespace spillway::lambda {

struct Estate {
  Estate(core::Context& its_context, Settings its_settings, FunctionHost& its_host);

  /// By name, "account:function:name" or ARN, each perhaps with a version or an alias.
  Endpoint* find(std::string_view name_or_arn);
  Function* find_function(std::string_view name_or_arn);
  /// Of a function, by its qualifier; null if there is none.
  static Endpoint* endpoint_of(Function& function, std::string_view qualifier);
  /// The complete set of variables of a new environment (aws-facts B2).
  FunctionSpec spec_of(const Version& version, const Environment& environment);

  /// How the lines of a function's log are written.
  LogStyle log_style() const;

  core::Context& context;
  Settings settings;
  FunctionHost& host;
  const std::string arn_prefix;  ///< of every function's ARN
  core::IdSource ids;
  core::IdSource revision_ids;
  std::map<std::string, std::unique_ptr<Function>, std::less<>> functions;  ///< by name
  std::vector<std::unique_ptr<Function>>
      deleted;  ///< until the run ends: invocations may be under way
  std::map<std::string, std::string, std::less<>> logical_ids;  ///< by function name
  Limits limits;
  Meter meter;
  Environments environments;
  Invoker invoker;
  Deliveries deliveries;
  AsyncQueue queue;
};

}  // namespace spillway::lambda
