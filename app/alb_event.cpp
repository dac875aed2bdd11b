// The reading half. simdjson appears in the two alb_*.cpp only.
#include "app/alb_event.hpp"

#include "runtime/base64.hpp"
#include "runtime/json_on_demand.hpp"

namespace spillway::app {
namespace {

namespace od = simdjson::ondemand;

// What is known of the event while its members pass by, in whatever order they come.
struct Draft {
  AlbRequest& result;
  const char* end;  // of the event's text
  std::string_view path{};
  std::string query{};
  bool has_elb = false;
  bool has_method = false;
  bool has_path = false;
  bool has_headers = false;
  bool has_multi_value_headers = false;
  bool base64 = false;
};

// Why a part of the event cannot be used, as a constant sentence; null if it can.
using Complaint = const char*;

Complaint copy_text(od::value value, const char* end, std::string& out, Complaint complaint) {
  std::string_view text;
  if (!read_text(value, end, text)) return complaint;
  out.assign(text);
  return nullptr;
}

// Calls use(name, text) for each member of {"name": "text"}.
template <class Use>
Complaint each_text(od::value value, const char* end, Complaint complaint, Use use) {
  od::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return complaint;
  for (auto member : object) {
    std::string_view name;
    std::string_view text;
    od::field field;
    if (std::move(member).get(field) != simdjson::SUCCESS || !read_name(field, end, name) ||
        !read_text(field.value(), end, text)) {
      return complaint;
    }
    use(name, text);
  }
  return nullptr;
}

// The same for {"name": ["text", ...]}.
template <class Use>
Complaint each_of_texts(od::value value, const char* end, Complaint complaint, Use use) {
  od::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return complaint;
  for (auto member : object) {
    std::string_view name;
    od::array texts;
    od::field field;
    if (std::move(member).get(field) != simdjson::SUCCESS || !read_name(field, end, name) ||
        field.value().get_array().get(texts) != simdjson::SUCCESS) {
      return complaint;
    }
    for (auto element : texts) {
      std::string_view text;
      od::value item;
      if (element.get(item) != simdjson::SUCCESS || !read_text(item, end, text)) return complaint;
      use(name, text);
    }
  }
  return nullptr;
}

// The parameters come as the client sent them, undecoded, and go back the same way.
void append_parameter(std::string& query, std::string_view name, std::string_view text) {
  query += query.empty() ? '?' : '&';
  query += name;
  query += '=';
  query += text;
}

Complaint read_context(od::value value, Draft& draft) {
  od::object context;
  if (value.get_object().get(context) != simdjson::SUCCESS) return "requestContext is no object";
  od::object elb;
  draft.has_elb = context.find_field("elb").get_object().get(elb) == simdjson::SUCCESS;
  return nullptr;
}

Complaint read_headers(std::string_view key, od::value value, Draft& draft) {
  HttpHeaders& headers = draft.result.request.headers;
  headers.reserve(12, 400);
  const auto add = [&](std::string_view name, std::string_view text) { headers.add(name, text); };
  if (key == "headers") {
    draft.has_headers = true;
    return each_text(value, draft.end, "headers is no object of strings", add);
  }
  draft.has_multi_value_headers = true;
  draft.result.mode = HeaderMode::multi;
  return each_of_texts(value, draft.end, "multiValueHeaders is no object of lists of strings", add);
}

Complaint read_query(std::string_view key, od::value value, Draft& draft) {
  const auto add = [&](std::string_view name, std::string_view text) {
    append_parameter(draft.query, name, text);
  };
  if (key == "queryStringParameters") {
    return each_text(value, draft.end, "queryStringParameters is no object of strings", add);
  }
  return each_of_texts(value, draft.end,
                       "multiValueQueryStringParameters is no object of lists of strings", add);
}

Complaint read_member(std::string_view key, od::value value, Draft& draft) {
  if (key == "requestContext") return read_context(value, draft);
  if (key == "httpMethod") {
    draft.has_method = true;
    return copy_text(value, draft.end, draft.result.request.method, "httpMethod is no string");
  }
  if (key == "path") {
    draft.has_path = true;
    return read_text(value, draft.end, draft.path) ? nullptr : "path is no string";
  }
  if (key == "headers" || key == "multiValueHeaders") return read_headers(key, value, draft);
  if (key == "queryStringParameters" || key == "multiValueQueryStringParameters") {
    return read_query(key, value, draft);
  }
  if (key == "body")
    return copy_text(value, draft.end, draft.result.request.body, "body is no string");
  if (key == "isBase64Encoded") {
    return value.get_bool().get(draft.base64) == simdjson::SUCCESS
               ? nullptr
               : "isBase64Encoded is no boolean";
  }
  return nullptr;  // a member that AWS may add one day
}

Complaint missing(const Draft& draft) {
  if (!draft.has_elb) return "requestContext.elb is missing: the event is not an ALB's";
  if (!draft.has_method) return "httpMethod is missing";
  if (!draft.has_path) return "path is missing";
  if (draft.has_headers == draft.has_multi_value_headers) {
    return "one of headers and multiValueHeaders is needed, and not both";
  }
  return nullptr;
}

constexpr Complaint kNotJson = "it is not a JSON object in UTF-8";

Complaint read_members(od::document& document, Draft& draft) {
  od::object event;
  if (document.get_object().get(event) != simdjson::SUCCESS) return kNotJson;
  for (auto member : event) {
    std::string_view key;
    od::field field;
    if (std::move(member).get(field) != simdjson::SUCCESS || !read_name(field, draft.end, key)) {
      return kNotJson;
    }
    if (const Complaint complaint = read_member(key, field.value(), draft)) return complaint;
  }
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? nullptr : kNotJson;
}

// Puts the parts together that had to wait for others.
Complaint finish(Draft& draft) {
  if (const Complaint complaint = missing(draft)) return complaint;
  HttpRequest& request = draft.result.request;
  request.target.assign(draft.path).append(draft.query);
  if (!draft.base64) return nullptr;
  auto body = base64_decode(request.body);
  if (!body) return "body is not Base64, though isBase64Encoded says so";
  request.body = std::move(*body);
  return nullptr;
}

FunctionError bad_event(Complaint complaint) {
  return {"Function.BadEvent", std::string("The event cannot be read: ") + complaint + "."};
}

}  // namespace

struct AlbEventReader::Parser {
  od::parser json;
  std::string padded;  // a copy of an event without room for simdjson's padding
  AlbRequest request;
};

AlbEventReader::AlbEventReader() : parser_(std::make_unique<Parser>()) {}
AlbEventReader::~AlbEventReader() = default;

boost::system::result<const AlbRequest*, FunctionError> AlbEventReader::read(
    const std::string& payload) {
  const std::string* json = &payload;
  if (payload.capacity() - payload.size() < simdjson::SIMDJSON_PADDING) {
    parser_->padded.assign(payload).reserve(payload.size() + simdjson::SIMDJSON_PADDING);
    json = &parser_->padded;
  }
  od::document document;
  if (parser_->json.iterate(json->data(), json->size(), json->capacity()).get(document) !=
      simdjson::SUCCESS) {
    return bad_event(kNotJson);
  }
  AlbRequest& request = parser_->request;
  request.mode = HeaderMode::single;
  request.request.headers.clear();
  request.request.body.clear();
  Draft draft{request, json->data() + json->size()};
  if (const Complaint complaint = read_members(document, draft)) return bad_event(complaint);
  if (const Complaint complaint = finish(draft)) return bad_event(complaint);
  return &request;
}

}  // namespace spillway::app
