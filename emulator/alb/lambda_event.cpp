#include "emulator/alb/lambda_event.hpp"

#include <simdjson.h>

#include "runtime/base64.hpp"
#include "runtime/json_text.hpp"

namespace spillway::alb {
namespace {

constexpr std::size_t kSpare = 64;

bool is_text_type(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return iequals(type.substr(0, 5), "text/") || iequals(type, "application/json") ||
         iequals(type, "application/javascript") || iequals(type, "application/xml");
}

bool same_name(std::string_view a, std::string_view b, bool ignore_case) {
  return a.size() == b.size() && (ignore_case ? iequals(a, b) : a == b);
}

void append_name(std::string& out, std::string_view name, bool lower) {
  const std::size_t start = out.size();
  append_json_string(out, name);
  if (!lower) return;
  for (std::size_t i = start; i < out.size(); ++i) {
    if (out[i] >= 'A' && out[i] <= 'Z') out[i] = static_cast<char>(out[i] - 'A' + 'a');
  }
}

void append_body(std::string& out, const HttpRequest& request, const RequestFacts& facts) {
  out += ",\"body\":";
  if (request.body.empty()) {
    out += "\"\",\"isBase64Encoded\":false}";
  } else if (!facts.content_encoded && is_text_type(facts.content_type)) {
    append_json_string(out, request.body);
    out += ",\"isBase64Encoded\":false}";
  } else {
    out += '"';
    out += base64_encode(request.body);
    out += "\",\"isBase64Encoded\":true}";
  }
}

}  // namespace

std::string lambda_event_prefix(const std::string& target_group_arn) {
  std::string prefix = "{\"requestContext\":{\"elb\":{\"targetGroupArn\":";
  append_json_string(prefix, target_group_arn);
  prefix += "}},\"httpMethod\":";
  return prefix;
}

void LambdaEvents::collect_headers(const HttpRequest& request, std::span<const Field> added) {
  fields_.clear();
  for (const auto& [name, value] : request.headers) {
    const HeaderRole role = role_of(name);
    if (is_hop_by_hop(role)) continue;
    const bool replaced = role >= HeaderRole::trace_id;
    if (!replaced) fields_.emplace_back(name, value);
  }
  fields_.insert(fields_.end(), added.begin(), added.end());
}

void LambdaEvents::collect_query(std::string_view query) {
  fields_.clear();
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view part = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (part.empty()) continue;
    const auto equals = part.find('=');
    const bool bare = equals == std::string_view::npos;
    fields_.emplace_back(part.substr(0, equals),
                         bare ? std::string_view() : part.substr(equals + 1));
  }
}

// Of several fields of one name the last counts; in multi-value form the first leads a list of all.
void LambdaEvents::append_fields(std::string& out, bool multi_value, bool are_headers) const {
  const auto same = [&](std::size_t i, std::size_t k) {
    return same_name(fields_[i].first, fields_[k].first, are_headers);
  };
  const std::size_t n = fields_.size();
  char separator = '{';
  for (std::size_t i = 0; i < n; ++i) {
    bool skip = false;
    if (multi_value) {
      for (std::size_t k = 0; k < i && !skip; ++k) skip = same(i, k);
    } else {
      for (std::size_t k = i + 1; k < n && !skip; ++k) skip = same(i, k);
    }
    if (skip) continue;
    out += std::exchange(separator, ',');
    append_name(out, fields_[i].first, are_headers);
    out += ':';
    if (!multi_value) {
      append_json_string(out, fields_[i].second);
      continue;
    }
    char list_separator = '[';
    for (std::size_t k = i; k < n; ++k) {
      if (!same(i, k)) continue;
      out += std::exchange(list_separator, ',');
      append_json_string(out, fields_[k].second);
    }
    out += ']';
  }
  if (separator == '{') out += '{';
  out += '}';
}

std::optional<std::string> LambdaEvents::write(const TargetGroup& group, const HttpRequest& request,
                                               const RequestFacts& facts,
                                               std::span<const Field> added) {
  const bool multi = group.options.multi_value_headers;
  std::string out;
  out.reserve(group.event_prefix.size() + 2 * request.target.size() + facts.header_bytes +
              request.body.size() + 512 + kSpare);
  out += group.event_prefix;
  append_json_string(out, request.method);
  out += ",\"path\":";
  append_json_string(out, request.path());
  out += multi ? ",\"multiValueQueryStringParameters\":" : ",\"queryStringParameters\":";
  collect_query(request.query());
  append_fields(out, multi, false);
  out += multi ? ",\"multiValueHeaders\":" : ",\"headers\":";
  collect_headers(request, added);
  append_fields(out, multi, true);
  append_body(out, request, facts);
  if (!simdjson::validate_utf8(out)) return std::nullopt;
  if (out.capacity() - out.size() < kSpare) out.reserve(out.size() + kSpare);
  return out;
}

}  // namespace spillway::alb
