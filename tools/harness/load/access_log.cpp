#include "tools/harness/load/access_log.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include "runtime/wall_time.hpp"

namespace spillway::harness {
namespace {

using document::Diagnostics;

// Where the fields stand in a line.
using Field = std::size_t;
constexpr Field kType = 0;
constexpr Field kTime = 1;
constexpr Field kClient = 3;
constexpr Field kRequestProcessing = 5;
constexpr Field kTargetProcessing = 6;
constexpr Field kResponseProcessing = 7;
constexpr Field kReceivedBytes = 10;
constexpr Field kRequest = 12;
constexpr Field kUserAgent = 13;
constexpr Field kCreation = 21;

// Empty if a quote is not closed.
std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    const bool quoted = line.front() == '"';
    if (quoted) line.remove_prefix(1);
    const auto end = line.find(quoted ? '"' : ' ');
    if (quoted && end == std::string_view::npos) return {};
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
    if (quoted && !line.empty() && line.front() == ' ') line.remove_prefix(1);
  }
  return fields;
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Logs of before 2018 have no creation time: then it is the answer's less what it took.
std::optional<WallTime> creation_of(const std::vector<std::string_view>& fields) {
  if (fields.size() > kCreation) {
    if (const auto created = parse_iso8601(fields[kCreation])) return created;
  }
  auto time = parse_iso8601(fields[kTime]);
  if (!time) return std::nullopt;
  for (const Field field : {kRequestProcessing, kTargetProcessing, kResponseProcessing}) {
    const auto seconds = number<double>(fields[field]);
    if (!seconds) return std::nullopt;
    if (*seconds > 0) *time -= Duration(static_cast<std::int64_t>(*seconds * 1e9));
  }
  return time;
}

std::string_view without_port_of_scheme(std::string_view host, std::string_view scheme) {
  const std::string_view port = scheme == "https" ? ":443" : ":80";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

// "GET http://example.com:80/path?x=1 HTTP/1.1"; false if that is not what it says.
bool read_request_line(std::string_view text, LoggedRequest& request) {
  const auto first = text.find(' ');
  const auto last = text.rfind(' ');
  if (first == std::string_view::npos || last == first) return false;
  const std::string_view method = text.substr(0, first);
  const std::string_view url = text.substr(first + 1, last - first - 1);
  const auto authority = url.find("://");
  if (method == "-" || authority == std::string_view::npos) return false;
  const std::string_view rest = url.substr(authority + 3);
  const auto slash = rest.find_first_of("/?");
  request.method = method;
  request.host = without_port_of_scheme(rest.substr(0, slash), url.substr(0, authority));
  request.target = slash == std::string_view::npos ? "/" : rest.substr(slash);
  if (request.target.front() == '?') request.target.insert(0, "/");
  return request.target.find(' ') == std::string::npos;
}

std::string ip_of(std::string_view client) {
  const auto colon = client.rfind(':');
  return std::string(client.substr(0, colon));
}

enum class Line { request, left_out, malformed };

Line read_line(std::string_view line, LoggedRequest& request) {
  const auto fields = split(line);
  if (fields.size() <= kUserAgent) return Line::malformed;
  const auto created = creation_of(fields);
  const auto received = number<std::uint64_t>(fields[kReceivedBytes]);
  if (!created || !received) return Line::malformed;
  request.created = *created;
  request.client_ip = ip_of(fields[kClient]);
  request.received_bytes = *received;
  if (fields[kUserAgent] != "-") request.user_agent = fields[kUserAgent];
  const bool web_socket = fields[kType] == "ws" || fields[kType] == "wss";
  if (web_socket || !read_request_line(fields[kRequest], request)) return Line::left_out;
  return Line::request;
}

// Far more than the load balancer's limits let into a line (aws-facts A2). What is longer is no
// log: it is cut off there, so that a device that never ends a line is refused as any other file
// is.
constexpr std::size_t kLongestLine = std::size_t{256} * 1024;

// The next line without its end; false: there is none.
bool take_line(std::istream& in, std::string& line) {
  line.clear();
  std::streambuf& buffer = *in.rdbuf();
  constexpr int kEnd = std::char_traits<char>::eof();
  int c = buffer.sbumpc();
  if (c == kEnd) return false;
  for (; c != kEnd && c != '\n' && line.size() < kLongestLine; c = buffer.sbumpc()) {
    line.push_back(static_cast<char>(c));
  }
  return true;
}

}  // namespace

boost::system::result<AccessLog, Diagnostics> read_access_log(std::istream& in,
                                                              const std::string& file) {
  const auto fail = [&](int line, std::string message, std::string hint) {
    return Diagnostics{{file, line, 0, {}, std::move(message), std::move(hint)}};
  };
  AccessLog log;
  std::string line;
  for (int number = 1; take_line(in, line); ++number) {
    if (number == 1 && line.starts_with("\x1f\x8b"))
      return fail(0, "is compressed", "unpack it with gunzip");
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    LoggedRequest request;
    switch (read_line(line, request)) {
      case Line::request:
        log.requests.push_back(std::move(request));
        break;
      case Line::left_out:
        ++log.left_out;
        break;
      case Line::malformed:
        return fail(number, "is no line of an Application Load Balancer's access log",
                    "it has at least 14 fields, texts of them in quotes");
    }
  }
  if (log.requests.empty()) return fail(0, "holds no request that could be sent again", {});
  const auto earlier = [](const LoggedRequest& a, const LoggedRequest& b) {
    return a.created < b.created;
  };
  std::stable_sort(log.requests.begin(), log.requests.end(), earlier);
  return log;
}

boost::system::result<AccessLog, Diagnostics> load_access_log(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  // A folder can be opened, but not read.
  if (!in || (in.peek(), in.bad())) {
    return Diagnostics{{file, 0, 0, {}, "cannot be read", "is it there, and a file?"}};
  }
  return read_access_log(in, file);
}

}  // namespace spillway::harness
