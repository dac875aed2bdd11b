#include "runtime/aws/codecs.hpp"
#include "runtime/aws/service_table.hpp"

namespace spillway::aws {
namespace {

// "com.amazonaws.ecs#ServiceNotFoundException:http://..." is ServiceNotFoundException.
std::string bare_code(std::string_view code) {
  code = code.substr(0, code.find(':'));
  const auto hash = code.rfind('#');
  if (hash != code.npos) code.remove_prefix(hash + 1);
  return std::string(code);
}

std::string text_of(const Json& object, const char* member) {
  const auto it = object.find(member);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::string code_of(const HttpResponse& response, const Json& body) {
  // awsQueryCompatible: the code of the query protocol, before its "Sender" or "Receiver".
  if (const auto header = response.headers.get("x-amzn-query-error")) {
    return std::string(header->substr(0, header->find(';')));
  }
  if (const auto header = response.headers.get("x-amzn-ErrorType")) return bare_code(*header);
  for (const char* member : {"__type", "code"}) {
    std::string code = bare_code(text_of(body, member));
    if (!code.empty()) return code;
  }
  return {};
}

}  // namespace

BuiltRequest build_json(const Service& service, std::string_view action, const Json& params) {
  HttpRequest request;
  request.method = "POST";
  request.headers.add("Content-Type", service.protocol == Protocol::json_1_0
                                          ? "application/x-amz-json-1.0"
                                          : "application/x-amz-json-1.1");
  request.headers.add("X-Amz-Target",
                      std::string(service.target_prefix) + "." + std::string(action));
  try {
    request.body = params.dump();
  } catch (const Json::type_error& error) {
    return client_error(error.what());  // a text that is not UTF-8
  }
  return request;
}

Result decode_json(const HttpResponse& response) {
  if (response.body.empty()) return Json::object();
  Json body = Json::parse(response.body, nullptr, false);
  if (!body.is_object()) return undecodable(response);
  return body;
}

Error decode_json_error(const HttpResponse& response) {
  Json body = Json::parse(response.body, nullptr, false);
  if (!body.is_object()) body = Json::object();
  Error error;
  error.http_status = response.status;
  error.request_id = request_id_of(response);
  error.code = code_of(response, body);
  if (error.code.empty()) return undecodable(response);
  error.message = text_of(body, "message");
  if (error.message.empty()) error.message = text_of(body, "Message");
  return error;
}

std::string request_id_of(const HttpResponse& response) {
  return std::string(response.headers.get("x-amzn-RequestId").value_or(""));
}

Error undecodable(const HttpResponse& response) {
  constexpr std::size_t kShown = 200;
  Error error;
  error.code = std::to_string(response.status);
  error.message = response.body.substr(0, kShown);
  error.request_id = request_id_of(response);
  error.http_status = response.status;
  return error;
}

}  // namespace spillway::aws
