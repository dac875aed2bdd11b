#include "runtime/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace spillway {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "spillway: a bug: %s does not hold at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace spillway
