// What is known of the values of an event's members: which are numbers, which are one of a few
// words, which are names of the template's resources. An expectation that could never be met is
// told by it. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spillway::core {

struct MemberValues {
  enum class Kind {
    number,
    one_of,   ///< of `words`
    name_of,  ///< the name of a resource of one of the types `words`
  };
  Kind kind = Kind::number;
  std::vector<std::string> words;
};

/// Null for a member that may be anything.
const MemberValues* find_member_values(std::string_view event, std::string_view member);

}  // namespace spillway::core
