// lambda:Invoke, the one operation that answers when the function has.
#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/operations.hpp"

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

ApiError too_large() {
  return {"RequestTooLargeException",
          "Request must be smaller than 6291456 bytes for the InvokeFunction operation", 413};
}

core::ApiResult answer_of(InvokeReply reply) {
  if (reply.outcome == InvokeOutcome::throttled) return throttled(reply.throttle_reason);
  if (reply.outcome == InvokeOutcome::too_large) return too_large();
  Json answer = {{"StatusCode", 200}};
  if (reply.outcome == InvokeOutcome::function_error) answer["FunctionError"] = "Unhandled";
  answer["ExecutedVersion"] = "$LATEST";
  answer["Payload"] = std::move(reply.payload);
  return answer;
}

void invoke(Functions& functions, Estate& estate, const Json& json, const CallContext& context,
            ApiDone done) {
  if (auto denied = foreign_function(estate, "Invoke", json, context)) {
    done(*denied);
    return;
  }
  Params params(json, "lambda:Invoke", kValidation);
  Function* function = function_of(estate, params);
  const std::string type =
      params.optional_choice("InvocationType", {"RequestResponse", "Event", "DryRun"})
          .value_or("RequestResponse");
  const std::string payload = params.optional_string("Payload").value_or("");
  if (params.optional_choice("LogType", {"None", "Tail"}) == "Tail") {
    params.fail(core::not_modelled("LogType Tail of lambda:Invoke"));
  }
  if (auto error = params.finish()) {
    done(*error);
    return;
  }
  const Caller caller{{}, {}, context.caller, false};
  if (type == "DryRun") {
    done(Json{{"StatusCode", 204}});
  } else if (type == "Event") {
    const AcceptOutcome outcome = functions.invoke_async(*function, caller, payload);
    done(outcome == AcceptOutcome::accepted ? core::ApiResult(Json{{"StatusCode", 202}})
                                            : too_large());
  } else {
    functions.invoke(
        *function, caller, payload,
        [done = std::move(done)](InvokeReply reply) mutable { done(answer_of(std::move(reply))); });
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
