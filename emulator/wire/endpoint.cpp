#include "emulator/wire/endpoint.hpp"

#include <algorithm>

#include "emulator/document/document.hpp"
#include "emulator/iam/iam.hpp"
#include "emulator/wire/authentication.hpp"
#include "emulator/wire/decode.hpp"
#include "emulator/wire/encode.hpp"
#include "emulator/wire/route.hpp"
#include "emulator/wire/sqs_query.hpp"

namespace spillway::wire {

using core::ApiError;
using core::ApiResult;

// One request on its way. Shared, because an operation may keep it until it answers.
struct Endpoint::Call {
  HttpRequest request;
  ResponseDone done;
  Route route;
  const core::Operation* operation = nullptr;  // null: not modelled, see the route's error
  core::CallContext context;
  EventSeq client_cause = 0;
  Duration way_back{};
  Interference interference;
  // Of the operation:
  std::optional<ApiResult> result;
  bool recorded = false;
};

namespace {

constexpr Duration kLeast{1};  // what costs nothing could be done forever at one instant

// The operation that a route names is not registered.
ApiError unknown_operation(const Route& route, const core::OperationRegistry& operations) {
  std::string message = route.service_name + ":" + route.action + " is not modelled by Spillway";
  if (auto near = document::nearest(route.action, operations.actions(route.service_name))) {
    message += "; did you mean " + *near + "?";
  }
  const bool query = route.protocol == Protocol::query;
  const int status = route.protocol == Protocol::rest_json ? 404 : 400;
  return {query ? "InvalidAction" : "UnknownOperationException", std::move(message), status, true};
}

ApiError throttled(const Route& route) {
  if (route.protocol == Protocol::rest_json) {  // Lambda: aws-facts B3, F2
    return {"TooManyRequestsException", "Rate exceeded", 429, false,
            Json{{"Reason", "CallerRateLimitExceeded"}, {"Type", "User"}}};
  }
  const bool query = route.protocol == Protocol::query;
  return {query ? "Throttling" : "ThrottlingException", "Rate exceeded"};
}

// 413 or 408; what others than Lambda call the first is UNSOURCED.
ApiError incomplete(const Route& route, int status) {
  if (status == 413 && route.service_name == "lambda" && route.action == "Invoke") {
    return {"RequestTooLargeException",
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation", 413};
  }
  const bool query = route.protocol == Protocol::query;
  if (status == 413) {
    return {query ? "RequestEntityTooLarge" : "RequestEntityTooLargeException",
            "The body of the request is larger than any that is taken here (16 MB)", 413};
  }
  return {query ? "RequestTimeout" : "RequestTimeoutException",
          "The body of the request did not arrive in time", 408};
}

ApiError access_denied(const Route& route, std::string message) {
  if (route.protocol == Protocol::query) return {"AccessDenied", std::move(message), 403};
  const int status = route.protocol == Protocol::rest_json ? 403 : 400;
  return {"AccessDeniedException", std::move(message), status};
}

}  // namespace

Endpoint::Endpoint(core::Context& context, Settings settings, const iam::Iam& iam,
                   const CredentialStore& credentials)
    : context_(context),
      settings_(std::move(settings)),
      iam_(iam),
      credentials_(credentials),
      throttle_(settings_.throttles),
      latency_rng_(context.runtime.rng("wire/latency")),
      request_ids_(context.runtime.rng("wire/request-ids")) {}

Endpoint::CallPtr Endpoint::begin(HttpRequest request, ResponseDone done) {
  auto call = std::make_shared<Call>();
  call->request = std::move(request);
  call->done = std::move(done);
  call->client_cause = context_.runtime.cause();
  call->route = find_route(call->request);
  if (!call->route.error) {
    call->operation = context_.operations.find(call->route.service_name, call->route.action);
    if (call->operation == nullptr) {
      call->route.error = unknown_operation(call->route, context_.operations);
    }
  }
  identify(*call);
  call->context.request_id = request_ids_.uuid();
  return call;
}

void Endpoint::refuse(HttpRequest request, int status, ResponseDone done) {
  const CallPtr call = begin(std::move(request), std::move(done));
  call->way_back = kLeast;
  fail(call, incomplete(call->route, status));
}

void Endpoint::handle(HttpRequest request, ResponseDone done) {
  const CallPtr call = begin(std::move(request), std::move(done));
  if (interceptor_ && call->operation != nullptr) {
    call->interference =
        interceptor_(call->route.service_name, call->route.action, call->context.caller);
  }
  const Duration latency = settings_.latency.sample(latency_rng_);
  const Duration way_there = std::max(kLeast, latency / 2);
  call->way_back = std::max(kLeast, latency - way_there);
  context_.runtime.call_after(way_there + call->interference.delay,
                              [this, call] { execute(call); });
}

void Endpoint::identify(Call& call) const {
  if (const Identity* identity = claimed_identity(call.request, credentials_)) {
    call.context.caller = identity->caller;
    call.context.principal_arn = identity->role_arn;
  } else {
    call.context.caller = settings_.verify_signatures ? "unknown" : "client";
  }
}

void Endpoint::execute(const CallPtr& call) {
  auto params = admit(*call);
  if (params.has_error()) {
    fail(call, params.error());
  } else {
    run_operation(call, *params);
  }
}

// The parameters of a call that may be executed.
ApiResult Endpoint::admit(const Call& call) {
  if (settings_.verify_signatures) {
    const AuthenticationRules rules{context_.account.region, context_.runtime.wall_now(),
                                    settings_.max_clock_skew};
    if (auto error = authenticate(call.request, call.route, credentials_, rules)) return *error;
  }
  if (call.operation == nullptr) return *call.route.error;
  if (call.interference.throttled ||
      !throttle_.admit(call.route.service_name, call.route.action, context_.runtime.now())) {
    return throttled(call.route);
  }
  auto params = decode(call);
  if (params.has_error()) return params;
  if (auto error = authorize(call, *params)) return *error;
  if (call.interference.error) return *call.interference.error;
  return params;
}

ApiResult Endpoint::decode(const Call& call) const {
  if (call.route.protocol == Protocol::query) {
    auto params = decode_query(call.route.form);
    const bool flattened = call.route.service_name == "sqs" && params.has_value();
    return flattened ? sqs_parameters(std::move(*params)) : std::move(params);
  }
  if (call.route.protocol == Protocol::rest_json) {
    return decode_rest(call.request, call.route.action, call.route.path_parameters);
  }
  return decode_json(call.request.body);
}

std::optional<ApiError> Endpoint::authorize(const Call& call, const Json& params) const {
  const Route& route = call.route;
  const core::CallContext& context = call.context;
  // Who one is may be asked by everybody.
  if (context.principal_arn.empty() || route.action == "GetCallerIdentity") return std::nullopt;
  const std::string action = std::string(route.service->iam_prefix) + ":" +
                             std::string(iam_action_name(route.service_name, route.action));
  const auto resources =
      call.operation->resources ? call.operation->resources(params) : std::vector<std::string>();
  const auto [verdict, resource] = iam_.decide(context.principal_arn, action, resources);
  if (verdict == iam::Verdict::allowed) return std::nullopt;
  const std::string why =
      verdict == iam::Verdict::explicitly_denied
          ? " with an explicit deny in an identity-based policy"
          : " because no identity-based policy allows the " + action + " action";
  return access_denied(
      route, "User: " + iam::assumed_role_arn(context.principal_arn, context.caller) +
                 " is not authorized to perform: " + action + " on resource: " + resource + why);
}

namespace {

Json call_data(const Route& route, const core::CallContext& context,
               const std::optional<ApiResult>& result) {
  Json data = {{"service", route.service_name.empty() ? "unknown" : route.service_name},
               {"action", route.action},
               {"caller", context.caller}};
  if (result && result->has_error()) {
    data["status"] = result->error().http_status;
    data["error"] = result->error().code;
    data["message"] = result->error().message;
  } else if (result) {
    const bool invoke = route.service_name == "lambda" && route.action == "Invoke";
    data["status"] = invoke ? (*result)->value("StatusCode", 200) : route.success_status;
  }
  data["request_id"] = context.request_id;
  return data;
}

}  // namespace

void Endpoint::run_operation(const CallPtr& call, const Json& params) {
  {
    core::PendingRecord record(context_.timeline);
    CauseScope scope(context_.runtime, record.seq());
    call->operation->handler(params, call->context, [this, call](ApiResult result) {
      if (!call->recorded) {
        call->result = std::move(result);
        return;
      }
      record_refusal(*call, result);
      answer(call, result);
    });
    record.finish("api.call", call_data(call->route, call->context, call->result));
    call->recorded = true;
    if (!call->result) return;
    record_refusal(*call, *call->result);
  }
  answer(call, *call->result);
}

void Endpoint::fail(const CallPtr& call, const ApiError& error) {
  const ApiResult result = error;
  const EventSeq seq =
      context_.timeline.record("api.call", call_data(call->route, call->context, result));
  CauseScope scope(context_.runtime, seq);
  record_refusal(*call, result);
  answer(call, result);
}

void Endpoint::record_refusal(const Call& call, const ApiResult& result) {
  if (result.has_value() || !result.error().not_modelled) return;
  context_.timeline.record("run.refused",
                           {{"what", result.error().message}, {"caller", call.context.caller}});
}

void Endpoint::answer(const CallPtr& call, const ApiResult& result) {
  const std::string& id = call->context.request_id;
  HttpResponse response = result.has_value() ? encode_result(call->route, *result, id)
                                             : encode_error(call->route, result.error(), id);
  CauseScope scope(context_.runtime, call->client_cause);
  context_.runtime.call_after(call->way_back, [call, response = std::move(response)]() mutable {
    ResponseDone done = std::move(call->done);
    done(std::move(response));
  });
}

}  // namespace spillway::wire
