#include "emulator/live/function_process.hpp"

#include <cstdio>

#include "emulator/lambda/errors.hpp"
#include "emulator/live/own_hosts.hpp"
#include "emulator/live/runtime_api_answers.hpp"
#include "runtime/json.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::live {
namespace {

using lambda::InitOutput;
using lambda::InvocationOutput;

const std::string kRoot = "/2018-06-01/";
const std::string kInvocation = "/2018-06-01/runtime/invocation/";
constexpr const char* kErrorType = "Lambda-Runtime-Function-Error-Type";
constexpr const char* kResponseMode = "Lambda-Runtime-Function-Response-Mode";
constexpr auto kMemoryLook = std::chrono::milliseconds(100);
/// aws-facts B2: the largest answer, and room for the message that says that it is too large.
constexpr std::uint64_t kMaxAnswer = 6 * 1024 * 1024 + 100;

ServerOptions server_options() {
  ServerOptions options;
  options.body_limit = kMaxAnswer;
  options.idle_patience = Duration::max() / 4;  // an environment may be idle for hours
  options.read_patience = Duration::max() / 4;  // and be frozen in the middle of a word
  options.write_patience = Duration::max() / 4;
  return options;
}

// Of all environments, each has its own.
std::string stream_of(const lambda::FunctionSpec& spec) {
  const auto it = spec.environment.find("AWS_LAMBDA_LOG_STREAM_NAME");
  return it == spec.environment.end() ? spec.function_name : it->second;
}

std::string deadline_text(LiveRuntime& runtime, TimePoint deadline) {
  const WallTime at = runtime.wall_now() + (deadline - runtime.now());
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

}  // namespace

FunctionProcess::FunctionProcess(LiveRuntime& runtime, Guardian& guardian,
                                 const lambda::FunctionSpec& spec, FunctionSettings settings,
                                 OnWork on_work)
    : runtime_(runtime),
      guardian_(guardian),
      function_arn_(spec.function_arn),
      settings_(settings),
      on_work_(std::move(on_work)),
      rng_(runtime.rng("live/trace/" + stream_of(spec))),
      api_(runtime, server_options(), [this](const ExchangePtr& exchange) { serve(exchange); }) {}

FunctionProcess::~FunctionProcess() { on_work_(0); }

void FunctionProcess::start(Program program, Process::OnLine on_line, Ready ready) {
  start_cause_ = runtime_.cause();
  ready_ = std::move(ready);
  std::string problem;
  if (const auto started = api_.start(); started) {
    program.environment["AWS_LAMBDA_RUNTIME_API"] = api_.address();
    auto process = Process::start(runtime_, guardian_, program, std::move(on_line),
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
  if (has_exited_) {
    std::string event(input.payload);
    runtime_.post([this, event = std::move(event)]() mutable {
      finish({InvocationOutput::Kind::not_taken, std::move(event)});
    });
    return;
  }
  HttpResponse event;
  event.headers = {{"Content-Type", "application/json"},
                   {"Lambda-Runtime-Aws-Request-Id", input.request_id},
                   {"Lambda-Runtime-Deadline-Ms", deadline_text(runtime_, input.deadline)},
                   {"Lambda-Runtime-Invoked-Function-Arn", function_arn_}};
  event.headers.add("Lambda-Runtime-Trace-Id",
                    input.trace_id.empty() ? new_trace_id() : std::string(input.trace_id));
  event.body = input.payload;
  waiting_ = Invocation{std::string(input.request_id), std::move(event)};
  if (next_) hand_out();
}

lambda::FunctionEnvironment::Condition FunctionProcess::condition() const {
  if (has_exited_) return Condition::gone;
  return next_ ? Condition::ready : Condition::unready;
}

std::int64_t FunctionProcess::max_memory_mb() {
  constexpr std::int64_t kMegabyte = 1024 * 1024;
  const TimePoint now = runtime_.now();
  if (process_ && (has_exited_ || !memory_seen_ || now - *memory_seen_ >= kMemoryLook)) {
    memory_mb_ = (process_->usage().max_memory_bytes + kMegabyte - 1) / kMegabyte;
    memory_seen_ = now;
  }
  return memory_mb_;
}

// "Root=1-<seconds>-<24 digits>;Parent=<16 digits>;Sampled=0", as of a function that is not traced.
std::string FunctionProcess::new_trace_id() {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(runtime_.wall_now().time_since_epoch());
  const auto word = [this] { return static_cast<unsigned>(rng_() >> 32); };
  char text[96];
  std::snprintf(text, sizeof text, "Root=1-%08llx-%08x%08x%08x;Parent=%08x%08x;Sampled=0",
                static_cast<unsigned long long>(now.count()), word(), word(), word(), word(),
                word());
  return text;
}

void FunctionProcess::serve(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request;
  if (exchange->refusal == 413) return take_too_large(exchange);
  if (exchange->refusal != 0) {
    return exchange->answer(
        runtime_api_refusal(400, "TruncatedHTTPRequest", "HTTP request is not valid"));
  }
  static const OwnHosts kLoopback;
  if (kLoopback.is_foreign(request)) {
    return exchange->answer(
        runtime_api_refusal(403, "Forbidden", "the Host or Origin of it is not this one's"));
  }
  const std::string path(request.path());
  if (path.starts_with(kInvocation)) {
    return serve_invocation(exchange, path.substr(kInvocation.size()));
  }
  const bool is_ping = path == kRoot + "ping";
  const bool is_init_error = path == kRoot + "runtime/init/error";
  if (!is_ping && !is_init_error) return exchange->answer(no_such_page());
  if (request.method != (is_ping ? "GET" : "POST")) return exchange->answer({405, "", {}, ""});
  if (is_init_error) return take_init_error(exchange);
  exchange->answer({200, "", {{"Content-Type", "text/plain"}}, "pong"});
}

void FunctionProcess::serve_invocation(const ExchangePtr& exchange, const std::string& rest) {
  const std::string& method = exchange->request.method;
  if (rest == "next") {
    return method == "GET" ? serve_next(exchange) : exchange->answer({405, "", {}, ""});
  }
  const std::string id = rest.substr(0, rest.find('/'));
  const bool is_error = rest == id + "/error";
  if (!is_error && rest != id + "/response") return exchange->answer(no_such_page());
  if (method != "POST") return exchange->answer({405, "", {}, ""});
  take_result(exchange, id, is_error);
}

HttpResponse FunctionProcess::wrong_state(const char* wanted) const {
  static constexpr const char* kNames[] = {"Started", "InitError", "Ready", "Running",
                                           "ResponseSent"};
  return wrong_transition(kNames[static_cast<int>(state_)], wanted);
}

void FunctionProcess::serve_next(const ExchangePtr& exchange) {
  if (state_ == State::running || state_ == State::init_error) {
    return exchange->answer(wrong_state("Ready"));
  }
  state_ = State::ready;
  if (process_) process_->drain();  // what it printed before it asked
  next_ = exchange;
  if (ready_) tell_ready({});
  // Which may have invoked it at once, or done away with it.
  if (next_ != exchange) return;
  if (waiting_) return hand_out();
  if (settings_.freeze && process_) freezer_.rest(*process_);
}

void FunctionProcess::hand_out() {
  if (settings_.freeze && process_) freezer_.wake(*process_);
  running_id_ = waiting_->id;
  state_ = State::running;
  HttpResponse event = std::move(waiting_->event);
  waiting_.reset();
  std::exchange(next_, nullptr)->answer(std::move(event));
}

void FunctionProcess::take_result(const ExchangePtr& exchange, const std::string& id,
                                  bool is_error) {
  if (state_ != State::running) {
    return exchange->answer(
        wrong_state(is_error ? "InvocationErrorResponse" : "InvocationResponse"));
  }
  if (id != running_id_) {
    return exchange->answer(runtime_api_refusal(400, "InvalidRequestID", "Invalid request ID"));
  }
  using Kind = InvocationOutput::Kind;
  InvocationOutput output{is_error ? Kind::error : Kind::response, {}, 0};
  const HttpHeaders& headers = exchange->request.headers;
  const auto mode = is_error ? std::nullopt : headers.get(kResponseMode);
  if (mode && !mode->empty()) {
    exchange->answer(
        runtime_api_refusal(400, "InvalidFunctionResponseMode", "Invalid function response mode"));
    output = {Kind::error,
              Json{{"errorType", "Runtime.InvalidResponseModeHeader"},
                   {"errorMessage", "Spillway does not model streamed responses"}}
                  .dump(),
              0};
  } else {
    output.payload = std::move(exchange->request.body);
    if (const auto type = headers.get(kErrorType); is_error && type) output.error_type = *type;
    exchange->answer(result_accepted());
  }
  finish(std::move(output));
}

// What is not read whole ends with its connection.
void FunctionProcess::take_too_large(const ExchangePtr& exchange) {
  const std::string path(exchange->request.path());
  const bool expected =
      state_ == State::running && path.starts_with(kInvocation + running_id_ + "/");
  exchange->answer(runtime_api_refusal(413, "RequestEntityTooLarge",
                                       "Exceeded maximum allowed payload size (6291556 bytes)."));
  if (!expected) return;
  finish({InvocationOutput::Kind::error, lambda::response_too_large_body(), 0});
}

void FunctionProcess::take_init_error(const ExchangePtr& exchange) {
  if (state_ != State::started) return exchange->answer(wrong_state("InitError"));
  state_ = State::init_error;
  InitOutput output{false, std::move(exchange->request.body)};
  if (const auto type = exchange->request.headers.get(kErrorType)) output.error_type = *type;
  exchange->answer(result_accepted());
  if (process_) process_->drain();
  if (ready_) tell_ready(std::move(output));
}

void FunctionProcess::exited(int status) {
  has_exited_ = true;
  next_.reset();
  if (ready_) {
    tell_ready({false, lambda::exit_body("", status)});
  } else if (done_ && waiting_) {
    finish({InvocationOutput::Kind::not_taken, std::move(waiting_->event.body)});
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
  state_ = State::response_sent;
  if (process_) process_->drain();  // so that its lines come before END
  on_work_(0);
  CauseScope scope(runtime_, cause_);
  auto its_done = std::move(done_);
  its_done(std::move(output));
}

}  // namespace spillway::live
