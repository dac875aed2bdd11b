#include <array>

#include "emulator/wire/decode.hpp"

namespace spillway::wire {
namespace {

using core::ApiError;

constexpr std::size_t kMaxDepth = 100;

ApiError unreadable(std::string message) { return {"SerializationException", std::move(message)}; }

// Deeper nesting would overflow the stack of whoever walks the value.
bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

struct HeaderMember {
  std::string_view header;
  const char* member;
};
constexpr std::array kInvokeHeaders = {HeaderMember{"X-Amz-Invocation-Type", "InvocationType"},
                                       HeaderMember{"X-Amz-Log-Type", "LogType"},
                                       HeaderMember{"X-Amz-Client-Context", "ClientContext"},
                                       HeaderMember{"X-Amz-Tenant-Id", "TenantId"}};

void add_query_members(const FormFields& fields, Json& parameters) {
  for (const auto& [name, value] : fields) {
    if (name == "tagKeys") {
      parameters["TagKeys"].push_back(value);
    } else {
      parameters[name] = value;
    }
  }
}

}  // namespace

Decoded decode_json(const std::string& body) {
  if (body.empty()) return Json::object();
  if (is_too_deep(body)) return unreadable("The request's JSON is nested too deeply");
  Json parameters = Json::parse(body, nullptr, false);
  if (parameters.is_discarded()) return unreadable("The request's body is not valid JSON");
  if (!parameters.is_object()) return unreadable("The request's body must be a JSON object");
  return parameters;
}

Decoded decode_rest(const HttpRequest& request, std::string_view action, Json parameters) {
  const auto fields = parse_form(request.query());
  if (!fields) return unreadable("The query of the request is not well encoded");
  if (action == "Invoke") {
    for (const auto& [header, member] : kInvokeHeaders) {
      if (const auto value = request.headers.get(header)) parameters[member] = std::string(*value);
    }
    add_query_members(*fields, parameters);
    if (!request.body.empty()) parameters["Payload"] = request.body;
    return parameters;
  }
  auto body = decode_json(request.body);
  if (body.has_error()) return body;
  // What the path says stands; a body cannot redirect the call to another function.
  add_query_members(*fields, *body);
  for (auto& [name, value] : parameters.items()) (*body)[name] = std::move(value);
  return body;
}

}  // namespace spillway::wire
