// simdjson, for the two readers on the per-request path and nobody else.
//
// Its inline functions assert what they assume, which is a good part of their time; the optimised
// builds take their word for it. Our own checks (check.hpp) do not depend on NDEBUG.
#pragma once

#if defined(__OPTIMIZE__) && !defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
#define NDEBUG
#include <simdjson.h>
#undef NDEBUG
#else
#include <simdjson.h>
#endif
