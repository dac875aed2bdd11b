// JsonPath: the paths of InputPath and InputPathsMap: $, $.detail-type, $.resources[0].
//
// Immutable, any thread.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/eventbridge/condition.hpp"
#include "runtime/json.hpp"

namespace spillway::eventbridge {

class JsonPath {
 public:
  /// Wildcards, slices and filters are not modelled.
  static PatternResult<JsonPath> parse(std::string_view text);

  /// The value at the path; null if there is none.
  const Json* find(const Json& document) const;

 private:
  using Step = std::variant<std::string, std::size_t>;
  JsonPath() = default;

  std::vector<Step> steps_;
};

}  // namespace spillway::eventbridge
