// Names a reader recognises: ARNs, generated names and long ids, cut down.
#pragma once

#include <string>
#include <string_view>

namespace spillway::report {

/// The readable part of an ARN, of a generated name or of a long id.
std::string short_name(std::string_view name);

/// A sentence of AWS's with its ARNs, names and ids made readable.
std::string shortened(const std::string& sentence);

}  // namespace spillway::report
