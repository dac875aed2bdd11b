#include "emulator/live/own_hosts.hpp"

#include <algorithm>

namespace spillway::live {
namespace {

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
}

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
  const auto origin = request.headers.get("Origin");
  if (!origin) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string_view::npos || !is_ours(origin->substr(scheme + 3));
}

}  // namespace spillway::live
