#include "emulator/alb/lambda_event.hpp"

#include <algorithm>
#include <cstring>

#include "runtime/base64.hpp"
#include "runtime/json_text.hpp"
#include "runtime/utf8.hpp"

namespace spillway::alb {
namespace {

constexpr std::size_t kAroundBody = 64;  // its name, quotes, isBase64Encoded

bool is_text_type(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return iequals(type.substr(0, 5), "text/") || iequals(type, "application/json") ||
         iequals(type, "application/javascript") || iequals(type, "application/xml");
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b, bool ignore_case) {
  return a.size() == b.size() && (ignore_case ? iequals(a, b) : a == b);
}

// Names that differ have mostly different ones; case plays no part.
std::size_t hash_of(std::string_view name) {
  if (name.empty()) return 0;
  const auto at = [name](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(name[i]) | 0x20u);
  };
  return (name.size() * 29 + at(0) * 7 + at(name.size() / 2) * 3 + at(name.size() - 1)) & 255;
}

template <std::size_t n>
char* write_literal(char* out, const char (&text)[n]) {
  std::memcpy(out, text, n - 1);
  return out + n - 1;
}

char* write_name(char* out, std::string_view name, bool to_lower) {
  char* const end = write_json_string(out, name);
  if (to_lower) {
    for (; out != end; ++out) *out = lower(*out);
  }
  return end;
}

void append_body(std::string& out, const HttpRequest& request, const RequestFacts& facts) {
  out += ",\"body\":";
  if (!facts.content_encoded && is_text_type(facts.content_type)) {
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

void LambdaEvents::collect(std::string_view name, std::string_view value, bool is_header) {
  const std::size_t hash = hash_of(name);
  const std::uint64_t bit = std::uint64_t{1} << (hash & 63);
  if ((names_[hash >> 6] & bit) != 0 && !duplicates_) {
    duplicates_ = std::any_of(fields_.begin(), fields_.end(), [&](const Field& field) {
      return same_name(field.first, name, is_header);
    });
  }
  names_[hash >> 6] |= bit;
  fields_.emplace_back(name, value);
}

void LambdaEvents::collect_headers(const HttpRequest& request, const RequestFacts& facts) {
  fields_.clear();
  std::fill(std::begin(names_), std::end(names_), 0);
  duplicates_ = false;
  const bool some_stay_behind = facts.has_hop_by_hop || facts.has_replaced;
  for (const auto& [name, value] : request.headers) {
    if (some_stay_behind) {
      const HeaderRole role = role_of(name);
      if (is_hop_by_hop(role) || is_replaced(role)) continue;
    }
    collect(name, value, true);
  }
}

void LambdaEvents::collect_query(std::string_view query) {
  fields_.clear();
  std::fill(std::begin(names_), std::end(names_), 0);
  duplicates_ = false;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view part = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (part.empty()) continue;
    const auto equals = part.find('=');
    const bool bare = equals == std::string_view::npos;
    collect(part.substr(0, equals), bare ? std::string_view() : part.substr(equals + 1), false);
  }
}

// Of several fields of one name the last counts; in multi-value form the first leads a list of all.
char* LambdaEvents::write_fields(char* out, bool multi_value, bool are_headers,
                                 std::span<const Field> added) const {
  const auto same = [&](std::size_t i, std::size_t k) {
    return duplicates_ && same_name(fields_[i].first, fields_[k].first, are_headers);
  };
  const std::size_t n = fields_.size();
  char separator = '{';
  for (std::size_t i = 0; i < n; ++i) {
    bool skip = false;
    if (duplicates_ && multi_value) {
      for (std::size_t k = 0; k < i && !skip; ++k) skip = same(i, k);
    } else if (duplicates_) {
      for (std::size_t k = i + 1; k < n && !skip; ++k) skip = same(i, k);
    }
    if (skip) continue;
    *out++ = std::exchange(separator, ',');
    out = write_name(out, fields_[i].first, are_headers);
    *out++ = ':';
    if (multi_value) *out++ = '[';
    out = write_json_string(out, fields_[i].second);
    if (!multi_value) continue;
    for (std::size_t k = i + 1; k < n; ++k) {
      if (!same(i, k)) continue;
      *out++ = ',';
      out = write_json_string(out, fields_[k].second);
    }
    *out++ = ']';
  }
  for (const auto& [name, value] : added) {
    *out++ = std::exchange(separator, ',');
    *out++ = '"';
    out += name.copy(out, name.size());
    *out++ = '"';
    *out++ = ':';
    if (multi_value) *out++ = '[';
    out = write_json_string(out, value);
    if (multi_value) *out++ = ']';
  }
  if (separator == '{') *out++ = '{';
  *out++ = '}';
  return out;
}

char* LambdaEvents::scratch(std::size_t size) {
  if (size > scratch_size_) {
    scratch_size_ = 2 * size;
    scratch_.reset(new char[scratch_size_]);
  }
  return scratch_.get();
}

std::optional<std::string_view> LambdaEvents::write(const TargetGroup& group,
                                                    const HttpRequest& request,
                                                    const RequestFacts& facts,
                                                    std::span<const Field> added) {
  const bool multi = group.options.multi_value_headers;
  std::size_t text = request.method.size() + 2 * request.target.size() + facts.header_bytes;
  for (const auto& [name, value] : added) text += name.size() + value.size() + 4;
  // Each character may become six; a header's or parameter's quotes and brackets are in the four
  // bytes of its own that header_bytes counts, or in its '=' and '&'.
  char* const begin = scratch(group.event_prefix.size() + json_string_bound(text) + 512);
  char* out = begin + group.event_prefix.copy(begin, group.event_prefix.size());
  out = write_json_string(out, request.method);
  out = write_literal(out, ",\"path\":");
  out = write_json_string(out, request.path());
  out = multi ? write_literal(out, ",\"multiValueQueryStringParameters\":")
              : write_literal(out, ",\"queryStringParameters\":");
  collect_query(request.query());
  out = write_fields(out, multi, false, {});
  out = multi ? write_literal(out, ",\"multiValueHeaders\":") : write_literal(out, ",\"headers\":");
  collect_headers(request, facts);
  out = write_fields(out, multi, true, added);

  std::string_view event;
  if (request.body.empty()) {
    out = write_literal(out, ",\"body\":\"\",\"isBase64Encoded\":false}");
    event = {begin, out};
  } else {
    with_body_.reserve(static_cast<std::size_t>(out - begin) + request.body.size() * 4 / 3 +
                       kAroundBody);
    with_body_.assign(begin, out);
    append_body(with_body_, request, facts);
    event = with_body_;
  }
  if (!is_utf8(event)) return std::nullopt;
  return event;
}

}  // namespace spillway::alb
