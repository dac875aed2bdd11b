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
#include <memory>
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

using ResponseDone = UniqueFunction<void(HttpResponse)>;

using core::Interference;

/// Asked once for each call that names a known operation, when it arrives and under the caller's
/// cause. `caller` is "unknown" if nobody has the request's access key.
using Interceptor = std::function<Interference(
    const std::string& service, const std::string& action, const std::string& caller)>;

class Endpoint {
 public:
  /// `context`, `iam` and `credentials` outlive the endpoint.
  Endpoint(core::Context& context, Settings settings, const iam::Iam& iam,
           const CredentialStore& credentials);

  /// Answers every request, whatever its bytes, once, later (never before this returns), under the
  /// cause that is current now. The endpoint must outlive the answers.
  void handle(HttpRequest request, ResponseDone done);

  /// For a request whose body is larger than a server takes (413), or never came whole (408):
  /// answers so in the words of its protocol.
  void refuse(HttpRequest request, int status, ResponseDone done);

  /// For the faults of a scenario. Replaces the one before.
  void set_interceptor(Interceptor interceptor) { interceptor_ = std::move(interceptor); }

 private:
  struct Call;
  using CallPtr = std::shared_ptr<Call>;

  CallPtr begin(HttpRequest request, ResponseDone done);
  void identify(Call& call) const;
  void execute(const CallPtr& call);
  core::ApiResult admit(const Call& call);
  std::optional<core::ApiError> authorize(const Call& call, const Json& params) const;
  core::ApiResult decode(const Call& call) const;
  void run_operation(const CallPtr& call, const Json& params);
  void fail(const CallPtr& call, const core::ApiError& error);
  void record_refusal(const Call& call, const core::ApiResult& result);
  void answer(const CallPtr& call, const core::ApiResult& result);

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
