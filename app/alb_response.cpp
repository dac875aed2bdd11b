// The writing half of alb_event.hpp.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "app/alb_event.hpp"
#include "runtime/base64.hpp"
#include "runtime/json_text.hpp"

namespace spillway::app {
namespace {

// "Text/HTML; charset=utf-8" is of the type "text/html".
std::string_view media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return type;
}

bool is_text_type(std::string_view content_type) {
  constexpr std::string_view kText = "text/";
  const std::string_view type = media_type(content_type);
  return iequals(type.substr(0, kText.size()), kText) || iequals(type, "application/json") ||
         iequals(type, "application/javascript") || iequals(type, "application/xml");
}

bool goes_as_text(const HttpResponse& response) {
  if (response.body.empty()) return true;
  const auto type = response.headers.get("content-type");
  return type && is_text_type(*type) && !response.headers.contains("content-encoding") &&
         simdjson::validate_utf8(response.body.data(), response.body.size());
}

// What the ALB decides by itself: how long the message is and how the connection goes on.
bool is_the_balancers(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"content-length", "connection", "keep-alive",
                                                      "transfer-encoding", "upgrade"};
  return std::ranges::any_of(kNames, [&](std::string_view own) { return iequals(name, own); });
}

// Calls use(field) for the first field of each name that goes out.
template <class Use>
void each_name(const HttpHeaders& headers, Use use) {
  for (auto field = headers.begin(); field != headers.end(); ++field) {
    if (is_the_balancers(field->first)) continue;
    const bool seen = std::any_of(headers.begin(), field, [&](const HttpHeaders::Field& earlier) {
      return iequals(earlier.first, field->first);
    });
    if (!seen) use(field);
  }
}

void append_joined(std::string& out, const HttpHeaders& headers, const std::string& name) {
  if (iequals(name, "set-cookie")) return append_json_string(out, headers.get(name).value_or(""));
  std::string joined;
  for (const auto& [other, value] : headers) {
    if (!iequals(other, name)) continue;
    if (!joined.empty()) joined += ", ";
    joined += value;
  }
  append_json_string(out, joined);
}

void append_list(std::string& out, const HttpHeaders& headers, const std::string& name) {
  char before = '[';
  for (const auto& [other, value] : headers) {
    if (!iequals(other, name)) continue;
    out += before;
    append_json_string(out, value);
    before = ',';
  }
  out += ']';
}

void append_headers(std::string& out, const HttpHeaders& headers, HeaderMode mode) {
  out += mode == HeaderMode::single ? R"("headers":)" : R"("multiValueHeaders":)";
  char before = '{';
  each_name(headers, [&](auto field) {
    out += before;
    before = ',';
    append_json_string(out, field->first);
    out += ':';
    if (mode == HeaderMode::single) {
      append_joined(out, headers, field->first);
    } else {
      append_list(out, headers, field->first);
    }
  });
  out += before == '{' ? "{}" : "}";
}

void append_status(std::string& out, const HttpResponse& response) {
  char digits[12];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), response.status).ptr;
  const std::string_view status(digits, end);
  const std::string_view phrase =
      response.reason.empty() ? reason_phrase(response.status) : std::string_view(response.reason);
  out += R"({"statusCode":)";
  out += status;
  out += R"(,"statusDescription":)";
  std::string description(status);
  if (!phrase.empty()) description += ' ';
  description += phrase;
  append_json_string(out, description);
}

}  // namespace

std::string write_alb_response(const HttpResponse& response, HeaderMode mode) {
  std::string out;
  out.reserve(response.body.size() + 256 + simdjson::SIMDJSON_PADDING);
  append_status(out, response);
  out += ',';
  append_headers(out, response.headers, mode);
  if (goes_as_text(response)) {
    out += R"(,"isBase64Encoded":false,"body":)";
    append_json_string(out, response.body);
  } else {
    out += R"(,"isBase64Encoded":true,"body":")";
    out += base64_encode(response.body);
    out += '"';
  }
  out += '}';
  out.reserve(out.size() + simdjson::SIMDJSON_PADDING);
  return out;
}

}  // namespace spillway::app
