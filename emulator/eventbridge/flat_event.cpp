#include "emulator/eventbridge/flat_event.hpp"

namespace spillway::eventbridge {

FlatEvent::FlatEvent(const Json& event) {
  ArrayPosition position;
  add(event, "", position);
}

const std::vector<FlatValue>* FlatEvent::find(const std::string& name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? nullptr : &found->second;
}

void FlatEvent::add(const Json& value, const std::string& name, ArrayPosition& position) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      std::string member_name = name;
      if (!member_name.empty()) member_name += '.';
      add(member, member_name + key, position);
    }
  } else if (value.is_array()) {
    add_elements(value, name, position);
  } else {
    fields_[name].push_back({&value, position});
  }
}

// A leaf that is itself an element of the array takes no position in it: a pattern names each field
// once, so there is nothing it could be inconsistent with.
void FlatEvent::add_elements(const Json& array, const std::string& name, ArrayPosition& position) {
  const int number = arrays_++;
  int index = 0;
  for (const Json& element : array) {
    if (element.is_structured()) {
      position[number] = index;
      add(element, name, position);
      position.erase(number);
    } else {
      add(element, name, position);
    }
    ++index;
  }
}

bool nested_deeper_than(const Json& value, int limit) {
  if (!value.is_structured()) return false;
  if (limit == 0) return true;
  for (const Json& member : value) {
    if (nested_deeper_than(member, limit - 1)) return true;
  }
  return false;
}

}  // namespace spillway::eventbridge
