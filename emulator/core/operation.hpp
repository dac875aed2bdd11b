// Operations: every AWS API call, written once over JSON.
//
// A service registers its operations; they are reached through wire/ by a real request message, and
// by cloudformation/ directly. Parameters and results carry AWS's own member names (elbv2:
// "LoadBalancerArn", ecs: "desiredCount"). A number may arrive as a string (query protocol): read
// parameters through core::Params. Single-threaded, owned by the world.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "runtime/json.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::core {

/// Who calls, and under which id the answer will be known.
struct CallContext {
  std::string caller;         ///< for people: "ControllerFunction", "cloudformation", "client"
  std::string principal_arn;  ///< the role the call is made under; empty: an administrator
  std::string request_id;
};

using ApiDone = UniqueFunction<void(ApiResult)>;
using SyncHandler = std::function<ApiResult(const Json& params, const CallContext&)>;
using AsyncHandler = std::function<void(const Json& params, const CallContext&, ApiDone)>;

struct Operation {
  std::string service;  ///< as IAM and the CLI name it: "ecs", "elbv2", "lambda", "cloudwatch",
                        ///< "events", "ecr", "logs", "sqs", "iam", "sts"
  std::string action;   ///< "UpdateService"
  AsyncHandler handler;
  /// The ARNs that IAM checks the call against; empty result: the action knows only "*".
  std::function<std::vector<std::string>(const Json& params)> resources;
};

class OperationRegistry {
 public:
  /// Registers an operation that answers at once. Registering a name twice is a bug.
  void add(std::string_view service, std::string_view action, SyncHandler handler,
           std::function<std::vector<std::string>(const Json&)> resources = {});
  /// Registers an operation that answers later, such as lambda:Invoke.
  void add_async(std::string_view service, std::string_view action, AsyncHandler handler,
                 std::function<std::vector<std::string>(const Json&)> resources = {});

  /// Null if there is none of that name.
  const Operation* find(std::string_view service, std::string_view action) const;
  /// Precondition: registered by add(). For callers inside the emulator.
  ApiResult call(std::string_view service, std::string_view action, const Json& params,
                 const CallContext& context) const;
  /// All actions of a service, in alphabetical order, for "did you mean".
  std::vector<std::string> actions(std::string_view service) const;
  /// All services that have operations, in alphabetical order.
  std::vector<std::string> services() const;

 private:
  std::map<std::string, Operation, std::less<>> operations_;  // "ecs:UpdateService"
};

}  // namespace spillway::core
