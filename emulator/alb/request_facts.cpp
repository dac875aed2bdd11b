#include "emulator/alb/request_facts.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "emulator/alb/mix.hpp"

namespace spillway::alb {
namespace {

constexpr std::size_t kMaxAnswerHeaders = 32 * 1024;  // aws-facts A2
constexpr std::size_t kMaxRequestLine = 16 * 1024;    // aws-facts A2
constexpr std::size_t kMaxHeader = 16 * 1024;
constexpr std::size_t kMaxHeaders = 64 * 1024;
constexpr std::ptrdiff_t kMaxForwardedIps = 30;      // aws-facts A3: 463
constexpr std::size_t kMaxTracedHeaders = 7 * 1024;  // aws-facts A4

// The low 32 bits as eight digits. Each nibble gets a byte of its own; all eight become characters
// at once, those above 9 by the carry that adding 6 to them makes.
void hex8(char* out, std::uint64_t value) {
  std::uint64_t x = value & 0xffffffff;
  x = (x | x << 16) & 0x0000ffff0000ffffULL;
  x = (x | x << 8) & 0x00ff00ff00ff00ffULL;
  x = (x | x << 4) & 0x0f0f0f0f0f0f0f0fULL;
  const std::uint64_t letters = ((x + 0x0606060606060606ULL) >> 4) & 0x0101010101010101ULL;
  x += 0x3030303030303030ULL + letters * ('a' - '0' - 10);
  if constexpr (std::endian::native == std::endian::little) x = __builtin_bswap64(x);
  std::memcpy(out, &x, sizeof(x));
}

// Whether a name of that very length is the lower-case literal, without case. Inline, as every
// header passes here.
template <std::size_t n>
bool is(std::string_view name, const char (&literal)[n]) {
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const char c = name[i];
    if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != literal[i]) return false;
  }
  return true;
}

// One pass without a branch: every request's target comes here.
bool has_white_space(std::string_view text) {
  bool found = false;
  for (const char c : text) found |= static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
  return found;
}

// Would the request line be one? Also of the forms "*" and "http://host/path".
bool is_request_line(const HttpRequest& request) {
  const std::string& target = request.target;
  const bool has_form = target.starts_with('/') || target == "*" || target.starts_with("http://");
  return has_form && !request.method.empty() && !has_white_space(request.method) &&
         !has_white_space(target);
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void note(RequestFacts& facts, HeaderRole role, std::string_view value) {
  facts.has_hop_by_hop |= is_hop_by_hop(role);
  facts.has_replaced |= is_replaced(role);
  switch (role) {
    case HeaderRole::host:
      facts.host = value;
      break;
    case HeaderRole::user_agent:
      facts.user_agent = value;
      break;
    case HeaderRole::content_type:
      facts.content_type = value;
      break;
    case HeaderRole::content_encoding:
      facts.content_encoded = true;
      break;
    case HeaderRole::trace_id:
      facts.trace_id = value;
      break;
    case HeaderRole::forwarded_for:
      facts.forwarded_for = value;
      if (std::count(value.begin(), value.end(), ',') >= kMaxForwardedIps) facts.refused = 463;
      break;
    case HeaderRole::transfer_encoding:
      if (!iequals(value, "chunked") && !iequals(value, "identity")) facts.refused = 501;
      break;
    case HeaderRole::upgrade:  // to anything else nobody upgrades, and HTTP/1.1 goes on
      facts.upgrade |= iequals(value, "websocket");
      break;
    case HeaderRole::hop_by_hop:
    case HeaderRole::forwarded_port:
    case HeaderRole::forwarded_proto:
    case HeaderRole::content_length:
    case HeaderRole::plain:
      break;
  }
}

}  // namespace

HeaderRole role_of(std::string_view name) {
  switch (name.size()) {
    case 2:
      return is(name, "te") ? HeaderRole::hop_by_hop : HeaderRole::plain;
    case 4:
      return is(name, "host") ? HeaderRole::host : HeaderRole::plain;
    case 7:
      if (is(name, "upgrade")) return HeaderRole::upgrade;
      return is(name, "trailer") ? HeaderRole::hop_by_hop : HeaderRole::plain;
    case 10:
      if (is(name, "user-agent")) return HeaderRole::user_agent;
      if (is(name, "connection") || is(name, "keep-alive")) return HeaderRole::hop_by_hop;
      return HeaderRole::plain;
    case 12:
      return is(name, "content-type") ? HeaderRole::content_type : HeaderRole::plain;
    case 14:
      return is(name, "content-length") ? HeaderRole::content_length : HeaderRole::plain;
    case 15:
      if (is(name, "x-forwarded-for")) return HeaderRole::forwarded_for;
      return is(name, "x-amzn-trace-id") ? HeaderRole::trace_id : HeaderRole::plain;
    case 16:
      if (is(name, "content-encoding")) return HeaderRole::content_encoding;
      if (is(name, "proxy-connection")) return HeaderRole::hop_by_hop;
      return is(name, "x-forwarded-port") ? HeaderRole::forwarded_port : HeaderRole::plain;
    case 17:
      if (is(name, "x-forwarded-proto")) return HeaderRole::forwarded_proto;
      return is(name, "transfer-encoding") ? HeaderRole::transfer_encoding : HeaderRole::plain;
    default:
      return HeaderRole::plain;
  }
}

bool is_hop_by_hop(HeaderRole role) {
  return role == HeaderRole::hop_by_hop || role == HeaderRole::upgrade ||
         role == HeaderRole::transfer_encoding;
}

bool is_replaced(HeaderRole role) { return role >= HeaderRole::trace_id; }

RequestFacts inspect(const HttpRequest& request) {
  RequestFacts facts;
  bool header_too_large = false;
  for (const auto& [name, value] : request.headers) {
    const std::size_t bytes = name.size() + value.size() + 4;  // ": " and CRLF
    facts.header_bytes += bytes;
    header_too_large |= bytes > kMaxHeader;
    facts.unparsable |= name.empty();
    note(facts, role_of(name), value);
  }
  if (header_too_large || facts.header_bytes > kMaxHeaders) facts.refused = 400;
  constexpr std::size_t kVersionAndSpaces = 12;  // "  HTTP/1.1\r\n"
  if (request.method.size() + request.target.size() + kVersionAndSpaces > kMaxRequestLine) {
    facts.refused = 414;
  }
  if (request.method == "TRACE") facts.refused = 405;
  facts.unparsable |= !is_request_line(request);
  if (facts.unparsable) facts.refused = 400;
  return facts;
}

void drop_invalid_fields(HttpHeaders& headers) {
  HttpHeaders kept;
  for (const auto& [name, value] : headers) {
    if (is_plain_name(name)) kept.add(name, value);
  }
  headers = std::move(kept);
}

TraceIds::Text TraceIds::next(WallTime now) {
  Text text;
  text[0] = '1';
  text[1] = '-';
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  hex8(text.data() + 2, static_cast<std::uint64_t>(seconds));
  text[10] = '-';
  const std::uint64_t number = mix(low_++);  // a counter's numbers never repeat
  hex8(text.data() + 11, salt_ ^ (number >> 32));
  hex8(text.data() + 19, number >> 32);
  hex8(text.data() + 27, number);
  return text;
}

bool are_too_large(const HttpHeaders& answer) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : answer) bytes += name.size() + value.size() + 4;
  return bytes > kMaxAnswerHeaders;
}

void set_trace_header(std::string& out, const RequestFacts& facts, const TraceIds::Text& own) {
  const std::string_view id(own.data(), own.size());
  const bool alone = facts.trace_id.empty() || facts.header_bytes > kMaxTracedHeaders;
  const bool has_root = !alone && facts.trace_id.find("Root=") != std::string_view::npos;
  out.assign(has_root ? "Self=" : "Root=").append(id);
  std::string_view rest = alone ? std::string_view() : facts.trace_id;
  while (!rest.empty()) {
    const auto end = rest.find(';');
    std::string_view field = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
    if (!(has_root && field.starts_with("Self="))) out.append(";").append(field);
  }
}

std::string forwarded_for_header(const LoadBalancerOptions& options, std::string_view inbound,
                                 std::string_view client_ip, std::uint16_t client_port) {
  if (options.xff_mode == XffMode::remove) return {};
  if (options.xff_mode == XffMode::preserve) return std::string(inbound);
  std::string text(inbound);
  if (!text.empty()) text += ", ";
  text += client_ip;
  if (options.xff_client_port) text.append(":").append(std::to_string(client_port));
  return text;
}

}  // namespace spillway::alb
