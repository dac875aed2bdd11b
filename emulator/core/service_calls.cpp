#include "emulator/core/service_calls.hpp"

#include <algorithm>
#include <utility>

namespace spillway::core {
namespace {

// As the services' protocols have it: of those here only Lambda's tells it by a status.
ApiError throttled(std::string_view service) {
  if (service == "lambda") return {"TooManyRequestsException", "Rate exceeded", 429};
  return {"ThrottlingException", "Rate exceeded"};
}

}  // namespace

CallFailure failure_of(const ApiError& error) {
  const auto code_has = [&](const char* word) {
    return error.code.find(word) != std::string::npos;
  };
  if (error.http_status == 429 || code_has("Throttl") || code_has("TooManyRequests")) {
    return CallFailure::throttled;
  }
  if (error.http_status >= 500) return CallFailure::service;
  if (error.http_status == 403 || code_has("AccessDenied")) return CallFailure::denied;
  if (error.http_status == 404 || code_has("NotFound")) return CallFailure::no_resource;
  return CallFailure::service;
}

void ServiceCalls::begin(std::string_view service, std::string_view action, const Manner& manner,
                         Then then) {
  if (!armed()) return then({});
  Interference struck = context_.api_faults->decide(std::string(service), std::string(action),
                                                    caller_, manner.telling, manner.takes);
  CallFate fate;
  if (manner.patience && struck.delay > *manner.patience) {
    struck.delay = *manner.patience;
    fate.failure = CallFailure::timed_out;
  } else if (struck.error || struck.throttled) {
    fate.error = struck.error ? *std::move(struck.error) : throttled(service);
    fate.failure = failure_of(fate.error);
  }
  if (struck.delay == Duration::zero()) return then(std::move(fate));
  context_.runtime.call_after(struck.delay,
                              [alive = std::weak_ptr<bool>(alive_), fate = std::move(fate),
                               then = std::move(then)]() mutable {
                                if (!alive.expired()) then(std::move(fate));
                              });
}

void ServiceCalls::call(std::string_view service, std::string_view action, Json params,
                        ApiDone done) {
  if (!armed()) {
    return done(context_.operations.call(service, action, params, {caller_, "", caller_}));
  }
  begin(service, action, {},
        [this, service = std::string(service), action = std::string(action),
         params = std::move(params), done = std::move(done)](CallFate fate) mutable {
          if (fate.failure != CallFailure::none) return done(std::move(fate.error));
          done(context_.operations.call(service, action, params, {caller_, "", caller_}));
        });
}

}  // namespace spillway::core
