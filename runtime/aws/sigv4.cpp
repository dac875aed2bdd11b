#include "runtime/aws/sigv4.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "runtime/aws/sha256.hpp"
#include "runtime/percent.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";

// Hop-by-hop headers, and those that proxies and SDKs add after signing.
constexpr std::array<std::string_view, 6> kUnsigned = {
    "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"};

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::vector<std::string> headers_to_sign(const HttpHeaders& headers) {
  std::vector<std::string> names;
  for (const auto& field : headers) {
    std::string name = lower_case(field.first);
    if (std::ranges::find(kUnsigned, name) == kUnsigned.end()) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

std::string scope_of(const ClaimedSignature& claim) {
  std::string scope = claim.date;
  for (const std::string_view part :
       {std::string_view(claim.region), std::string_view(claim.service), kTerminator}) {
    scope += '/';
    scope += part;
  }
  return scope;
}

// A presigned request signs all of its query but the signature.
HttpRequest without_signature(HttpRequest request) {
  std::string kept;
  for (std::string_view rest = request.query(); !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.starts_with("X-Amz-Signature=")) continue;
    kept.append(kept.empty() ? "" : "&").append(part);
  }
  request.target = std::string(request.path()) + "?" + kept;
  return request;
}

std::string signature_of(const HttpRequest& request, const ClaimedSignature& claim,
                         std::string_view secret) {
  std::string to_sign(kAlgorithm);
  to_sign += '\n';
  to_sign += format_amz_date(claim.signed_at);
  to_sign += '\n';
  to_sign += scope_of(claim);
  to_sign += '\n';
  to_sign += to_hex(as_bytes(sha256(canonical_request(request, claim.signed_headers))));

  Digest key = hmac_sha256("AWS4" + std::string(secret), claim.date);
  key = hmac_sha256(as_bytes(key), claim.region);
  key = hmac_sha256(as_bytes(key), claim.service);
  key = hmac_sha256(as_bytes(key), kTerminator);
  return to_hex(as_bytes(hmac_sha256(as_bytes(key), to_sign)));
}

std::string authorization_of(const ClaimedSignature& claim) {
  std::string out(kAlgorithm);
  out += " Credential=" + claim.access_key_id + "/" + scope_of(claim) + ", SignedHeaders=";
  for (std::size_t i = 0; i < claim.signed_headers.size(); ++i) {
    if (i > 0) out += ';';
    out += claim.signed_headers[i];
  }
  out += ", Signature=" + claim.signature;
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == text.npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The value of "Name=" among the comma-separated parts.
std::optional<std::string_view> part_of(std::string_view parts, std::string_view name) {
  while (!parts.empty()) {
    const std::string_view part = parts.substr(0, parts.find(','));
    parts.remove_prefix(std::min(part.size() + 1, parts.size()));
    const std::string_view trimmed = trim(part);
    if (trimmed.starts_with(name) && trimmed.substr(name.size()).starts_with('=')) {
      return trimmed.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

bool is_signature(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

SignatureFault fault(SignatureFault::Kind kind, std::string message) {
  return {kind, std::move(message)};
}

// Empty, or what is wrong with the credential.
std::string read_scope(std::string_view credential, ClaimedSignature& claim) {
  const auto scope = split(credential, '/');
  if (scope.size() != 5 || scope[0].empty() || scope[1].size() != 8 || scope[4] != kTerminator) {
    return "Credential must be of the form <key>/<date>/<region>/<service>/aws4_request";
  }
  claim.access_key_id = scope[0];
  claim.date = scope[1];
  claim.region = scope[2];
  claim.service = scope[3];
  return {};
}

// Fills in the parts of the header; empty, or what is wrong with it.
std::string read_parts(std::string_view header, ClaimedSignature& claim) {
  if (!header.starts_with(kAlgorithm) || !header.substr(kAlgorithm.size()).starts_with(' ')) {
    return "Unsupported authorization algorithm; AWS4-HMAC-SHA256 is required";
  }
  header.remove_prefix(kAlgorithm.size() + 1);
  for (const char* name : {"Credential", "SignedHeaders", "Signature"}) {
    if (!part_of(header, name)) {
      return "Authorization header requires '" + std::string(name) + "' parameter.";
    }
  }
  if (auto wrong = read_scope(*part_of(header, "Credential"), claim); !wrong.empty()) return wrong;
  claim.signed_headers = split(*part_of(header, "SignedHeaders"), ';');
  claim.signature = *part_of(header, "Signature");
  if (!is_signature(claim.signature)) return "Signature must be 64 digits of lower-case hex";
  return {};
}

constexpr std::int64_t kLongest = 604'800;  // seconds that a presigned request may be valid: a week

// The same of a presigned request's query.
std::string read_query(const FormFields& query, ClaimedSignature& claim) {
  const auto value_of = [&](std::string_view name) -> const std::string* {
    const auto it = std::ranges::find(query, name, &FormFields::value_type::first);
    return it == query.end() ? nullptr : &it->second;
  };
  for (const char* name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                           "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
    if (value_of(name) == nullptr) {
      return "Query-string authentication requires '" + std::string(name) + "' parameter.";
    }
  }
  if (*value_of("X-Amz-Algorithm") != kAlgorithm) {
    return "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"";
  }
  if (auto wrong = read_scope(*value_of("X-Amz-Credential"), claim); !wrong.empty()) return wrong;
  const std::string& expires = *value_of("X-Amz-Expires");
  std::int64_t seconds = 0;
  const auto [end, error] =
      std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
  if (error != std::errc() || end != expires.data() + expires.size() || seconds < 0) {
    return "X-Amz-Expires should be a number of seconds";
  }
  if (seconds > kLongest) return "X-Amz-Expires must be less than a week (in seconds)";
  claim.valid_for = std::chrono::seconds(seconds);
  claim.signed_headers = split(*value_of("X-Amz-SignedHeaders"), ';');
  claim.signature = *value_of("X-Amz-Signature");
  if (!is_signature(claim.signature)) return "Signature must be 64 digits of lower-case hex";
  const auto signed_at = parse_amz_date(*value_of("X-Amz-Date"));
  if (!signed_at) return "Date must be in ISO-8601 'basic format'";
  claim.signed_at = *signed_at;
  const std::string* token = value_of("X-Amz-Security-Token");
  if (token != nullptr) claim.session_token = *token;
  return {};
}

// What holds for both forms.
std::optional<SignatureFault> contradiction(const ClaimedSignature& claim,
                                            const HttpHeaders& headers) {
  using Kind = SignatureFault::Kind;
  if (!std::ranges::is_sorted(claim.signed_headers)) {
    return fault(Kind::mismatch, "SignedHeaders must be in ascending order");
  }
  for (const std::string& name : claim.signed_headers) {
    if (!headers.contains(name)) {
      return fault(Kind::mismatch, "The signed header " + name + " is not in the request");
    }
  }
  if (!format_amz_date(claim.signed_at).starts_with(claim.date)) {
    return fault(Kind::mismatch, "Date in Credential scope does not match X-Amz-Date");
  }
  return std::nullopt;
}

boost::system::result<ClaimedSignature, SignatureFault> read_presigned(const HttpRequest& request) {
  using Kind = SignatureFault::Kind;
  const auto query = parse_form(request.query());
  if (!query) return fault(Kind::incomplete, "The query of the request is not well encoded");
  ClaimedSignature claim;
  if (auto wrong = read_query(*query, claim); !wrong.empty()) {
    return fault(Kind::incomplete, std::move(wrong));
  }
  if (!contains(claim.signed_headers, "host")) {
    return fault(Kind::mismatch, "Host must be signed");
  }
  if (auto wrong = contradiction(claim, request.headers)) return *wrong;
  return claim;
}

}  // namespace

void sign(HttpRequest& request, const Signing& signing, std::string_view host, WallTime now) {
  HttpHeaders& headers = request.headers;
  const Credentials& credentials = signing.credentials;
  if (!headers.contains("Host")) headers.add("Host", std::string(host));
  headers.set("X-Amz-Date", format_amz_date(now));
  headers.remove("X-Amz-Security-Token");
  if (!credentials.session_token.empty()) {
    headers.add("X-Amz-Security-Token", credentials.session_token);
  }
  ClaimedSignature claim;
  claim.access_key_id = credentials.access_key_id;
  claim.date = format_amz_date(now).substr(0, 8);
  claim.region = signing.region;
  claim.service = signing.service;
  claim.signed_headers = headers_to_sign(headers);
  claim.signed_at = now;
  claim.signature = signature_of(request, claim, credentials.secret_access_key);
  headers.set("Authorization", authorization_of(claim));
}

boost::system::result<ClaimedSignature, SignatureFault> read_signature(const HttpRequest& request) {
  using Kind = SignatureFault::Kind;
  const HttpHeaders& headers = request.headers;
  const auto header = headers.get("Authorization");
  if (!header && request.query().find("X-Amz-Signature=") != std::string_view::npos) {
    return read_presigned(request);
  }
  if (!header) return fault(Kind::missing, "Missing Authentication Token");
  ClaimedSignature claim;
  std::string wrong = read_parts(*header, claim);
  if (!wrong.empty()) return fault(Kind::incomplete, std::move(wrong));
  const auto date = headers.get("X-Amz-Date");
  if (!date) return fault(Kind::incomplete, "Authorization header requires X-Amz-Date");
  const auto signed_at = parse_amz_date(*date);
  if (!signed_at) return fault(Kind::incomplete, "Date must be in ISO-8601 'basic format'");
  claim.signed_at = *signed_at;
  claim.session_token = headers.get("X-Amz-Security-Token").value_or("");

  if (!contains(claim.signed_headers, "host") || !contains(claim.signed_headers, "x-amz-date")) {
    return fault(Kind::mismatch, "Host and X-Amz-Date must be signed");
  }
  if (auto wrong = contradiction(claim, headers)) return *wrong;
  return claim;
}

bool signature_matches(const HttpRequest& request, const ClaimedSignature& claimed,
                       std::string_view secret_access_key) {
  const std::string expected =
      claimed.valid_for ? signature_of(without_signature(request), claimed, secret_access_key)
                        : signature_of(request, claimed, secret_access_key);
  return expected == claimed.signature;
}

}  // namespace spillway::aws
