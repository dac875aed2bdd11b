// ServiceCalls: the API calls that one service makes of another, as far as faults see them. They do
// not go over the wire, but a fault of API calls strikes them as it does anybody's (Context::
// api_faults), under the service's name: "elasticloadbalancing", "events", "cloudwatch",
// "application-autoscaling", or "lambda" for its own asynchronous queue.
//
// Owned by whoever calls; what is still delayed when it goes is forgotten. Runtime's thread only.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/context.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::core {

/// The services that call others, as faults and the timeline name them.
inline constexpr std::array<std::string_view, 5> kCallingServices = {
    "application-autoscaling", "cloudwatch", "elasticloadbalancing", "events", "lambda"};

/// How a fault made a call fail, as AWS's own services tell failures apart.
enum class CallFailure {
  none,
  timed_out,    ///< it took longer than the caller waits
  throttled,    ///< 429, or a code of throttling
  denied,       ///< 403
  no_resource,  ///< 404, or a code that says so
  service,      ///< 5xx, and whatever else
};

CallFailure failure_of(const ApiError& error);

/// What became of a call before its service saw it.
struct CallFate {
  CallFailure failure = CallFailure::none;
  ApiError error;  ///< unless it timed out
};

class ServiceCalls {
 public:
  struct Manner {
    std::optional<Duration> patience;  ///< a call that is delayed longer fails after that
    ApiFaults::Telling telling = ApiFaults::Telling::each;
    ApiFaults::Takes takes = nullptr;
  };
  using Then = UniqueFunction<void(CallFate)>;

  ServiceCalls(Context& context, std::string caller)
      : context_(context), caller_(std::move(caller)) {}
  ServiceCalls(const ServiceCalls&) = delete;
  ServiceCalls& operator=(const ServiceCalls&) = delete;

  /// Could a fault strike now? What costs anything is needed only then.
  bool armed() const { return context_.api_faults != nullptr && context_.api_faults->armed(); }
  /// Calls `then` after the delay that a fault gives the call; at once if there is none.
  void begin(std::string_view service, std::string_view action, const Manner& manner, Then then);
  /// The operation itself, which must be one that answers at once.
  void call(std::string_view service, std::string_view action, Json params, ApiDone done);

 private:
  Context& context_;
  const std::string caller_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace spillway::core
