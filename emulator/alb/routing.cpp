#include "emulator/alb/routing.hpp"

#include <algorithm>
#include <charconv>

#include "emulator/alb/mix.hpp"
#include "emulator/alb/slow_start.hpp"

namespace spillway::alb {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool any_value(const Condition& condition, std::string_view text, bool ignore_case) {
  return std::any_of(
      condition.values.begin(), condition.values.end(),
      [&](const std::string& value) { return matches_pattern(value, text, ignore_case); });
}

bool header_matches(const Condition& condition, const HttpHeaders& headers) {
  return std::any_of(headers.begin(), headers.end(), [&](const HttpHeaders::Field& field) {
    return iequals(field.first, condition.header_name) && any_value(condition, field.second, true);
  });
}

bool parameter_matches(const Condition& condition, std::string_view part) {
  const auto equals = part.find('=');
  const std::string_view key = part.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
  return std::any_of(
      condition.parameters.begin(), condition.parameters.end(), [&](const auto& wanted) {
        return (wanted.first.empty() || matches_pattern(wanted.first, key, true, true)) &&
               matches_pattern(wanted.second, value, true, true);
      });
}

bool query_matches(const Condition& condition, std::string_view query) {
  while (!query.empty()) {
    const auto end = query.find('&');
    if (parameter_matches(condition, query.substr(0, end))) return true;
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return false;
}

bool source_matches(const Condition& condition, std::string_view client_ip) {
  const auto address = parse_ipv4(client_ip);
  return address && std::any_of(condition.networks.begin(), condition.networks.end(),
                                [&](const auto& network) {
                                  return (*address & network.second) == network.first;
                                });
}

bool is_met(const Condition& condition, const ClientRequest& client, const RequestFacts& facts) {
  switch (condition.field) {
    case Condition::Field::host_header:
      return any_value(condition, facts.host.substr(0, facts.host.find(':')), true);
    case Condition::Field::path_pattern:
      return any_value(condition, client.request.path(), false);
    case Condition::Field::http_request_method:
      return std::find(condition.values.begin(), condition.values.end(), client.request.method) !=
             condition.values.end();
    case Condition::Field::http_header:
      return header_matches(condition, client.request.headers);
    case Condition::Field::query_string:
      return query_matches(condition, client.request.query());
    case Condition::Field::source_ip:
      return source_matches(condition, client.client_ip);
  }
  return false;
}

// Does it begin with a wildcard that stands for itself?
bool is_escape(std::string_view pattern) {
  return pattern.starts_with("\\*") || pattern.starts_with("\\?");
}

Target* least_busy(const TargetGroup& group, std::size_t start) {
  const std::size_t n = group.usable.size();
  Target* chosen = group.usable[start];
  for (std::size_t i = 1; i < n; ++i) {
    Target* other = group.usable[(start + i) % n];
    if (other->outstanding < chosen->outstanding) chosen = other;
  }
  return chosen;
}

// By chance, each target with the share that it has in its slow start.
Target* by_share(const TargetGroup& group, TimePoint now, Rng& rng) {
  double total = 0;
  for (const Target* target : group.usable) total += slow_start_share(*target, now);
  if (total <= 0) return group.usable[rng.below(group.usable.size())];
  double ticket = rng.uniform() * total;
  for (Target* target : group.usable) {
    ticket -= slow_start_share(*target, now);
    if (ticket < 0) return target;
  }
  return group.usable.back();
}

// Clients are spread over the nodes, as by DNS.
std::size_t node_of_next(Listener& listener) {
  const std::size_t nodes = listener.default_rule->active.size();
  return nodes == 1 ? 0 : static_cast<std::size_t>(mix(listener.requests++) % nodes);
}

}  // namespace

const Action& choose_action(Listener& listener, const ClientRequest& request,
                            const RequestFacts& facts) {
  const std::size_t node = node_of_next(listener);
  for (const Rule* rule : listener.by_priority) {
    const auto& conditions = rule->active[node].routing.conditions;
    if (std::all_of(conditions.begin(), conditions.end(),
                    [&](const Condition& c) { return is_met(c, request, facts); })) {
      return rule->active[node].routing.action;
    }
  }
  return listener.default_rule->active[node].routing.action;
}

TargetGroup* choose_group(const Forward& forward, Rng& rng) {
  if (forward.total == 0) return nullptr;
  // The product's upper half: 64 bits over at most 4995 are even enough.
  const auto wide = static_cast<unsigned __int128>(rng()) * forward.total;
  auto ticket = static_cast<std::uint32_t>(wide >> 64);
  for (const auto& share : forward.shares) {
    if (ticket < share.weight) return share.group;
    ticket -= share.weight;
  }
  return nullptr;
}

Target* choose_target(TargetGroup& group, TimePoint now, Rng& rng) {
  const std::size_t n = group.usable.size();
  if (n == 0) return nullptr;
  if (n == 1) return group.usable.front();
  if (now < group.ramps_until) return by_share(group, now, rng);
  switch (group.options.algorithm) {
    case Algorithm::round_robin:
      break;
    case Algorithm::least_outstanding:
      return least_busy(group, group.round_robin++ % n);
    case Algorithm::weighted_random:  // without anomaly mitigation all weights are the same
      return group.usable[rng.below(n)];
  }
  return group.usable[group.round_robin++ % n];
}

bool matches_pattern(std::string_view pattern, std::string_view text, bool ignore_case,
                     bool escapes) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;  // where the text behind the last star is tried to begin
  while (t < text.size()) {
    const bool literal = escapes && is_escape(pattern.substr(p));
    const std::size_t at = literal ? p + 1 : p;
    const bool same =
        at < pattern.size() && ((pattern[at] == '?' && !literal) || pattern[at] == text[t] ||
                                (ignore_case && lower(pattern[at]) == lower(text[t])));
    if (at < pattern.size() && pattern[at] == '*' && !literal) {
      star = p++;
      after_star = t;
    } else if (same) {
      p = at + 1;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const auto dot = text.find('.');
    if ((dot == std::string_view::npos) != (part == 3)) return std::nullopt;
    const std::string_view digits = text.substr(0, dot);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    if (!whole || digits.size() > 3 || number > 255) return std::nullopt;
    address = address << 8 | number;
    text.remove_prefix(part == 3 ? text.size() : dot + 1);
  }
  return address;
}

}  // namespace spillway::alb
