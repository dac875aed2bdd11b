// The `load` section.
#include <algorithm>

#include "tools/harness/load/read_stage.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {

using document::Node;

void read_load(ReadContext& context, const Node& node, Scenario& scenario) {
  if (node.kind != Node::Kind::sequence) {
    context.fail(node, "load", "must be a list of stages");
    return;
  }
  TimePoint follows{};
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string path = "load[" + std::to_string(i) + "]";
    LoadStage stage = read_stage(context, node.items[i], path, follows);
    // One that says when it begins stands beside the others, which follow each other.
    if (node.items[i].find("at") == nullptr) follows = stage.end();
    const auto same_name = [&](const LoadStage& other) { return other.name == stage.name; };
    if (std::any_of(scenario.load.begin(), scenario.load.end(), same_name)) {
      context.fail(node.items[i], path + ".name", "a second stage is named '" + stage.name + "'");
    }
    scenario.load.push_back(std::move(stage));
  }
}

TimePoint load_end(const Scenario& scenario) {
  TimePoint end{};
  for (const LoadStage& stage : scenario.load) end = std::max(end, stage.end());
  return end;
}

}  // namespace spillway::harness
