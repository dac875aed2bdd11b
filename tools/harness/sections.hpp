// The sections of a scenario file, one reader each. Internal to the loader.
#pragma once

#include "tools/harness/reader.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

void read_load(ReadContext& context, const document::Node& node, Scenario& scenario);
void read_faults(ReadContext& context, const document::Node& node, Scenario& scenario);
/// After the load: expectations name its stages.
void read_expectations(ReadContext& context, const document::Node& node, Scenario& scenario);
/// The event under `name_key`, "event" or "never", and its `where`.
EventPattern read_pattern(MapReader& reader, std::string_view name_key, const Scenario& scenario);
/// False, and an error at `key`, if the load has no stage of that name.
bool check_stage(MapReader& reader, std::string_view key, const std::string& stage,
                 const Scenario& scenario);
/// The remedy for a name that is not known, or empty.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);
/// If none is near, all of them, after "it has "; empty if there are none.
std::string did_you_mean_or_list(std::string_view name, const std::vector<std::string>& known,
                                 std::string_view before_list);
void read_aws(ReadContext& context, const document::Node& node, Scenario& scenario);
/// The keys of the table that the section says, whatever their value.
std::vector<std::string> given_aws_keys(const document::Node& node);

enum class Overridden { yes, leads_nowhere, no_value };
/// Changes the document as --set says: `value` is YAML, but of a template's parameter its text.
Overridden apply_override(document::Node& root, const std::string& path, const std::string& value);

}  // namespace spillway::harness
