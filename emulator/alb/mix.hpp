// mix: scatters a number's bits, for ids and cookies that shall look like nothing. Pure.
#pragma once

#include <cstdint>

namespace spillway::alb {

/// The finaliser of splitmix64, a bijection.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace spillway::alb
