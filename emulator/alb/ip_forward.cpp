#include "emulator/alb/ip_forward.hpp"

#include <charconv>

namespace spillway::alb {
namespace {

constexpr std::string_view kHopByHop[] = {"Connection", "Keep-Alive", "Proxy-Connection",
                                          "TE",         "Trailer",    "Transfer-Encoding",
                                          "Upgrade"};
constexpr std::string_view kReplaced[] = {"X-Forwarded-For", "X-Forwarded-Port",
                                          "X-Forwarded-Proto", "X-Amzn-Trace-Id"};

void remove_hop_by_hop(HttpHeaders& headers) {
  for (const std::string_view name : kHopByHop) headers.remove(name);
}

bool is_valid(std::string_view name, std::string_view value) {
  bool breaks = name.empty();
  for (const char c : value) breaks |= c == '\r' || c == '\n' || c == '\0';
  return !breaks;
}

// Nothing if it is not a number.
std::optional<std::size_t> length_of(std::string_view text) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

bool is_final(int status) { return status >= 200 && status <= 599; }

// Takes off hop-by-hop fields and finds the length; false: malformed.
bool clean(HttpHeaders& headers, std::optional<std::size_t>& length) {
  bool hop_by_hop = false;
  for (const auto& [name, value] : headers) {
    const HeaderRole role = role_of(name);
    hop_by_hop |= is_hop_by_hop(role);
    if (!is_valid(name, value)) return false;
    if (role != HeaderRole::content_length) continue;
    length = length_of(value);
    if (!length) return false;
  }
  if (are_too_large(headers)) return false;
  if (hop_by_hop) remove_hop_by_hop(headers);
  return true;
}

}  // namespace

void prepare_for_target(HttpRequest& request, const RequestFacts& facts, const Added& added) {
  HttpHeaders& headers = request.headers;
  if (facts.has_hop_by_hop) remove_hop_by_hop(headers);
  if (facts.has_replaced) {
    for (const std::string_view name : kReplaced) headers.remove(name);
  }
  headers.reserve(5, 84 + added.forwarded_for.size() + added.port.size() + added.trace.size() +
                         added.dns_name.size());
  // ELB/how-elastic-load-balancing-works: targets speak HTTP/1.1, which asks for one.
  if (facts.host.empty() && !headers.contains("Host")) headers.add("Host", added.dns_name);
  if (!added.forwarded_for.empty()) headers.add("X-Forwarded-For", added.forwarded_for);
  headers.add("X-Forwarded-Proto", "http");
  headers.add("X-Forwarded-Port", added.port);
  headers.add("X-Amzn-Trace-Id", added.trace);
}

bool prepare_head_for_client(HttpResponse& response, bool may_switch) {
  const bool switches = may_switch && response.status == 101;
  std::optional<std::size_t> length;
  return (switches || is_final(response.status)) && clean(response.headers, length);
}

TargetAnswer prepare_for_client(HttpResponse& response, bool head) {
  std::optional<std::size_t> length;
  if (!is_final(response.status) || !clean(response.headers, length)) {
    return TargetAnswer::malformed;
  }
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!head && !bodiless && length > response.body.size()) return TargetAnswer::incomplete;
  if (!length && !bodiless) {
    response.headers.add("Content-Length", std::to_string(response.body.size()));
  }
  return TargetAnswer::complete;
}

}  // namespace spillway::alb
