// Precompiled for every target: headers that are large, stable and used nearly everywhere. Files
// still include what they use; this only spares the compiler from reading it again.
#pragma once

#include <algorithm>
#include <array>
#include <boost/system/result.hpp>
#include <charconv>
#include <chrono>
#include <compare>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
