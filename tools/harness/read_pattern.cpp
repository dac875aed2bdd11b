// Patterns of events in expectations and anchors: the event's name, and what its members must be.
#include <algorithm>

#include "emulator/core/event_catalogue.hpp"
#include "emulator/core/event_values.hpp"
#include "tools/harness/expectation.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {

using document::Node;

namespace {

std::vector<std::string> event_names() {
  std::vector<std::string> names;
  for (const auto& kind : core::event_catalogue()) names.emplace_back(kind.name);
  return names;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!word.empty()) text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

// A value that the member never has would make any `never` true. Names of resources wait for the
// template.
void check_value(MapReader& where, const std::string& event, const std::string& member,
                 const Json& value, const Scenario& scenario) {
  if (event == "load.stage_started" && member == "stage" && value.is_string()) {
    check_stage(where, member, value.get<std::string>(), scenario);
    return;
  }
  const core::MemberValues* values = core::find_member_values(event, member);
  if (values == nullptr) return;
  if (values->kind == core::MemberValues::Kind::number) {
    if (!value.is_number()) where.fail(member, "must be a number");
    return;
  }
  if (!value.is_string()) {
    where.fail(member, "must be a text");
    return;
  }
  if (values->kind != core::MemberValues::Kind::one_of) return;
  const auto word = value.get<std::string>();
  if (std::find(values->words.begin(), values->words.end(), word) != values->words.end()) return;
  const std::string near = did_you_mean(word, values->words);
  where.fail(member, "is never '" + word + "'",
             near.empty() ? "one of " + listed(values->words) : near);
}

// Members to compare with: scalars, typed as they are written.
Json read_where(MapReader& reader, const core::EventKind* kind, const Scenario& scenario) {
  const Node* node = reader.find("where");
  if (node == nullptr) return Json::object();
  MapReader where(reader.context(), *node, reader.path_of("where"));
  Json result = Json::object();
  for (const auto& [key, value] : node->members) {
    if (kind != nullptr && !kind->has_member(key.scalar)) {
      const std::vector<std::string> members(kind->members.begin(), kind->members.end());
      reader.context().fail(key, where.path_of(key.scalar),
                            std::string(kind->name) + " has no member '" + key.scalar + "'",
                            did_you_mean(key.scalar, members));
    } else if (!value.is_scalar()) {
      where.fail(key.scalar, "must be a single value");
    } else {
      result[key.scalar] = value.to_json();
      if (kind != nullptr) {
        check_value(where, std::string(kind->name), key.scalar, result[key.scalar], scenario);
      }
    }
  }
  return result;
}

}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const auto near = document::nearest(name, known);
  return near ? "did you mean '" + *near + "'?" : "";
}

std::string did_you_mean_or_list(std::string_view name, const std::vector<std::string>& known,
                                 std::string_view before_list) {
  std::string near = did_you_mean(name, known);
  if (!near.empty() || known.empty()) return near;
  std::string list = std::string(before_list) + known.front();
  for (std::size_t i = 1; i < known.size(); ++i) list += ", " + known[i];
  return list;
}

bool check_stage(MapReader& reader, std::string_view key, const std::string& stage,
                 const Scenario& scenario) {
  std::vector<std::string> names;
  for (const auto& one : scenario.load) names.push_back(one.name);
  if (std::find(names.begin(), names.end(), stage) != names.end()) return true;
  reader.fail(key, "there is no stage '" + stage + "'", did_you_mean(stage, names));
  return false;
}

EventPattern read_pattern(MapReader& reader, std::string_view name_key, const Scenario& scenario) {
  EventPattern pattern;
  pattern.event = reader.require_string(name_key);
  const core::EventKind* kind = core::find_event_kind(pattern.event);
  if (kind == nullptr && !pattern.event.empty()) {
    reader.fail(name_key, "there is no event '" + pattern.event + "'",
                did_you_mean(pattern.event, event_names()));
  }
  pattern.where = read_where(reader, kind, scenario);
  if (const Node* where = reader.node().find("where")) {
    pattern.place = {where->line, where->column, reader.path_of("where")};
  }
  pattern.text = to_string(pattern);
  return pattern;
}

}  // namespace spillway::harness
