// The order of creation: dependencies first, ties in the order of the template. Private to this
// folder.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

namespace spillway::cloudformation {

struct Ordering {
  std::vector<std::size_t> order;  ///< complete if there is no cycle
  std::vector<std::size_t> cycle;  ///< a, b, c if a needs b, b needs c and c needs a; else empty
};

/// `needs[i]` holds the indices that must come before i.
Ordering order_by_needs(const std::vector<std::set<std::size_t>>& needs);

}  // namespace spillway::cloudformation
