#include "runtime/request_target.hpp"

#include <algorithm>
#include <string_view>

#include "runtime/http.hpp"

namespace spillway {

std::optional<std::string> take_authority(std::string& target) {
  if (target.starts_with('/')) return std::nullopt;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!iequals(std::string_view(target).substr(0, scheme.size()), scheme)) continue;
    const std::size_t end = std::min(target.find_first_of("/?", scheme.size()), target.size());
    std::string authority = target.substr(scheme.size(), end - scheme.size());
    target.erase(0, end);
    if (!target.starts_with('/')) target.insert(0, 1, '/');
    return authority;
  }
  return std::nullopt;
}

}  // namespace spillway
