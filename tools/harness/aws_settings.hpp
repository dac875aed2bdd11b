// The keys under `aws:`: what AWS decides, each with its default and its source.
//
// One table reads them, explains them and describes them in the JSON Schema. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/core/delay.hpp"
#include "emulator/world/settings.hpp"
#include "runtime/time.hpp"

namespace spillway::harness {

/// Where a key's value lives in the settings; the type says how it is written.
using AwsField =
    std::variant<core::Delay*, std::optional<core::Delay>*, Duration*, std::optional<Duration>*,
                 bool*, int*, std::int64_t*, std::optional<std::int64_t>*, double*, std::string*>;

struct AwsKey {
  std::string path;  ///< below `aws`: "ecs.start.pull"
  AwsField (*field)(world::Settings& settings);
  std::string about;
  std::string source;        ///< "aws-facts E3", or "UNSOURCED: an assumption"
  std::string default_text;  ///< "10s", "5s to 15s"
};

const std::vector<AwsKey>& aws_keys();

}  // namespace spillway::harness
