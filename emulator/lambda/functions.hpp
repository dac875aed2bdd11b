// Functions: the Lambda of one account and Region.
//
// Owned by the world; the load balancer and EventBridge invoke through it, API clients through the
// operations that the constructor registers. Only the runtime's thread may call it. Modelled:
// execution environments with cold start, reuse, reset and idle expiry; concurrency and rate
// limits; function errors; the asynchronous queue; metrics. Refused by name: versions and aliases,
// layers, VPC, provisioned concurrency, SnapStart, event source mappings, destinations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/core/context.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/lambda/settings.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::lambda {

struct Function;
struct Estate;

/// The largest events, in bytes (aws-facts B3; the asynchronous one as of 2026).
inline constexpr std::size_t kSyncPayloadLimit = 6 * 1024 * 1024;
inline constexpr std::size_t kAsyncPayloadLimit = 1024 * 1024;

/// Who invokes. A service is checked against the function's policy, an IAM caller has been by the
/// wire. The texts are copied where they are kept.
struct Caller {
  std::string_view principal;   ///< "elasticloadbalancing.amazonaws.com"; empty: an IAM caller
  std::string_view source_arn;  ///< the target group or the rule
  std::string_view name;        ///< as the timeline shows it
  bool per_request = false;     ///< one of a load balancer's many: told in sums, not one by one
};

enum class InvokeOutcome {
  ok,
  function_error,  ///< raised, crashed, timed out; payload is the error's body
  throttled,       ///< 429; `throttle_reason` says which limit
  access_denied,   ///< the function's policy does not let the caller in
  too_large,       ///< the event is over 6 MB
};

struct InvokeReply {
  InvokeOutcome outcome = InvokeOutcome::ok;
  std::string payload;
  std::string_view throttle_reason;  ///< "ReservedFunctionConcurrentInvocationLimitExceeded", ...
};

using InvokeDone =
    UniqueFunction<void(InvokeReply&&), 72>;  ///< with room for a port's own callback

/// How Lambda takes an asynchronous event.
enum class AcceptOutcome { accepted, access_denied, too_large };

class Functions {
 public:
  Functions(core::Context& context, Settings settings, FunctionHost& host);
  ~Functions();
  Functions(const Functions&) = delete;
  Functions& operator=(const Functions&) = delete;

  /// By name, partial ARN or ARN; null if there is none. Valid until the function is deleted.
  Function* find(std::string_view name_or_arn);

  /// A synchronous invocation (RequestResponse), never retried. `done` may be called at once. The
  /// payload is valid until this returns or calls anything.
  void invoke(Function& function, const Caller& caller, std::string_view payload,
              InvokeDone&& done);
  /// An asynchronous one (Event): queued, retried as aws-facts B5 says.
  AcceptOutcome invoke_async(Function& function, const Caller& caller, std::string payload);

  /// Does the function's policy let a service invoke it?
  bool permits(const Function& function, std::string_view principal,
               std::string_view source_arn) const;

  /// The template's logical id of a function; before or after its creation.
  void note_logical_id(const std::string& function_name, const std::string& logical_id);

 private:
  std::unique_ptr<Estate> estate_;
};

}  // namespace spillway::lambda
