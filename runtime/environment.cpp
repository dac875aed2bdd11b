#include "runtime/environment.hpp"

#include <unistd.h>

namespace spillway {

Environment Environment::from_process() {
  Environment result;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const auto equals = variable.find('=');
    if (equals == std::string_view::npos) continue;
    result.set(std::string(variable.substr(0, equals)), std::string(variable.substr(equals + 1)));
  }
  return result;
}

}  // namespace spillway
