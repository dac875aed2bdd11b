// IdSource: ids as AWS forms them, drawn from a random stream of the component that owns it.
#pragma once

#include <cstddef>
#include <string>

#include "runtime/rng.hpp"

namespace spillway::core {

class IdSource {
 public:
  explicit IdSource(Rng rng) : rng_(rng) {}

  std::string hex(std::size_t digits);      ///< "50dc6c495c0c9188"
  std::string decimal(std::size_t digits);  ///< "6239594548179359778", never with a leading zero
  std::string base32(std::size_t length);   ///< "5KQZ2N7FXA", as in access keys and role ids
  std::string uuid();                       ///< version 4

 private:
  Rng rng_;
};

}  // namespace spillway::core
