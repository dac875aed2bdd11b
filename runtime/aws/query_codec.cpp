#include "runtime/aws/codecs.hpp"
#include "runtime/aws/service_table.hpp"
#include "runtime/percent.hpp"

namespace spillway::aws {
namespace {

// {"A": [{"B": 1}]} becomes A.member.1.B=1.
void flatten(const std::string& name, const Json& value, FormFields& fields) {
  if (value.is_null()) return;
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      std::string path = name + '.';
      path += key;
      flatten(path, member, fields);
    }
  } else if (value.is_array()) {
    // An empty list is said, so that it differs from none.
    if (value.empty()) fields.emplace_back(name, "");
    for (std::size_t i = 0; i < value.size(); ++i) {
      flatten(name + ".member." + std::to_string(i + 1), value[i], fields);
    }
  } else if (value.is_string()) {
    fields.emplace_back(name, value.get_ref<const std::string&>());
  } else {
    fields.emplace_back(name, value.dump());
  }
}

std::string text_of(const Json& object, const char* member) {
  if (!object.is_object()) return {};
  const auto it = object.find(member);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

}  // namespace

BuiltRequest build_query(const Service& service, std::string_view action, const Json& params) {
  FormFields fields = {{"Action", std::string(action)}, {"Version", std::string(service.version)}};
  for (const auto& [key, member] : params.items()) flatten(key, member, fields);
  HttpRequest request;
  request.method = "POST";
  request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = encode_form(fields);
  return request;
}

Result decode_query(std::string_view action, const HttpResponse& response) {
  const auto document = xml_to_json(response.body);
  if (!document) return undecodable(response);
  const std::string name(action);
  const auto root = document->find(name + "Response");
  if (root == document->end()) return undecodable(response);
  // An answer without members has an empty <OpResult/>, or none.
  if (!root->is_object()) return Json::object();
  const auto result = root->find(name + "Result");
  if (result == root->end() || !result->is_object()) return Json::object();
  return Json(*result);
}

Error decode_query_error(const HttpResponse& response) {
  const auto document = xml_to_json(response.body);
  if (!document) return undecodable(response);
  const auto root = document->find("ErrorResponse");
  if (root == document->end() || !root->is_object()) return undecodable(response);
  const auto error = root->find("Error");
  if (error == root->end()) return undecodable(response);
  Error decoded;
  decoded.http_status = response.status;
  decoded.code = text_of(*error, "Code");
  decoded.message = text_of(*error, "Message");
  decoded.request_id = text_of(*root, "RequestId");
  if (decoded.request_id.empty()) decoded.request_id = request_id_of(response);
  if (decoded.code.empty()) decoded.code = std::to_string(response.status);
  return decoded;
}

}  // namespace spillway::aws
