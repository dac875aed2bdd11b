// Catch2's main, in a unit of its own: it takes seconds to compile.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
