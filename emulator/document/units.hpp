// Quantities as people write them in scenarios: always with a unit, so that nobody has to guess.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace spillway::document {

/// Why a text is no quantity, as a sentence without a period: "'15' has no unit; write 15s".
template <class T>
using Parsed = boost::system::result<T, std::string>;

Parsed<Duration> parse_duration(std::string_view text);  ///< "250ms", "15s", "1m30s", "1.5h", "2d"
Parsed<double> parse_rate(std::string_view text);   ///< per second, from "20/s", "90/m", "1000/h"
Parsed<double> parse_ratio(std::string_view text);  ///< 0..1, from "20%", "0.5%"
Parsed<std::int64_t> parse_size(std::string_view text);  ///< bytes, from "900MB", "1.5GB", "64KiB"

std::string format_duration(Duration d);  ///< the shortest of the same: "1m30s", "250ms"

}  // namespace spillway::document
