// Functions: the Lambda of one account and Region.
//
// Owned by the world; the load balancer and EventBridge invoke through it, API clients through the
// operations that the constructor registers. Only the runtime's thread may call it. Modelled:
// execution environments with cold start, reuse, reset, idle expiry and recycling; versions,
// aliases, provisioned concurrency; concurrency and rate limits; function errors; the asynchronous
// queue with its destinations; metrics; Lambda's own log lines. Refused by name: layers, VPC,
// SnapStart, event source mappings, topics as destinations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/lambda/ports.hpp"
#include "emulator/lambda/settings.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::lambda {

struct Endpoint;
struct Estate;
struct Function;
struct LogStyle;

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
  std::string_view executed_version = "$LATEST";  ///< valid as long as the function
};

using InvokeDone =
    UniqueFunction<void(InvokeReply&&), 72>;  ///< with room for a port's own callback

/// How busy a function is.
struct FunctionLoad {
  std::string name;
  std::int64_t active = 0;               ///< invocations under way
  std::optional<std::int64_t> reserved;  ///< its limit; absent: the account's
};

/// How Lambda takes an asynchronous event.
enum class AcceptOutcome { accepted, access_denied, too_large };

class Functions {
 public:
  Functions(core::Context& context, Settings settings, FunctionHost& host);
  ~Functions();
  Functions(const Functions&) = delete;
  Functions& operator=(const Functions&) = delete;

  /// What a caller invokes: a function, a version or an alias, by name, partial ARN or ARN; null if
  /// there is none. Valid until the function or alias is deleted.
  Endpoint* find(std::string_view name_or_arn);

  /// A synchronous invocation (RequestResponse), never retried. `done` may be called at once. The
  /// payload is valid until this returns or calls anything.
  void invoke(Endpoint& endpoint, const Caller& caller, std::string_view payload,
              InvokeDone&& done);
  /// An asynchronous one (Event): queued, retried as aws-facts B5 says.
  AcceptOutcome invoke_async(Endpoint& endpoint, const Caller& caller, std::string payload);

  /// Does the function's policy let a service invoke it?
  bool permits(const Endpoint& endpoint, std::string_view principal,
               std::string_view source_arn) const;

  /// The template's logical id of a function; before or after its creation.
  void note_logical_id(const std::string& function_name, const std::string& logical_id);

  /// Dead-letter queues and destinations are queues of this; without it they are refused as not
  /// modelled. `queues` must outlive this.
  void connect_queues(core::MessageQueues& queues);

  /// Each function's concurrency at this moment, in the order of their names.
  std::vector<FunctionLoad> load() const;

  /// The log groups that Lambda has written to, by name: "/aws/lambda/web".
  std::vector<std::string> log_groups() const;
  /// What is kept of a group (aws-facts B1); empty if it is not one of Lambda's.
  std::vector<LogStream> log_streams(std::string_view group) const;
  std::vector<LogLine> log_lines(std::string_view group, std::string_view stream) const;
  /// Its group was deleted.
  void clear_log(std::string_view group);

 private:
  const Function* logging(std::string_view group) const;
  LogStyle log_style() const;

  std::unique_ptr<Estate> estate_;
};

}  // namespace spillway::lambda
