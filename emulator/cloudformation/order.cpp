#include "emulator/cloudformation/order.hpp"

#include <algorithm>

namespace spillway::cloudformation {
namespace {

/// Precondition: each of the undone needs another undone one, so following any need ends in a
/// circle.
std::vector<std::size_t> find_cycle(const std::vector<std::set<std::size_t>>& needs,
                                    const std::vector<bool>& done) {
  std::vector<std::size_t> path;
  auto at = static_cast<std::size_t>(std::find(done.begin(), done.end(), false) - done.begin());
  for (;;) {
    const auto seen = std::find(path.begin(), path.end(), at);
    if (seen != path.end()) return {seen, path.end()};
    path.push_back(at);
    at = *std::find_if(needs[at].begin(), needs[at].end(),
                       [&](std::size_t need) { return !done[need]; });
  }
}

}  // namespace

Ordering order_by_needs(const std::vector<std::set<std::size_t>>& needs) {
  Ordering result;
  std::vector<bool> done(needs.size(), false);
  const auto ready = [&](std::size_t i) {
    return !done[i] && std::all_of(needs[i].begin(), needs[i].end(),
                                   [&](std::size_t need) { return done[need]; });
  };
  while (result.order.size() < needs.size()) {
    std::size_t next = 0;
    while (next < needs.size() && !ready(next)) ++next;
    if (next == needs.size()) {
      result.cycle = find_cycle(needs, done);
      return result;
    }
    done[next] = true;
    result.order.push_back(next);
  }
  return result;
}

}  // namespace spillway::cloudformation
