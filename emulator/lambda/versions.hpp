// Versions: published copies of a function, which do not change any more. Used within
// emulator/lambda only.
#pragma once

#include <string>
#include <string_view>

#include "emulator/lambda/function.hpp"

namespace spillway::lambda {

struct Estate;

/// A copy of $LATEST under the next number; the last one again if nothing was changed since.
Version& publish_version(Estate& estate, Function& function, const std::string& description);
/// Null if there is none of that number.
Version* find_version(Function& function, std::string_view number);

}  // namespace spillway::lambda
