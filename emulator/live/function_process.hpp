// FunctionProcess: one execution environment of a Lambda function as a process, with a Runtime API
// of its own (aws-facts B2).
//
// Owned by the lambda model, which destroys it to kill it. Used from the LiveRuntime's thread. It
// is initialised when it asks for its first event; between events it is frozen (SIGSTOP), as Lambda
// freezes it, once it has been idle for some milliseconds, unless the settings say otherwise.
// Refused: what extensions and SnapStart add to the Runtime API, and answers that are streamed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "emulator/lambda/host.hpp"
#include "emulator/live/freezer.hpp"
#include "emulator/live/http_server.hpp"
#include "emulator/live/process.hpp"
#include "runtime/rng.hpp"

namespace spillway::live {

struct FunctionSettings {
  bool freeze = true;  ///< stop the process between its invocations
};

/// Told which event an environment works on, for the API calls that it makes meanwhile; 0: none.
using OnWork = std::function<void(EventSeq cause)>;

class FunctionProcess final : public lambda::FunctionEnvironment {
 public:
  FunctionProcess(LiveRuntime& runtime, Guardian& guardian, const lambda::FunctionSpec& spec,
                  FunctionSettings settings, OnWork on_work);
  ~FunctionProcess() override;

  using Ready = UniqueFunction<void(lambda::InitOutput)>;
  /// Starts it. `ready` is called once, later.
  void start(Program program, Process::OnLine on_line, Ready ready);

  void invoke(const lambda::InvocationInput& input, lambda::InvocationDone done) override;
  Condition condition() const override;
  /// Looked at every 100 ms at most.
  std::int64_t max_memory_mb() override;

 private:
  /// Of the runtime, as the Runtime API's errors call them.
  enum class State { started, init_error, ready, running, response_sent };

  struct Invocation {
    std::string id;
    HttpResponse event;  ///< as `next` answers it
  };

  void serve(const ExchangePtr& exchange);
  void serve_invocation(const ExchangePtr& exchange, const std::string& rest);
  void serve_next(const ExchangePtr& exchange);
  void take_result(const ExchangePtr& exchange, const std::string& id, bool is_error);
  void take_init_error(const ExchangePtr& exchange);
  void take_too_large(const ExchangePtr& exchange);
  HttpResponse wrong_state(const char* wanted) const;
  std::string new_trace_id();
  void hand_out();
  void exited(int status);
  void tell_ready(lambda::InitOutput output);
  void finish(lambda::InvocationOutput output);

  LiveRuntime& runtime_;
  Guardian& guardian_;
  const std::string function_arn_;
  const FunctionSettings settings_;
  const OnWork on_work_;
  Rng rng_;
  HttpServer api_;
  std::unique_ptr<Process> process_;
  Freezer freezer_{runtime_};
  Ready ready_;
  State state_ = State::started;
  EventSeq start_cause_ = 0;
  EventSeq cause_ = 0;                 // of the invocation
  ExchangePtr next_;                   // the process waits for an event
  std::optional<Invocation> waiting_;  // nobody has asked for it yet
  std::string running_id_;             // handed out and not answered
  lambda::InvocationDone done_;
  bool has_exited_ = false;
  std::int64_t memory_mb_ = 0;
  std::optional<TimePoint> memory_seen_;
};

}  // namespace spillway::live
