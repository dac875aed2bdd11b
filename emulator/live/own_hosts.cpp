#include "emulator/live/own_hosts.hpp"

#include <algorithm>

namespace spillway::live {
namespace {

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
}

// Empty: that of the scheme.
std::string_view port_of(std::string_view host) { return host.substr(without_port(host).size()); }

}  // namespace

OwnHosts::OwnHosts(std::vector<std::string> further) : names_(std::move(further)) {
  for (const char* own : {"localhost", "127.0.0.1", "[::1]"}) names_.emplace_back(own);
}

bool OwnHosts::is_ours(std::string_view host) const {
  return std::any_of(names_.begin(), names_.end(),
                     [&](const std::string& own) { return iequals(own, without_port(host)); });
}

bool OwnHosts::is_foreign(const HttpRequest& request) const {
  if (!is_ours(request.headers.get("Host").value_or(""))) return true;
  const auto site = request.headers.get("Sec-Fetch-Site");  // what a browser says of the page
  if (site && *site != "same-origin" && *site != "none") return true;
  const auto origin = request.headers.get("Origin");
  if (!origin) return false;
  const std::size_t scheme = origin->find("://");
  if (scheme == std::string_view::npos) return true;
  // Not a page of another server of this machine either, the app under test among them.
  const std::string_view page = origin->substr(scheme + 3);
  return !is_ours(page) || port_of(page) != port_of(request.headers.get("Host").value_or(""));
}

}  // namespace spillway::live
