// The test framework, whichever version the distribution has.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <boost/system/result.hpp>

namespace Catch {

/// CHECK(result) shows the error's message, whatever its type.
template <class T, class E>
struct StringMaker<boost::system::result<T, E>> {
  static std::string convert(const boost::system::result<T, E>& result) {
    if (result) return "a value";
    if constexpr (requires(const E& error) { std::string(error.message); }) {
      return "error: " + std::string(result.error().message);
    } else {
      return "an error";
    }
  }
};

}  // namespace Catch
