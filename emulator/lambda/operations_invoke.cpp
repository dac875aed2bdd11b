// lambda:Invoke, the one operation that answers when the function has.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/json_problem.hpp"
#include "emulator/lambda/operations.hpp"
#include "runtime/base64.hpp"

namespace spillway::lambda {
namespace {

using core::ApiDone;
using core::ApiError;
using core::CallContext;
using core::Params;

ApiError throttled(std::string_view reason) {
  return {"TooManyRequestsException", "Rate Exceeded.", 429, false,
          Json{{"Reason", std::string(reason)}, {"Type", "User"}}};
}

// Code and text are OBSERVED in clients' reports.
ApiError too_large(std::size_t size, const std::string& type, std::size_t limit) {
  return {"RequestEntityTooLargeException",
          std::to_string(size) + " byte payload is too large for the " + type +
              " invocation type (limit " + std::to_string(limit) + " bytes)",
          413};
}

constexpr std::size_t kLogTail = 4096;  // `lambda:InvocationResponse.LogResult`: "the last 4 KB"

// An invocation answers when it has ended, so its log is the newest.
std::string log_tail(const Estate& estate, const Function& function) {
  const std::string text = function.log.newest(estate.log_style());
  return base64_encode(text.size() > kLogTail ? text.substr(text.size() - kLogTail) : text);
}

core::ApiResult answer_of(InvokeReply reply) {
  if (reply.outcome == InvokeOutcome::throttled) return throttled(reply.throttle_reason);
  Json answer = {{"StatusCode", 200}};
  if (reply.outcome == InvokeOutcome::function_error) answer["FunctionError"] = "Unhandled";
  answer["ExecutedVersion"] = std::string(reply.executed_version);
  answer["Payload"] = std::move(reply.payload);
  return answer;
}

// The event must be JSON. Without one, the function is given an empty object (UNSOURCED).
std::string read_payload(Params& params, const std::string& type) {
  std::string payload = params.optional_string("Payload").value_or("");
  const std::size_t limit = type == "Event" ? kAsyncPayloadLimit : kSyncPayloadLimit;
  if (payload.size() > limit) {
    params.fail(too_large(payload.size(), type, limit));
  } else if (payload.empty()) {
    payload = "{}";
  } else if (const auto problem = json_problem(payload)) {
    params.fail(ApiError("InvalidRequestContentException",
                         "Could not parse request body into json: Could not parse payload into "
                         "json: " +
                             *problem));
  }
  return payload;
}

void invoke(Functions& functions, Estate& estate, const Json& json, const CallContext& context,
            ApiDone done) {
  if (auto denied = foreign_function(estate, "Invoke", json, context)) {
    done(*denied);
    return;
  }
  Params params(json, "lambda:Invoke", kValidation);
  Endpoint* endpoint = endpoint_of(estate, params);
  const std::string type =
      params.optional_choice("InvocationType", {"RequestResponse", "Event", "DryRun"})
          .value_or("RequestResponse");
  const std::string payload = read_payload(params, type);
  // Of a synchronous invocation only.
  const bool with_log = params.optional_choice("LogType", {"None", "Tail"}) == "Tail";
  if (auto error = params.finish()) {
    done(*error);
    return;
  }
  const Caller caller{{}, {}, context.caller, false};
  if (type == "DryRun") {
    done(Json{{"StatusCode", 204}});
  } else if (type == "Event") {
    functions.invoke_async(*endpoint, caller, payload);
    done(Json{{"StatusCode", 202}});
  } else {
    functions.invoke(*endpoint, caller, payload,
                     [&estate, function = endpoint->function, with_log,
                      done = std::move(done)](InvokeReply reply) mutable {
                       core::ApiResult answer = answer_of(std::move(reply));
                       if (answer && with_log) (*answer)["LogResult"] = log_tail(estate, *function);
                       done(std::move(answer));
                     });
  }
}

}  // namespace

void register_invoke_operation(Functions& functions, Estate& estate) {
  estate.context.operations.add_async(
      "lambda", "Invoke",
      [&functions, &estate](const Json& params, const CallContext& context, ApiDone done) {
        invoke(functions, estate, params, context, std::move(done));
      },
      [&estate](const Json& params) { return function_arns(estate, params); });
}

}  // namespace spillway::lambda
