// The writing half of alb_event.hpp.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <utility>

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

template <std::size_t n>
char* write_literal(char* out, const char (&text)[n]) {
  std::memcpy(out, text, n - 1);
  return out + n - 1;
}

char* write_joined(char* out, const HttpHeaders& headers, std::string_view name,
                   std::string_view first) {
  std::string joined(first);
  const bool cookie = iequals(name, "set-cookie");
  bool is_first = true;
  for (const auto& [other, value] : headers) {
    if (!iequals(other, name) || std::exchange(is_first, false)) continue;
    if (cookie) {
      joined = value;
    } else {
      joined.append(", ").append(value);
    }
  }
  return write_json_string(out, joined);
}

char* write_list(char* out, const HttpHeaders& headers, std::string_view name) {
  char before = '[';
  for (const auto& [other, value] : headers) {
    if (!iequals(other, name)) continue;
    *out++ = std::exchange(before, ',');
    out = write_json_string(out, value);
  }
  *out++ = ']';
  return out;
}

// Whether the name of the field `at` stands before it, and after it.
std::pair<bool, bool> others(const HttpHeaders& headers, HttpHeaders::Iterator at) {
  const std::string_view name = (*at).first;
  const auto same = [name](const HttpHeaders::Field& field) { return iequals(field.first, name); };
  return {std::any_of(headers.begin(), at, same), std::any_of(std::next(at), headers.end(), same)};
}

char* write_headers(char* out, const HttpHeaders& headers, HeaderMode mode) {
  out = mode == HeaderMode::single ? write_literal(out, ",\"headers\":")
                                   : write_literal(out, ",\"multiValueHeaders\":");
  char before = '{';
  for (auto field = headers.begin(); field != headers.end(); ++field) {
    const auto [name, value] = *field;
    if (is_the_balancers(name)) continue;
    const auto [seen, again] = others(headers, field);
    if (seen) continue;
    *out++ = std::exchange(before, ',');
    out = write_json_string(out, name);
    *out++ = ':';
    out = mode == HeaderMode::multi ? write_list(out, headers, name)
          : again                   ? write_joined(out, headers, name, value)
                                    : write_json_string(out, value);
  }
  return before == '{' ? write_literal(out, "{}") : write_literal(out, "}");
}

char* write_status(char* out, int status, std::string_view phrase) {
  char digits[12];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), status).ptr;
  const std::string_view code(digits, end);
  out = write_literal(out, "{\"statusCode\":");
  out += code.copy(out, code.size());
  out = write_literal(out, ",\"statusDescription\":");
  // The phrase is written over the closing quote of the code, its own opening one becomes a space.
  out = write_json_string(out, code);
  if (phrase.empty()) return out;
  char* const quote = out - 1;
  out = write_json_string(quote, phrase);
  *quote = ' ';
  return out;
}

// All before the body. Each header's quotes, colon and comma are five bytes, its ", " or brackets
// three more.
std::size_t head_bound(const HttpResponse& response, std::string_view phrase) {
  std::size_t bytes = 128 + json_string_bound(phrase.size());
  for (const auto& [name, value] : response.headers) {
    bytes += json_string_bound(name.size()) + json_string_bound(value.size() + 2) + 4;
  }
  return bytes;
}

void append_body(std::string& out, const HttpResponse& response, bool text) {
  if (text) {
    out += R"(,"isBase64Encoded":false,"body":)";
    append_json_string(out, response.body);
  } else {
    out += R"(,"isBase64Encoded":true,"body":")";
    out += base64_encode(response.body);
    out += '"';
  }
  out += '}';
}

}  // namespace

std::string write_alb_response(const HttpResponse& response, HeaderMode mode) {
  const std::string_view phrase =
      response.reason.empty() ? reason_phrase(response.status) : std::string_view(response.reason);
  const bool text = goes_as_text(response);
  const std::size_t bound = head_bound(response, phrase);
  char on_stack[2048];
  std::unique_ptr<char[]> on_heap;
  if (bound > sizeof(on_stack)) on_heap.reset(new char[bound]);
  char* const begin = on_heap ? on_heap.get() : on_stack;
  char* end = write_status(begin, response.status, phrase);
  end = write_headers(end, response.headers, mode);
  // A short body is written along with the rest, a long one straight into the answer.
  const bool is_short =
      text && bound + json_string_bound(response.body.size()) + 64 <= sizeof(on_stack);
  if (is_short) {
    end = write_literal(end, ",\"isBase64Encoded\":false,\"body\":");
    end = write_json_string(end, response.body);
    *end++ = '}';
  }

  std::string out;
  out.reserve(static_cast<std::size_t>(end - begin) + response.body.size() + 64 +
              simdjson::SIMDJSON_PADDING);
  out.append(begin, end);
  if (!is_short) append_body(out, response, text);
  out.reserve(out.size() + simdjson::SIMDJSON_PADDING);
  return out;
}

}  // namespace spillway::app
