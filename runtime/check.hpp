// SPILLWAY_CHECK: an assertion that stays in release builds. For bugs of ours, never for bad input.
#pragma once

namespace spillway {

[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace spillway

#define SPILLWAY_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::spillway::check_failed(#condition, __FILE__, __LINE__))
