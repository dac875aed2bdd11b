// FlatEvent: an event as the pattern language sees it: leaf values under dotted names.
//
// {"a": [{"b": 1}, {"b": 2}]} has two values named "a.b"; each remembers at which index of which
// array it stands, since all fields that a pattern matches must come from the same element of an
// array (aws-facts D, array index consistency). A value of its own; the Json must outlive it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "runtime/json.hpp"

namespace spillway::eventbridge {

/// The index within each array on the way to a value, by the array's number.
using ArrayPosition = std::map<int, int>;

struct FlatValue {
  const Json* value = nullptr;  ///< a string, number, boolean or null
  ArrayPosition position;
};

class FlatEvent {
 public:
  explicit FlatEvent(const Json& event);

  /// The values of that name; null if there is none.
  const std::vector<FlatValue>* find(const std::string& name) const;

 private:
  void add(const Json& value, const std::string& name, ArrayPosition& position);
  void add_elements(const Json& array, const std::string& name, ArrayPosition& position);

  std::map<std::string, std::vector<FlatValue>, std::less<>> fields_;
  int arrays_ = 0;
};

/// True if objects and arrays are nested more than `limit` deep.
bool nested_deeper_than(const Json& value, int limit);

}  // namespace spillway::eventbridge
