// The sections of a scenario file, one reader each. Internal to the loader.
#pragma once

#include "tools/harness/reader.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

void read_load(ReadContext& context, const document::Node& node, Scenario& scenario);
void read_faults(ReadContext& context, const document::Node& node, Scenario& scenario);
/// After the load: expectations name its stages.
void read_expectations(ReadContext& context, const document::Node& node, Scenario& scenario);
void read_aws(ReadContext& context, const document::Node& node, world::Settings& settings);

/// Changes the document as --set says; false if the path leads nowhere.
bool apply_override(document::Node& root, const std::string& path, const std::string& value);

}  // namespace spillway::harness
