#include "controller/strategy.hpp"

#include <array>

#include "controller/poll_strategy.hpp"

namespace spillway::controller {
namespace {

struct Entry {
  std::string_view name;
  std::unique_ptr<Strategy> (*make)(const Config& config);
};

constexpr std::array kStrategies = {
    Entry{"poll",
          [](const Config& config) -> std::unique_ptr<Strategy> {
            return std::make_unique<PollStrategy>(config);
          }},
};

}  // namespace

std::unique_ptr<Strategy> make_strategy(std::string_view name, const Config& config) {
  for (const Entry& entry : kStrategies) {
    if (entry.name == name) return entry.make(config);
  }
  return nullptr;
}

std::string strategy_names() {
  std::string names;
  for (const Entry& entry : kStrategies) {
    if (!names.empty()) names += ", ";
    names += entry.name;
  }
  return names;
}

}  // namespace spillway::controller
