// Endpoint: the one entry to every AWS API, over real HTTP messages. A request finds its operation,
// is authenticated, throttled and authorised as AWS does it, is executed, and its result or error
// gets the shape of the protocol it came in (aws-facts F1, F2, G3, E4).
//
// Owned by the world; called by MemoryTransport, and by a socket server in live mode. Used from the
// Runtime's thread only.
//
// Every call is one `api.call` on the timeline, and what the operation does at once has that event
// as its cause. An operation that answers later (a lambda:Invoke that runs) is recorded when it
// takes the call, without a status: how it ended is the service's own event. What is not modelled
// is recorded as `run.refused`, caused by its `api.call`.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "emulator/wire/credential_store.hpp"
#include "emulator/wire/settings.hpp"
#include "emulator/wire/throttle.hpp"
#include "runtime/http.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::iam {
class Iam;
}

namespace spillway::wire {

struct Call;
struct Identity;

using ResponseDone = UniqueFunction<void(HttpResponse)>;

/// What a fault does to one call: it comes later to its execution, and then fails if there is an
/// error.
struct Interference {
  Duration delay{};
  std::optional<core::ApiError> error;
};

/// Asked once for each call when it arrives, under the cause of the caller. `caller` is "" as long
/// as nobody is known by the request's access key.
using Interceptor = std::function<Interference(
    const std::string& service, const std::string& action, const std::string& caller)>;

class Endpoint {
 public:
  /// `iam` and `credentials` outlive the endpoint.
  Endpoint(core::Context& context, Settings settings, const iam::Iam& iam,
           const CredentialStore& credentials);

  /// Answers every request, whatever its bytes, once, later (never before this returns), under the
  /// cause that is current now. The endpoint must outlive the answers.
  void handle(HttpRequest request, ResponseDone done);

  /// For faults of a scenario. Replaces the one before.
  void set_interceptor(Interceptor interceptor) { interceptor_ = std::move(interceptor); }

 private:
  void execute(Call call);
  std::optional<core::ApiError> refuse(Call& call);
  std::optional<core::ApiError> authorize(const Call& call);
  void run_operation(Call call);
  void fail(Call call, core::ApiError error);
  void record_refusal(const Call& call, const core::ApiError& error);
  void answer(Call call, const core::ApiResult& result);

  core::Context& context_;
  const Settings settings_;
  const iam::Iam& iam_;
  const CredentialStore& credentials_;
  Throttle throttle_;
  Interceptor interceptor_;
  Rng latency_rng_;
  core::IdSource request_ids_;
};

}  // namespace spillway::wire
