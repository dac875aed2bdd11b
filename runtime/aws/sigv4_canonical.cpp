// The canonical request: what both sides of a signature must agree on.
#include <algorithm>

#include "runtime/aws/sha256.hpp"
#include "runtime/aws/sigv4.hpp"
#include "runtime/percent.hpp"

namespace spillway::aws {
namespace {

// Drops empty and "." segments and resolves ".."; a final slash stays.
std::string normalise_path(std::string_view path) {
  std::vector<std::string_view> segments;
  const bool directory = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  std::string out;
  for (const std::string_view segment : segments) {
    out += '/';
    out += segment;
  }
  if (out.empty() || directory) out += '/';
  return out;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Appends the value without blanks at its ends, and with single ones inside.
void append_collapsed(std::string& out, std::string_view value) {
  bool blank = false;
  bool started = false;
  for (const char c : value) {
    if (is_blank(c)) {
      blank = started;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    started = true;
    out += c;
  }
}

void append_header(std::string& out, const HttpHeaders& headers, std::string_view name) {
  out += name;
  char separator = ':';
  for (const auto& [field, value] : headers) {
    if (!iequals(field, name)) continue;
    out += separator;
    append_collapsed(out, value);
    separator = ',';
  }
  if (separator == ':') out += ':';
  out += '\n';
}

}  // namespace

std::string canonical_request(const HttpRequest& request,
                              std::span<const std::string> signed_headers) {
  std::string out = request.method;
  out += '\n';
  out += percent_encode_path(normalise_path(request.path()));
  out += '\n';
  out += normalise_query(request.query());
  out += '\n';
  for (const std::string& name : signed_headers) append_header(out, request.headers, name);
  out += '\n';
  for (std::size_t i = 0; i < signed_headers.size(); ++i) {
    if (i > 0) out += ';';
    out += signed_headers[i];
  }
  out += '\n';
  out += to_hex(as_bytes(sha256(request.body)));
  return out;
}

}  // namespace spillway::aws
