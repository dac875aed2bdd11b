#include "emulator/wire/encode.hpp"

#include <algorithm>
#include <array>

#include "emulator/wire/sqs_query.hpp"

namespace spillway::wire {
namespace {

using core::ApiError;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

HttpResponse response(int status, const char* content_type, const std::string& request_id,
                      std::string body) {
  HttpResponse made;
  made.status = status;
  made.headers.add("x-amzn-RequestId", request_id);
  if (content_type != nullptr) made.headers.add("Content-Type", content_type);
  made.body = std::move(body);
  return made;
}

const char* json_content_type(Protocol protocol) {
  if (protocol == Protocol::json_1_0) return "application/x-amz-json-1.0";
  return protocol == Protocol::json_1_1 ? "application/x-amz-json-1.1" : "application/json";
}

std::string xml_opening(const std::string& element, const Route& route) {
  // A request whose service nobody knows is answered in elbv2's name: some namespace there must be.
  const Service& service = route.service != nullptr ? *route.service : *find_service("elbv2");
  return "<" + element + " xmlns=\"" + std::string(service.xml_namespace) + "\">";
}

// Operations that answer something have the element also when there is nothing to tell: the older
// clients of SQS stumble otherwise.
bool has_result_element(const Route& route, const Json& result) {
  if (!result.empty() || route.service->empty_result_element) return true;
  return route.action.starts_with("List") || route.action.starts_with("Get") ||
         route.action.starts_with("Receive");
}

HttpResponse query_result(const Route& route, const Json& result, const std::string& id) {
  const std::string root = route.action + "Response";
  const std::string inner = route.action + "Result";
  std::string body = xml_opening(root, route);
  if (has_result_element(route, result)) {
    const bool flattened = route.service_name == "sqs";
    body += "<" + inner + ">" + (flattened ? sqs_result_xml(result) : to_xml(result)) + "</" +
            inner + ">";
  }
  body += "<ResponseMetadata><RequestId>" + id + "</RequestId></ResponseMetadata></" + root + ">";
  return response(route.success_status, "text/xml", id, std::move(body));
}

HttpResponse query_error(const Route& route, const ApiError& error, const std::string& id) {
  std::string body = xml_opening("ErrorResponse", route);
  body += error.http_status < 500 ? "<Error><Type>Sender</Type>" : "<Error><Type>Receiver</Type>";
  body += "<Code>" + xml_escape(error.code) + "</Code>";
  body += "<Message>" + xml_escape(error.message) + "</Message></Error>";
  body += "<RequestId>" + id + "</RequestId></ErrorResponse>";
  return response(error.http_status, "text/xml", id, std::move(body));
}

// The shapes of these services are called otherwise than their codes in the query protocol (their
// models), which their newer protocol tells in a header.
std::string query_compatible_shape(std::string_view service, const std::string& code) {
  struct Shape {
    std::string_view code;
    const char* name;
  };
  static constexpr std::array kShapes = {
      Shape{"InvalidParameterValue", "InvalidParameterValueException"},
      Shape{"InvalidParameterCombination", "InvalidParameterCombinationException"},
      Shape{"InvalidParameterInput", "DashboardInvalidInputError"},
      Shape{"MissingParameter", "MissingRequiredParameterException"},
      Shape{"InvalidFormat", "InvalidFormatFault"},
      Shape{"LimitExceeded", "LimitExceededFault"},
      Shape{"InternalServiceError", "InternalServiceFault"},
      Shape{"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"},
      Shape{"AWS.SimpleQueueService.QueueDeletedRecently", "QueueDeletedRecently"},
      Shape{"AWS.SimpleQueueService.PurgeQueueInProgress", "PurgeQueueInProgress"},
      Shape{"AWS.SimpleQueueService.MessageNotInflight", "MessageNotInflight"},
      Shape{"QueueAlreadyExists", "QueueNameExists"}};
  const auto it = std::ranges::find(kShapes, std::string_view(code), &Shape::code);
  return "com.amazonaws." + std::string(service) + '#' +
         (it == kShapes.end() ? code : std::string(it->name));
}

HttpResponse json_error(const Route& route, const ApiError& error, const std::string& id) {
  const bool query_compatible = route.protocol == Protocol::json_1_0;
  Json body = {{"__type", query_compatible ? query_compatible_shape(route.service_name, error.code)
                                           : error.code},
               {"message", error.message}};
  for (const auto& [name, value] : error.extra.items()) body[name] = value;
  auto made = response(error.http_status, json_content_type(route.protocol), id, dump(body));
  if (query_compatible) {
    made.headers.add("x-amzn-query-error",
                     error.code + (error.http_status < 500 ? ";Sender" : ";Receiver"));
  }
  return made;
}

// Lambda spells it "message" in these shapes, and "Message" in all others (its model, F2).
const char* lambda_message_member(std::string_view code) {
  static constexpr std::array kLowerCase = std::to_array<std::string_view>(
      {"CodeStorageExceededException", "InvalidParameterValueException",
       "InvalidRequestContentException", "InvalidSignatureException",
       "MissingAuthenticationTokenException", "PolicyLengthExceededException",
       "PreconditionFailedException", "ProvisionedConcurrencyConfigNotFoundException",
       "RequestTooLargeException", "ResourceConflictException", "ResourceNotReadyException",
       "TooManyRequestsException", "UnrecognizedClientException", "UnsupportedMediaTypeException"});
  return std::ranges::find(kLowerCase, code) == kLowerCase.end() ? "Message" : "message";
}

HttpResponse rest_error(const Route& route, const ApiError& error, const std::string& id) {
  Json body = error.extra;
  if (!body.contains("Type")) body["Type"] = error.http_status < 500 ? "User" : "Service";
  body[lambda_message_member(error.code)] = error.message;
  auto made = response(error.http_status, json_content_type(route.protocol), id, dump(body));
  made.headers.add("x-amzn-ErrorType", error.code);
  return made;
}

HttpResponse invoke_result(const Json& result, const std::string& id) {
  struct HeaderMember {
    const char* member;
    const char* header;
  };
  static constexpr std::array kHeaders = {HeaderMember{"FunctionError", "X-Amz-Function-Error"},
                                          HeaderMember{"ExecutedVersion", "X-Amz-Executed-Version"},
                                          HeaderMember{"LogResult", "X-Amz-Log-Result"}};
  const int status = result.value("StatusCode", 200);
  auto made = response(status, status == 204 ? nullptr : "application/json", id,
                       result.value("Payload", std::string()));
  for (const auto& [member, header] : kHeaders) {
    if (result.contains(member)) made.headers.add(header, result[member].get<std::string>());
  }
  if (status == 200) made.headers.add("x-amzn-Remapped-Content-Length", "0");
  return made;
}

// The smithy protocol of a newer SDK, which reads nothing else.
HttpResponse cbor_error(const ApiError& error, const std::string& id) {
  const auto bytes = Json::to_cbor({{"__type", error.code}, {"message", error.message}});
  auto made = response(error.http_status, "application/cbor", id, {bytes.begin(), bytes.end()});
  made.headers.add("smithy-protocol", "rpc-v2-cbor");
  return made;
}

HttpResponse rest_xml_error(const ApiError& error, const std::string& id) {
  return response(error.http_status, "application/xml", id,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" +
                      xml_escape(error.code) + "</Code><Message>" + xml_escape(error.message) +
                      "</Message><RequestId>" + id + "</RequestId></Error>");
}

}  // namespace

HttpResponse encode_result(const Route& route, const Json& result, const std::string& request_id) {
  if (route.protocol == Protocol::query) return query_result(route, result, request_id);
  if (route.protocol == Protocol::rest_json && route.action == "Invoke") {
    return invoke_result(result, request_id);
  }
  if (route.success_status == 204) return response(204, nullptr, request_id, {});
  return response(route.success_status, json_content_type(route.protocol), request_id,
                  dump(result));
}

HttpResponse encode_error(const Route& route, const ApiError& error,
                          const std::string& request_id) {
  if (route.error_form == ErrorForm::cbor) return cbor_error(error, request_id);
  if (route.error_form == ErrorForm::rest_xml) return rest_xml_error(error, request_id);
  if (route.protocol == Protocol::query) return query_error(route, error, request_id);
  if (route.protocol == Protocol::rest_json) return rest_error(route, error, request_id);
  return json_error(route, error, request_id);
}

}  // namespace spillway::wire
