#include <algorithm>

#include "runtime/aws/codecs.hpp"
#include "runtime/aws/service_table.hpp"
#include "runtime/percent.hpp"

namespace spillway::aws {
namespace {

// A member of Invoke that travels as a header.
struct HeaderMember {
  const char* member;
  const char* header;
};
constexpr HeaderMember kRequestHeaders[] = {{"InvocationType", "X-Amz-Invocation-Type"},
                                            {"LogType", "X-Amz-Log-Type"},
                                            {"ClientContext", "X-Amz-Client-Context"}};
constexpr HeaderMember kResponseHeaders[] = {{"FunctionError", "X-Amz-Function-Error"},
                                             {"LogResult", "X-Amz-Log-Result"},
                                             {"ExecutedVersion", "X-Amz-Executed-Version"}};

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace

BuiltRequest build_rest(const Service& service, std::string_view action, const Json& params) {
  if (action != "Invoke") {
    return client_error(std::string(service.name) + ":" + std::string(action) +
                        " is not supported by this client; only Invoke is");
  }
  HttpRequest request;
  request.method = "POST";
  request.headers.add("Content-Type", "application/octet-stream");
  std::string name;
  std::string qualifier;
  for (const auto& [key, value] : params.items()) {
    if (!value.is_string()) return client_error("lambda:Invoke: " + key + " must be a string");
    const std::string& text = value.get_ref<const std::string&>();
    const auto header = std::ranges::find_if(
        kRequestHeaders, [&](const HeaderMember& known) { return key == known.member; });
    if (header != std::end(kRequestHeaders)) {
      request.headers.add(header->header, text);
    } else if (key == "FunctionName") {
      name = text;
    } else if (key == "Qualifier") {
      qualifier = text;
    } else if (key == "Payload") {
      request.body = text;
    } else {
      return client_error("lambda:Invoke has no parameter " + key);
    }
  }
  // libcurl before 8.9 signs the ':' and '%' of an ARN in the path wrongly (aws-facts G2).
  if (!is_plain_name(name))
    return client_error("lambda:Invoke needs a function's name, not an ARN");
  request.target = "/" + std::string(service.version) + "/functions/" + name + "/invocations";
  if (!qualifier.empty()) request.target += "?Qualifier=" + percent_encode(qualifier);
  return request;
}

Result decode_rest(const HttpResponse& response) {
  Json result = Json::object();
  result["StatusCode"] = response.status;
  for (const auto& [member, header] : kResponseHeaders) {
    if (const auto value = response.headers.get(header)) result[member] = std::string(*value);
  }
  result["Payload"] = response.body;
  return result;
}

}  // namespace spillway::aws
