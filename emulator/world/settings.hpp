// Settings of a world: what AWS decides, service by service. A plain value; the scenario's `aws`
// fills it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/alb/settings.hpp"
#include "emulator/autoscaling/settings.hpp"
#include "emulator/cloudwatch/settings.hpp"
#include "emulator/core/context.hpp"
#include "emulator/ecs/settings.hpp"
#include "emulator/eventbridge/settings.hpp"
#include "emulator/lambda/settings.hpp"
#include "emulator/sqs/settings.hpp"
#include "emulator/wire/settings.hpp"

namespace spillway::world {

/// An image in the account's registry.
struct ImageSize {
  std::string name;  ///< repository's name or logical id, with ":tag" if not latest
  std::optional<std::int64_t> bytes;  ///< compressed; empty: the image is missing
};

struct Settings {
  core::Account account;
  alb::Settings alb;
  lambda::Settings lambda;
  ecs::Settings ecs;
  cloudwatch::Settings cloudwatch;
  autoscaling::Settings autoscaling;
  eventbridge::Settings eventbridge;
  sqs::Settings sqs;
  wire::Settings wire;
  std::vector<ImageSize> images;
  /// Of an image in a repository of the template that `images` does not name. UNSOURCED.
  std::int64_t default_image_size = 70'000'000;
};

}  // namespace spillway::world
