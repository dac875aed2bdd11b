// FunctionHost: where execution environments run. Tools give the world one: in virtual time the
// handlers themselves, in live mode processes.
//
// The lambda model owns the environments; destroying one kills it (SIGKILL), without a callback.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/time.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::lambda {

/// What an execution environment is started from.
struct FunctionSpec {
  std::string function_name;
  std::string logical_id;  ///< of the template; empty if made by an API call
  std::string function_arn;
  std::string handler;
  std::string runtime;    ///< "provided.al2023", or empty for an image
  std::string image_uri;  ///< empty for a zip
  std::int64_t memory_mb = 128;
  std::int64_t timeout_s = 3;
  std::map<std::string, std::string, std::less<>>
      environment;  ///< complete, as aws-facts B2 lists it
  /// Where each line goes that the process prints, until its environment is destroyed.
  std::function<void(std::string_view line)> output;
};

/// Its texts are valid until the call that gets it returns or calls anything.
struct InvocationInput {
  std::string_view request_id;
  TimePoint deadline;
  std::string_view trace_id;
  std::string_view payload;
};

struct InvocationOutput {
  enum class Kind {
    response,   ///< payload is the answer
    error,      ///< the handler raised; payload is {"errorMessage", "errorType", ...}
    exited,     ///< the process ended, with exit_status
    not_taken,  ///< it ended after its last answer, before it took this event; payload is the event
  };
  Kind kind = Kind::response;
  std::string payload;
  int exit_status = 0;       ///< negative: the signal that ended it
  std::string error_type{};  ///< of an error, for the log; empty: the payload's errorType
};

using InvocationDone = UniqueFunction<void(InvocationOutput&&)>;

class FunctionEnvironment {
 public:
  virtual ~FunctionEnvironment() = default;
  /// One at a time. `done` is called once, perhaps before this returns; it may destroy the
  /// environment.
  virtual void invoke(const InvocationInput& input, InvocationDone done) = 0;

  enum class Condition {
    ready,
    unready,  ///< it still does something after its last answer: an event would wait
    gone,     ///< its process has ended
  };
  /// Between two invocations.
  virtual Condition condition() const { return Condition::ready; }
  /// The most memory that its process has used, in MB; 0: nobody measures it.
  virtual std::int64_t max_memory_mb() { return 0; }
};

struct InitOutput {
  bool ok = true;
  std::string error_payload;  ///< what POST /runtime/init/error said, or the exit: {"errorMessage",
                              ///< "errorType"}
  std::string error_type{};   ///< for the log; empty: the payload's
};

class FunctionHost {
 public:
  virtual ~FunctionHost() = default;
  /// Empty, or why no environment could be started for this function (no code is mapped to it).
  virtual std::string cannot_host(const FunctionSpec& spec) const = 0;
  /// Starts an environment. `ready` is called once, later or at once, when its init is over.
  virtual std::unique_ptr<FunctionEnvironment> start(const FunctionSpec& spec,
                                                     UniqueFunction<void(InitOutput)> ready) = 0;
};

}  // namespace spillway::lambda
