#include "emulator/alb/lambda_response.hpp"

#include <algorithm>

#include "emulator/alb/request_facts.hpp"
#include "runtime/base64.hpp"
#include "runtime/json_on_demand.hpp"

namespace spillway::alb {
namespace {

namespace ondemand = simdjson::ondemand;

// What an answer's members say, apart from status and headers.
struct Members {
  const char* end = nullptr;  // of the payload
  bool text_status = false;   // a text of digits is a status, too
  bool has_status = false;
  bool base64 = false;
  bool has_content_type = false;
  bool has_server = false;
  bool has_date = false;
  std::string_view description;
  std::string_view body;
};

bool is_null(ondemand::value& value) {
  bool null = false;
  return value.is_null().get(null) == simdjson::SUCCESS && null;
}

bool read_optional_text(ondemand::value& value, const char* end, std::string_view& out) {
  return read_text(value, end, out) || is_null(value);
}

// Reads an optional member: null counts as absent, as AWS's own Go types send it.
template <class T>
bool read_optional(ondemand::value& value, T& out) {
  return value.get(out) == simdjson::SUCCESS || is_null(value);
}

// A line break in a header would let a function write further headers.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

// Headers that say how the message is framed are the load balancer's, not the function's.
bool add_header(HttpResponse& response, Members& members, std::string_view name,
                std::string_view value) {
  const HeaderRole role = role_of(name);
  if (is_hop_by_hop(role) || role == HeaderRole::content_length) return true;
  members.has_content_type |= role == HeaderRole::content_type;
  if (name.size() == 4) members.has_date |= iequals(name, "date");
  if (name.size() == 6) members.has_server |= iequals(name, "server");
  if (name.empty() || !is_one_line(name) || !is_one_line(value)) return false;
  response.headers.add(name, value);
  return true;
}

bool read_headers(ondemand::value& value, Members& members, HttpResponse& response) {
  ondemand::object object;
  if (value.get_object().get(object)) return is_null(value);
  for (auto member : object) {
    ondemand::field field;
    std::string_view name;
    std::string_view text;
    if (std::move(member).get(field) || !read_name(field, members.end, name) ||
        !read_text(field.value(), members.end, text)) {
      return false;
    }
    if (!add_header(response, members, name, text)) return false;
  }
  return true;
}

bool read_multi_value_headers(ondemand::value& value, Members& members, HttpResponse& response) {
  ondemand::object object;
  if (value.get_object().get(object)) return is_null(value);
  for (auto member : object) {
    ondemand::field field;
    std::string_view name;
    ondemand::array values;
    if (std::move(member).get(field) || !read_name(field, members.end, name) ||
        field.value().get_array().get(values)) {
      return false;
    }
    for (auto element : values) {
      ondemand::value item;
      std::string_view text;
      if (element.get(item) || !read_text(item, members.end, text)) return false;
      if (!add_header(response, members, name, text)) return false;
    }
  }
  return true;
}

bool read_status(ondemand::value& value, Members& members, HttpResponse& response) {
  std::int64_t status = 0;
  const bool is_number = !value.get_int64().get(status);
  if (!is_number && (!members.text_status || value.get_int64_in_string().get(status))) return false;
  if (status < 200 || status > 599) return false;
  response.status = static_cast<int>(status);
  members.has_status = true;
  return true;
}

bool read_member(std::string_view key, ondemand::value& value, bool multi_value, Members& members,
                 HttpResponse& response) {
  if (key == "statusCode") return read_status(value, members, response);
  if (key == "body") return read_optional_text(value, members.end, members.body);
  if (key == "isBase64Encoded") return read_optional(value, members.base64);
  if (key == "statusDescription")
    return read_optional_text(value, members.end, members.description);
  if (key == "headers" && !multi_value) return read_headers(value, members, response);
  if (key == "multiValueHeaders" && multi_value) {
    return read_multi_value_headers(value, members, response);
  }
  return true;  // skipped
}

// "200 OK" supplies the phrase "OK".
std::string_view phrase_of(std::string_view description, int status) {
  const bool has_code =
      description.size() > 4 && description[3] == ' ' &&
      (description[0] - '0') * 100 + (description[1] - '0') * 10 + (description[2] - '0') == status;
  return has_code ? description.substr(4) : description;
}

void add_own_headers(const Members& members, const std::string& date, bool server_header,
                     HttpResponse& response) {
  if (!members.has_server && server_header) response.headers.add("Server", "awselb/2.0");
  if (!members.has_date) response.headers.add("Date", date);
  if (response.status == 204 || response.status == 304) {
    response.body.clear();
    return;
  }
  if (!members.has_content_type) {
    response.headers.add("Content-Type", "application/octet-stream");
  }
  response.headers.add("Content-Length", std::to_string(response.body.size()));
}

}  // namespace

struct LambdaResponses::Parser {
  ondemand::parser parser;
};

LambdaResponses::LambdaResponses(bool text_status)
    : parser_(std::make_unique<Parser>()), text_status_(text_status) {}
LambdaResponses::~LambdaResponses() = default;

bool LambdaResponses::parse(std::string& payload, bool multi_value_headers, const std::string& date,
                            HttpResponse& response, bool server_header) {
  constexpr std::size_t kPadding = simdjson::SIMDJSON_PADDING;
  if (payload.capacity() - payload.size() < kPadding) payload.reserve(payload.size() + kPadding);
  ondemand::document document;
  ondemand::object object;
  const simdjson::padded_string_view json(payload.data(), payload.size(), payload.capacity());
  if (parser_->parser.iterate(json).get(document)) return false;
  if (document.get_object().get(object)) return false;
  Members members;
  response.headers.reserve(6, 160);
  members.text_status = text_status_;
  members.end = payload.data() + payload.size();
  for (auto member : object) {
    ondemand::field field;
    std::string_view key;
    if (std::move(member).get(field) || !read_name(field, members.end, key)) return false;
    ondemand::value value = field.value();
    if (!read_member(key, value, multi_value_headers, members, response)) return false;
  }
  const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  if (!members.has_status || !at_end || !is_one_line(members.description)) return false;
  if (!members.description.empty()) {
    response.reason = phrase_of(members.description, response.status);
  }
  if (members.base64) {
    auto decoded = base64_decode(members.body);
    if (!decoded) return false;
    response.body = std::move(*decoded);
  } else {
    response.body = members.body;
  }
  if (are_too_large(response.headers)) return false;
  add_own_headers(members, date, server_header, response);
  return true;
}

}  // namespace spillway::alb
