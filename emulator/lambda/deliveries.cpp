#include "emulator/lambda/deliveries.hpp"

#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/estate.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

constexpr const char* kValidation = "InvalidParameterValueException";

// The third part of an ARN: "sqs".
std::string_view service_of(std::string_view arn) {
  for (int part = 0; part < 2; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

// "arn:...:function:web:$LATEST"
std::string qualified_arn(const Endpoint& endpoint) {
  const std::string& qualifier = endpoint.qualifier;
  return endpoint.function->arn + ':' + (qualifier.empty() ? "$LATEST" : qualifier);
}

Json payload_json(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json(std::string(text)) : json;
}

const std::string& role_of(const AsyncResult& result) {
  return result.endpoint.version->config.role;
}

}  // namespace

std::optional<core::ApiError> Deliveries::refuse_destination(const std::string& arn,
                                                             const std::string& role) const {
  if (arn.empty()) return std::nullopt;
  const std::string_view service = service_of(arn);
  if (service == "sqs") return refuse(arn, role, "sqs:SendMessage");
  if (service == "lambda") return refuse(arn, role, "lambda:InvokeFunction");
  if (service == "events" && arn == estate_.context.account.arn("events", "event-bus/default")) {
    return refuse(arn, role, "events:PutEvents");
  }
  return core::not_modelled("the asynchronous destination " + arn +
                            " (queues, functions and the default event bus are)");
}

std::optional<core::ApiError> Deliveries::refuse_dead_letter(const std::string& arn,
                                                             const std::string& role) const {
  if (arn.empty()) return std::nullopt;
  if (service_of(arn) == "sqs") return refuse(arn, role, "sqs:SendMessage");
  return core::not_modelled("the dead-letter target " + arn + " (queues are)");
}

// The wording is UNSOURCED.
std::optional<core::ApiError> Deliveries::refuse(const std::string& arn, const std::string& role,
                                                 std::string_view action) const {
  if (service_of(arn) == "sqs" && queues_ == nullptr) {
    return core::not_modelled("the queue " + arn);
  }
  if (estate_.context.credentials.allows(role, action, arn)) return std::nullopt;
  return core::ApiError(kValidation,
                        "The provided execution role does not have permissions to call " +
                            std::string(action.substr(action.find(':') + 1)) + " on " + arn);
}

void Deliveries::succeeded(const AsyncResult& result) {
  const auto& config = result.endpoint.event_invoke;
  if (config && !config->on_success.empty()) deliver(config->on_success, result);
}

// A destination and a dead-letter queue each get theirs.
void Deliveries::failed(const AsyncResult& result) {
  const auto& config = result.endpoint.event_invoke;
  if (config && !config->on_failure.empty()) deliver(config->on_failure, result);
  if (!result.endpoint.version->config.dead_letter_arn.empty()) send_dead_letter(result);
}

void Deliveries::deliver(const std::string& arn, const AsyncResult& result) {
  const bool delivered = send(arn, result);
  if (!delivered) estate_.meter.delivery_failed(result.endpoint);
  estate_.context.timeline.record("lambda.result_sent",
                                  {{"function", result.endpoint.function->name},
                                   {"request_id", std::string(result.request_id)},
                                   {"destination", arn},
                                   {"condition", std::string(result.condition)},
                                   {"delivered", delivered}});
}

bool Deliveries::send(const std::string& arn, const AsyncResult& result) {
  const std::string_view service = service_of(arn);
  if (service == "sqs") return send_to_queue(arn, result, record_of(result).dump(), {});
  if (service == "lambda") return send_to_function(arn, result);
  return send_to_bus(arn, result);
}

bool Deliveries::send_to_queue(const std::string& arn, const AsyncResult& result, std::string body,
                               std::map<std::string, std::string> attributes) {
  const core::MessageSender sender{"lambda.amazonaws.com", result.endpoint.function->arn,
                                   role_of(result)};
  return queues_ != nullptr && queues_->send(arn, sender, std::move(body), std::move(attributes)) ==
                                   core::SendOutcome::accepted;
}

bool Deliveries::send_to_function(const std::string& arn, const AsyncResult& result) {
  Endpoint* endpoint = estate_.find(arn);
  std::string record = record_of(result).dump();
  if (endpoint == nullptr || record.size() > kAsyncPayloadLimit ||
      !estate_.context.credentials.allows(role_of(result), "lambda:InvokeFunction", arn)) {
    return false;
  }
  const Caller caller{{}, {}, result.endpoint.function->name, false};
  estate_.queue.accept(*endpoint, caller, std::move(record));
  return true;
}

bool Deliveries::send_to_bus(const std::string& arn, const AsyncResult& result) {
  if (!estate_.context.credentials.allows(role_of(result), "events:PutEvents", arn)) return false;
  const bool success = result.condition == "Success";
  core::BusEvent event;
  event.source = "lambda";
  event.detail_type =
      std::string("Lambda Function Invocation Result - ") + (success ? "Success" : "Failure");
  event.resources = {arn, qualified_arn(result.endpoint)};
  event.detail = record_of(result);
  estate_.context.events.put_event(std::move(event));
  return true;
}

// The queue gets the event as it was, and three attributes (LDG/invocation-async).
void Deliveries::send_dead_letter(const AsyncResult& result) {
  const std::string& arn = result.endpoint.version->config.dead_letter_arn;
  const bool reached = result.attempts > 0;
  std::map<std::string, std::string> attributes = {{"RequestID", std::string(result.request_id)},
                                                   {"ErrorCode", reached ? "200" : "429"}};
  attributes["ErrorMessage"] =
      reached ? summarize(result.last.payload).message.substr(0, 1024) : "Rate Exceeded.";
  const bool delivered =
      send_to_queue(arn, result, std::string(result.payload), std::move(attributes));
  if (!delivered) estate_.meter.dead_letter_failed(result.endpoint);
  estate_.context.timeline.record("lambda.result_sent",
                                  {{"function", result.endpoint.function->name},
                                   {"request_id", std::string(result.request_id)},
                                   {"destination", arn},
                                   {"condition", std::string(result.condition)},
                                   {"delivered", delivered}});
}

Json Deliveries::record_of(const AsyncResult& result) const {
  Json record = {{"version", "1.0"},
                 {"timestamp", format_iso8601_millis(estate_.context.runtime.wall_now())},
                 {"requestContext",
                  {{"requestId", std::string(result.request_id)},
                   {"functionArn", qualified_arn(result.endpoint)},
                   {"condition", std::string(result.condition)},
                   {"approximateInvokeCount", result.attempts}}},
                 {"requestPayload", payload_json(result.payload)}};
  if (result.attempts == 0) return record;
  Json& response = record["responseContext"];
  response = {{"statusCode", 200}, {"executedVersion", std::string(result.last.executed_version)}};
  if (result.last.outcome == InvokeOutcome::function_error) response["functionError"] = "Unhandled";
  record["responsePayload"] = payload_json(result.last.payload);
  return record;
}

}  // namespace spillway::lambda
