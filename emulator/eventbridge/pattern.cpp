#include "emulator/eventbridge/pattern.hpp"

#include <array>
#include <set>

namespace spillway::eventbridge {
namespace {

constexpr std::array<std::string_view, 9> kReservedInOr = {
    "exactly",  "exists",       "prefix",  "suffix", "equals-ignore-case",
    "wildcard", "anything-but", "numeric", "cidr"};

bool absence_wanted(const std::vector<Condition>& conditions) {
  return std::any_of(conditions.begin(), conditions.end(),
                     [](const Condition& condition) { return condition.wants_absence(); });
}

// Where the values stand that match one of the conditions; a value outside of arrays settles it.
std::vector<ArrayPosition> matching_positions(const std::vector<FlatValue>& values,
                                              const std::vector<Condition>& conditions) {
  std::vector<ArrayPosition> positions;
  for (const FlatValue& candidate : values) {
    const bool matches = std::any_of(
        conditions.begin(), conditions.end(),
        [&](const Condition& condition) { return condition.matches(*candidate.value); });
    if (!matches) continue;
    if (candidate.position.empty()) return {candidate.position};
    positions.push_back(candidate.position);
  }
  return positions;
}

// Is there one position for each field so that no two of them name different elements of an array?
// What failed is remembered by what still matters of it, since the tries would otherwise multiply.
class ConsistentChoice {
 public:
  explicit ConsistentChoice(std::vector<std::vector<ArrayPosition>> fields)
      : fields_(std::move(fields)), later_arrays_(fields_.size() + 1) {
    for (std::size_t i = fields_.size(); i-- > 0;) {
      later_arrays_[i] = later_arrays_[i + 1];
      for (const ArrayPosition& position : fields_[i]) {
        for (const auto& [array, index] : position) later_arrays_[i].insert(array);
      }
    }
  }

  bool exists() { return exists_from(0, {}); }

 private:
  bool exists_from(std::size_t field, ArrayPosition chosen) {
    if (field == fields_.size()) return true;
    std::erase_if(chosen,
                  [&](const auto& entry) { return !later_arrays_[field].contains(entry.first); });
    if (failed_.contains({field, chosen})) return false;
    for (const ArrayPosition& candidate : fields_[field]) {
      ArrayPosition both = chosen;
      const bool consistent = std::all_of(
          candidate.begin(), candidate.end(),
          [&](const auto& entry) { return both.emplace(entry).first->second == entry.second; });
      if (consistent && exists_from(field + 1, std::move(both))) return true;
    }
    failed_.emplace(field, std::move(chosen));
    return false;
  }

  std::vector<std::vector<ArrayPosition>> fields_;
  std::vector<std::set<int>> later_arrays_;  // that occur in this field or a later one
  std::set<std::pair<std::size_t, ArrayPosition>> failed_;
};

}  // namespace

PatternResult<Pattern> Pattern::parse(std::string_view text) {
  if (text.size() > kMaximumBytes) {
    return PatternError("The pattern has more than 4096 bytes");
  }
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return PatternError("The pattern is not valid JSON");
  if (!json.is_object()) return PatternError("Filter is not an object");
  if (nested_deeper_than(json, kMaximumDepth)) {
    return PatternError("The pattern is nested too deeply");
  }
  Pattern pattern;
  pattern.branches_.emplace_back();
  if (auto error = pattern.add_object(json, "", false)) return std::move(*error);
  return pattern;
}

std::optional<PatternError> Pattern::add_object(const Json& object, const std::string& prefix,
                                                bool inside_or) {
  if (object.empty()) return PatternError("Empty objects are not allowed");
  for (const auto& [key, value] : object.items()) {
    std::optional<PatternError> error;
    std::string name = prefix;
    if (!name.empty()) name += '.';
    name += key;
    if (key == "$or") {
      error = add_or(value, prefix);
    } else if (inside_or &&
               std::find(kReservedInOr.begin(), kReservedInOr.end(), key) != kReservedInOr.end()) {
      error = PatternError(key + " is Ruler reserved fieldName which cannot be used inside $or.");
    } else if (value.is_object()) {
      error = add_object(value, name, inside_or);
    } else if (value.is_array()) {
      error = add_leaf(value, name);
    } else {
      error = PatternError('"' + key + "\" must be an object or an array");
    }
    if (error) return error;
  }
  return std::nullopt;
}

std::optional<PatternError> Pattern::add_or(const Json& branches, const std::string& prefix) {
  if (!branches.is_array()) return PatternError("It must be an Array followed with $or.");
  if (branches.size() < 2) {
    return PatternError("There must have at least 2 Objects in $or relationship.");
  }
  const std::vector<Conjunction> before = std::move(branches_);
  std::vector<Conjunction> all;
  for (const Json& branch : branches) {
    if (!branch.is_object()) {
      return PatternError("Only JSON object is allowed in array of $or relationship.");
    }
    branches_ = before;
    if (auto error = add_object(branch, prefix, true)) return error;
    all.insert(all.end(), branches_.begin(), branches_.end());
    if (all.size() > kMaximumCombinations) {
      return PatternError("The pattern has more than 1000 combinations of $or");
    }
  }
  branches_ = std::move(all);
  return std::nullopt;
}

std::optional<PatternError> Pattern::add_leaf(const Json& alternatives, const std::string& name) {
  if (alternatives.empty()) return PatternError("Empty arrays are not allowed");
  std::vector<Condition> conditions;
  for (const Json& alternative : alternatives) {
    auto condition = Condition::parse(alternative);
    if (condition.has_error()) return condition.error();
    conditions.push_back(std::move(*condition));
  }
  for (Conjunction& branch : branches_) branch.insert_or_assign(name, conditions);
  return std::nullopt;
}

bool Pattern::matches(const FlatEvent& event) const {
  return std::any_of(branches_.begin(), branches_.end(), [&](const Conjunction& branch) {
    std::vector<std::vector<ArrayPosition>> fields;
    for (const auto& [name, conditions] : branch) {
      const std::vector<FlatValue>* values = event.find(name);
      if (values == nullptr) {
        if (!absence_wanted(conditions)) return false;
        continue;
      }
      auto positions = matching_positions(*values, conditions);
      if (positions.empty()) return false;
      fields.push_back(std::move(positions));
    }
    return ConsistentChoice(std::move(fields)).exists();
  });
}

}  // namespace spillway::eventbridge
