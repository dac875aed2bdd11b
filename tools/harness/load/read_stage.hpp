// Reads one stage of the scenario's `load`. Internal to the loader.
#pragma once

#include "tools/harness/load/stage.hpp"
#include "tools/harness/reader.hpp"

namespace spillway::harness {

/// `follows` is where the stage begins if it does not say `at`.
LoadStage read_stage(ReadContext& context, const document::Node& node, const std::string& path,
                     TimePoint follows);
/// `paths`, with the stage's own `method`, `headers`, `body` and `body_size`, into its requests.
void read_requests(MapReader& reader, LoadStage& stage);
/// `replay` and `speed`, into its requests, addresses and times.
void read_replay(MapReader& reader, LoadStage& stage);

}  // namespace spillway::harness
