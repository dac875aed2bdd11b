#include "app/server_options.hpp"

#include <algorithm>
#include <charconv>

#include "runtime/duration_text.hpp"

namespace spillway::app {
namespace {

constexpr Duration kMargin = std::chrono::seconds(2);

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

// A short timeout gives most of itself rather than nothing.
Duration less_margin(Duration timeout) { return std::max(timeout - kMargin, timeout / 2); }

}  // namespace

boost::system::result<ServerOptions, std::string> server_options_from(
    const Environment& environment) {
  ServerOptions options;
  std::string problems;
  const auto complain = [&](std::string_view name, const std::string& value, const char* remedy) {
    if (!problems.empty()) problems += '\n';
    problems.append(name).append(" is '").append(value).append("': ").append(remedy);
  };
  if (const auto address = environment.get_nonempty("BIND_ADDRESS")) options.address = *address;
  if (const auto text = environment.get_nonempty("PORT")) {
    const auto port = parse_port(*text);
    if (port) options.port = *port;
    if (!port) complain("PORT", *text, "give a number from 0 (any free port) to 65535.");
  }
  if (const auto text = environment.get_nonempty("STOP_TIMEOUT")) {
    const auto timeout = parse_duration_setting(*text);
    if (timeout) options.stop_patience = less_margin(*timeout);
    if (!timeout) complain("STOP_TIMEOUT", *text, "give a duration such as 30s or 500ms.");
  }
  if (!problems.empty()) return {boost::system::in_place_error, problems};
  return options;
}

}  // namespace spillway::app
