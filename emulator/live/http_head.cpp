#include "emulator/live/http_head.hpp"

#include <algorithm>

#include "emulator/alb/request_facts.hpp"
#include "emulator/live/head_lines.hpp"
#include "runtime/request_target.hpp"

namespace spillway::live {
namespace {

using alb::HeaderRole;
using Kind = BodyFraming::Kind;
using Tier = Desync::Tier;

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kMaxRequestLine = 16 * 1024;  // aws-facts A2
constexpr std::size_t kMaxRequestHead =
    81 * 1024;  // with header fields of 64 K and the ends of lines
constexpr std::size_t kMaxResponseHead = 33 * 1024;

// What the fields of a request's head say besides.
struct Found {
  head::Framing framing;
  int hosts = 0;
  bool close = false;
  bool keep_alive = false;
  bool upgrade = false;  ///< among what Connection lists
  bool suspicious = false;
  std::string_view upgrade_to;
};

// Where the head ends, after its empty line; nothing: not yet.
std::size_t find_end(std::string_view bytes, std::size_t& scanned) {
  const auto at = bytes.find(kHeadEnd, scanned < 3 ? 0 : scanned - 3);
  scanned = bytes.size();
  return at == std::string_view::npos ? at : at + kHeadEnd.size();
}

// Of a head that is not complete yet: 0, or the status to refuse it with all the same.
int hopeless(std::string_view bytes) {
  const auto line_end = bytes.find('\n');
  const std::string_view line = bytes.substr(0, line_end);
  const auto blank = line.find(' ');
  if (!head::is_token(line.substr(0, blank)) && line != "\r" && !line.empty()) return 400;
  if (line_end == std::string_view::npos) return bytes.size() > kMaxRequestLine ? 414 : 0;
  if (bytes.size() > kMaxRequestHead || bytes.find("\n\n") != std::string_view::npos) return 400;
  return 0;
}

// Names that a careless target could take for the fields that frame a body.
bool looks_like_framing(std::string_view name) {
  if (name.size() != 14 && name.size() != 17) return false;
  std::string plain;
  for (const char c : name) plain += c == '_' || c == '.' ? '-' : c;
  return iequals(plain, "content-length") || iequals(plain, "transfer-encoding");
}

void note_request_field(std::string_view name, std::string_view value, HttpRequest& request,
                        RequestHead& head, Found& found) {
  switch (alb::role_of(name)) {
    case HeaderRole::content_length:
      found.framing.note_length(value);
      return;
    case HeaderRole::transfer_encoding:
      return found.framing.note_coding(value);
    case HeaderRole::upgrade:
      found.upgrade_to = value;
      return;
    case HeaderRole::hop_by_hop:
      if (!iequals(name, "connection")) return;
      found.close |= head::lists(value, "close");
      found.keep_alive |= head::lists(value, "keep-alive");
      found.upgrade |= head::lists(value, "upgrade");
      return;
    case HeaderRole::host:
      ++found.hosts;
      break;
    case HeaderRole::plain:
      if (name.size() == 6 && iequals(name, "expect")) {
        head.expects_continue |= iequals(value, "100-continue");
        return;
      }
      if (name.size() == 15 && iequals(name, "x-spillway-load")) {
        head.asks_target = true;
        return;
      }
      found.suspicious |= looks_like_framing(name);
      break;
    default:
      break;
  }
  request.headers.add(name, value);
}

// "GET /path HTTP/1.1"; else the status to refuse it with.
int parse_request_line(std::string_view line, HttpRequest& request, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || !head::is_token(line.substr(0, first))) {
    head.desync.note(Tier::severe, "BadMethod");
    return 400;
  }
  request.method = line.substr(0, first);
  const std::string_view version = line.substr(last + 1);
  const bool known = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' &&
                     version[5] >= '0' && version[5] <= '9' && version[7] >= '0' &&
                     version[7] <= '9';
  if (last == first || !known) {
    head.desync.note(Tier::severe, "BadVersion");
    return 400;
  }
  request.target = line.substr(first + 1, last - first - 1);
  if (version[5] != '1') return 505;
  head.version = version[7] == '0' ? 10 : 11;
  if (version[7] > '1') head.desync.note(Tier::acceptable, "NonCompliantVersion");
  if (request.target.find(' ') != std::string::npos) {
    head.desync.note(Tier::acceptable, "SpaceInUri");
  }
  return 0;
}

// Which body follows; else the status to refuse the request with.
int frame(const HttpRequest& request, const Found& found, RequestHead& head) {
  const head::Framing& framing = found.framing;
  const bool bodiless = request.method == "GET" || request.method == "HEAD";
  if (framing.bad_length) head.desync.note(Tier::severe, "BadContentLength");
  if (framing.lengths_differ) head.desync.note(Tier::severe, "MultipleContentLength");
  if (framing.chunked > 1) head.desync.note(Tier::severe, "MultipleTransferEncodingChunked");
  if (framing.unknown_coding) {
    head.desync.note(Tier::severe, "BadTransferEncoding");
    return 501;
  }
  if (head.desync.tier == Tier::severe) return 400;
  if (framing.chunked > 0) {
    // Who speaks HTTP/1.0 does not know what that is.
    if (head.version == 10) return 400;
    if (bodiless) head.desync.note(Tier::ambiguous, "UndefinedTransferEncodingSemantics");
    if (framing.length) head.desync.note(Tier::ambiguous, "BothTeClPresent");
    head.body.kind = Kind::chunked;
    return 0;
  }
  if (!framing.length) return 0;
  if (framing.length_again) head.desync.note(Tier::ambiguous, "DuplicateContentLength");
  if (bodiless && *framing.length > 0) {
    head.desync.note(Tier::ambiguous, "UndefinedContentLengthSemantics");
  } else if (bodiless) {
    head.desync.note(Tier::acceptable, "GetHeadZeroContentLength");
  }
  head.body = {*framing.length > 0 ? Kind::length : Kind::none, *framing.length};
  return 0;
}

int parse_fields(head::Lines& lines, HttpRequest& request, RequestHead& head) {
  Found found;
  std::string_view line;
  std::string_view name;
  std::string_view value;
  while (lines.next(line) && !line.empty()) {
    if (!head::split_field(line, name, value)) {
      head.desync.note(Tier::severe, "BadHeader");
      return 400;
    }
    note_request_field(name, value, request, head, found);
  }
  if (found.hosts > 1 || (found.hosts == 0 && head.version == 11)) return 400;
  // RFC 9112 3.2.2: an absolute target counts, whatever Host says.
  if (const auto authority = take_authority(request.target)) {
    if (authority->empty()) return 400;
    request.headers.set("Host", *authority);
  }
  if (found.suspicious) head.desync.note(Tier::ambiguous, "SuspiciousHeader");
  head.keep_alive = head.version == 11 ? !found.close : found.keep_alive && !found.close;
  if (const int refused = frame(request, found, head)) return refused;
  head.expects_continue &= head.version == 11 && head.body.kind != Kind::none;
  // One length, whoever wrote it how often; the length of what is chunked is not known.
  if (head.body.kind != Kind::chunked && found.framing.length) {
    request.headers.add("Content-Length", std::to_string(*found.framing.length));
  }
  head.web_socket = found.upgrade && iequals(found.upgrade_to, "websocket") && head.version == 11 &&
                    request.method == "GET" && head.body.kind == Kind::none;
  if (head.web_socket) request.headers.add("Upgrade", found.upgrade_to);
  return 0;
}

}  // namespace

bool parse_request_head(std::string_view bytes, std::size_t& scanned, HttpRequest& request,
                        RequestHead& head) {
  head = {};
  const std::string_view all = bytes;
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);  // RFC 9112 2.2
  const std::size_t skipped = all.size() - bytes.size();
  std::size_t seen = scanned < skipped ? 0 : scanned - skipped;
  const auto end = find_end(bytes, seen);
  scanned = seen + skipped;
  if (end == std::string_view::npos) {
    head.refused = bytes.empty() ? 0 : hopeless(bytes);
    return head.refused != 0;
  }
  head.bytes = end + skipped;
  const std::string_view text = bytes.substr(0, end);
  const head::Bytes found = head::survey(text);
  if (found.null || found.bare_line_end) {
    head.desync.note(Tier::severe, "BadHeader");
    head.refused = 400;
    return true;
  }
  if (found.control || found.beyond_ascii) {
    head.desync.note(Tier::acceptable, "NonCompliantHeader");
  }
  request.headers.reserve(16, text.size());
  head::Lines lines(text);
  std::string_view line;
  lines.next(line);
  head.refused = parse_request_line(line, request, head);
  if (head.refused == 0) head.refused = parse_fields(lines, request, head);
  return true;
}

bool parse_response_head(std::string_view bytes, std::size_t& scanned, bool to_head,
                         HttpResponse& response, ResponseHead& head) {
  head = {};
  const auto end = find_end(bytes, scanned);
  if (end == std::string_view::npos) {
    head.malformed = bytes.size() > kMaxResponseHead ||
                     bytes.find("\n\n") != std::string_view::npos ||
                     !bytes.starts_with(std::string_view("HTTP/1.").substr(0, bytes.size()));
    return head.malformed;
  }
  head.bytes = end;
  const std::string_view text = bytes.substr(0, end);
  head::Lines lines(text);
  std::string_view line;
  lines.next(line);
  const auto status = line.size() < 12 ? std::nullopt : head::parse_length(line.substr(9, 3));
  const head::Bytes found = head::survey(text);
  const bool has_status = line.starts_with("HTTP/1.") && line.size() >= 12 && line[8] == ' ' &&
                          (line.size() == 12 || line[12] == ' ') && status && *status >= 100;
  head.malformed = !has_status || found.null || found.bare_line_end;
  if (head.malformed) return true;
  response.status = static_cast<int>(*status);
  response.reason = line.size() > 13 ? line.substr(13) : std::string_view();
  response.headers.reserve(16, text.size());
  const bool is_11 = line[7] != '0';
  head.keep_alive = is_11;
  head::Framing framing;
  std::string_view name;
  std::string_view value;
  while (lines.next(line) && !line.empty()) {
    if (!head::split_field(line, name, value)) return head.malformed = true;
    const HeaderRole role = alb::role_of(name);
    if (role == HeaderRole::content_length) framing.note_length(value);
    if (role == HeaderRole::transfer_encoding) framing.note_coding(value);
    if (iequals(name, "connection")) {
      head.keep_alive = is_11 ? !head::lists(value, "close") : head::lists(value, "keep-alive");
    }
    const bool again = role == HeaderRole::content_length && framing.length_again;
    if (!alb::is_hop_by_hop(role) && !again) response.headers.add(name, value);
  }
  head.malformed = framing.bad_length || framing.lengths_differ || framing.unknown_coding ||
                   framing.chunked > 1 || (framing.chunked > 0 && framing.length);
  const int code = response.status;
  if (to_head || code < 200 || code == 204 || code == 304) return true;
  head.body.kind = framing.chunked > 0 ? Kind::chunked
                   : framing.length    ? (*framing.length > 0 ? Kind::length : Kind::none)
                                       : Kind::until_close;
  head.body.length = framing.length.value_or(0);
  return true;
}

}  // namespace spillway::live
