#include "emulator/live/function_process.hpp"

#include <csignal>

#include "emulator/lambda/errors.hpp"
#include "runtime/json.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::live {
namespace {

using lambda::InitOutput;
using lambda::InvocationOutput;

const std::string kRoot = "/2018-06-01/";
const std::string kInvocation = "/2018-06-01/runtime/invocation/";
/// aws-facts B2: the largest answer, and room for the message that says that it is too large.
constexpr std::uint64_t kMaxAnswer = 6 * 1024 * 1024 + 100;

HttpResponse json_answer(int status, const Json& body) {
  return {status, "", {{"Content-Type", "application/json"}}, body.dump() + "\n"};
}

HttpResponse refusal(int status, const std::string& type, const std::string& message) {
  return json_answer(status, {{"errorMessage", message}, {"errorType", type}});
}

ServerOptions server_options() {
  ServerOptions options;
  options.body_limit = kMaxAnswer;
  options.idle_patience = Duration::max() / 4;  // an environment may be idle for hours
  options.read_patience = Duration::max() / 4;  // and be frozen in the middle of a word
  options.write_patience = Duration::max() / 4;
  return options;
}

std::string deadline_text(LiveRuntime& runtime, TimePoint deadline) {
  const WallTime at = runtime.wall_now() + (deadline - runtime.now());
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

}  // namespace

FunctionProcess::FunctionProcess(LiveRuntime& runtime, const lambda::FunctionSpec& spec,
                                 FunctionSettings settings, OnWork on_work)
    : runtime_(runtime),
      function_arn_(spec.function_arn),
      settings_(settings),
      on_work_(std::move(on_work)),
      api_(runtime, server_options(), [this](const ExchangePtr& exchange) { serve(exchange); }) {}

FunctionProcess::~FunctionProcess() { on_work_(0); }

void FunctionProcess::start(Program program, Process::OnLine on_line, Ready ready) {
  start_cause_ = runtime_.cause();
  ready_ = std::move(ready);
  std::string problem;
  if (const auto started = api_.start(); started) {
    program.environment["AWS_LAMBDA_RUNTIME_API"] = api_.address();
    auto process = Process::start(runtime_, program, std::move(on_line),
                                  [this](int status) { exited(status); });
    if (process) {
      process_ = std::move(*process);
      return;
    }
    problem = process.error();
  } else {
    problem = started.error();
  }
  // Told from an event of its own: the model does not hold this environment yet.
  runtime_.post([this, problem] {
    tell_ready({false, Json{{"errorType", "Runtime.InvalidEntrypoint"},
                            {"errorMessage", "RequestId:  Error: " + problem}}
                           .dump()});
  });
}

void FunctionProcess::invoke(const lambda::InvocationInput& input, lambda::InvocationDone done) {
  done_ = std::move(done);
  cause_ = runtime_.cause();
  on_work_(cause_);
  if (exit_status_) {  // it has died meanwhile; Lambda notices now
    runtime_.post([this] { finish({InvocationOutput::Kind::exited, {}, *exit_status_}); });
    return;
  }
  HttpResponse event;
  event.headers = {{"Content-Type", "application/json"},
                   {"Lambda-Runtime-Aws-Request-Id", input.request_id},
                   {"Lambda-Runtime-Deadline-Ms", deadline_text(runtime_, input.deadline)},
                   {"Lambda-Runtime-Invoked-Function-Arn", function_arn_}};
  if (!input.trace_id.empty()) event.headers.add("Lambda-Runtime-Trace-Id", input.trace_id);
  event.body = input.payload;
  waiting_ = Invocation{std::string(input.request_id), std::move(event)};
  if (next_) hand_out();
}

void FunctionProcess::serve(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request;
  if (exchange->refusal == 413) {
    exchange->answer(refusal(413, "RequestEntityTooLarge",
                             "Exceeded maximum allowed payload size (6291556 bytes)."));
    return finish({InvocationOutput::Kind::error, lambda::response_too_large_body(), 0});
  }
  if (exchange->refusal != 0) {
    return exchange->answer(refusal(400, "TruncatedHTTPRequest", "HTTP request is not valid"));
  }
  const std::string path(request.path());
  if (request.method == "GET" && path == kInvocation + "next") return serve_next(exchange);
  if (request.method == "GET" && path == kRoot + "ping") {
    return exchange->answer({200, "", {{"Content-Type", "text/plain"}}, "pong"});
  }
  if (request.method == "POST" && path == kRoot + "runtime/init/error") {
    return take_init_error(exchange);
  }
  if (request.method == "POST" && path.starts_with(kInvocation)) {
    const std::string rest = path.substr(kInvocation.size());
    const std::string id = rest.substr(0, rest.find('/'));
    if (rest == id + "/response") return take_result(exchange, id, false);
    if (rest == id + "/error") return take_result(exchange, id, true);
  }
  exchange->answer({404, "", {{"Content-Type", "text/plain"}}, "404 page not found\n"});
}

void FunctionProcess::serve_next(const ExchangePtr& exchange) {
  if (!running_id_.empty()) {
    return exchange->answer(
        refusal(403, "InvalidStateTransition",
                "State transition from Running to Ready failed for runtime. Error: the invocation "
                "is not answered yet"));
  }
  next_ = exchange;
  if (ready_) tell_ready({});
  // Which may have invoked it at once, or done away with it.
  if (next_ != exchange) return;
  if (waiting_) return hand_out();
  freeze();
}

void FunctionProcess::hand_out() {
  thaw();
  running_id_ = waiting_->id;
  HttpResponse event = std::move(waiting_->event);
  waiting_.reset();
  std::exchange(next_, nullptr)->answer(std::move(event));
}

void FunctionProcess::take_result(const ExchangePtr& exchange, const std::string& id,
                                  bool is_error) {
  if (running_id_.empty() || id != running_id_) {
    return exchange->answer(refusal(400, "InvalidRequestID", "Invalid request ID"));
  }
  std::string payload = std::move(exchange->request.body);
  exchange->answer(json_answer(202, {{"status", "OK"}}));
  using Kind = InvocationOutput::Kind;
  finish({is_error ? Kind::error : Kind::response, std::move(payload), 0});
}

void FunctionProcess::take_init_error(const ExchangePtr& exchange) {
  if (!ready_) {
    return exchange->answer(refusal(403, "InvalidStateTransition",
                                    "State transition from Ready to InitError failed for runtime. "
                                    "Error: the init is over"));
  }
  std::string payload = std::move(exchange->request.body);
  exchange->answer(json_answer(202, {{"status", "OK"}}));
  tell_ready({false, std::move(payload)});
}

void FunctionProcess::freeze() {
  if (!settings_.freeze || !process_ || frozen_) return;
  frozen_ = true;
  process_->signal(SIGSTOP);
}

void FunctionProcess::thaw() {
  if (!std::exchange(frozen_, false) || !process_) return;
  process_->signal(SIGCONT);
}

void FunctionProcess::exited(int status) {
  exit_status_ = status;
  next_.reset();
  if (ready_) {
    tell_ready({false, lambda::exit_body("", status)});
  } else if (done_) {
    finish({InvocationOutput::Kind::exited, {}, status});
  }
}

// May destroy this.
void FunctionProcess::tell_ready(InitOutput output) {
  CauseScope scope(runtime_, start_cause_);
  std::exchange(ready_, nullptr)(std::move(output));
}

// May destroy this.
void FunctionProcess::finish(InvocationOutput output) {
  if (!done_) return;
  running_id_.clear();
  on_work_(0);
  CauseScope scope(runtime_, cause_);
  auto its_done = std::move(done_);
  its_done(std::move(output));
}

}  // namespace spillway::live
