#include "tools/harness/fault_request.hpp"

#include <algorithm>

#include "emulator/document/units.hpp"
#include "tools/harness/check_faults.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Node;
using Names = std::vector<std::string>;

constexpr const char* kRequest = "request";

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Node text_node(const std::string& text) {
  Node node;
  node.kind = Node::Kind::string;
  node.scalar = text;
  return node;
}

void name_them(Node& list, Names taken) {
  for (Node& fault : list.items) {
    if (fault.kind != Node::Kind::mapping || fault.find("name") != nullptr) continue;
    int number = 1;
    while (holds(taken, "live-" + std::to_string(number))) ++number;
    const std::string name = "live-" + std::to_string(number);
    taken.push_back(name);
    fault.members.push_back({text_node("name"), text_node(name)});
  }
}

boost::system::result<Node, document::Diagnostics> read_list(const std::string& json) {
  auto root = document::parse(json, kRequest);
  if (!root) return root;
  const bool empty_list = root->kind == Node::Kind::sequence && root->items.empty();
  if (root->kind == Node::Kind::null || empty_list) {
    return document::Diagnostics{
        {kRequest, 0, 0, {}, "holds no fault", "send one as JSON; see `spillway explain faults`"}};
  }
  if (root->kind != Node::Kind::mapping) return root;
  Node list;
  list.kind = Node::Kind::sequence;
  list.items.push_back(std::move(*root));
  return list;
}

Json value_to_json(const core::FaultValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* rate = std::get_if<double>(&value)) return *rate;
  const auto& delay = std::get<core::Delay>(value);
  using Kind = core::Delay::Kind;
  const auto low = document::format_duration(delay.low());
  switch (delay.kind()) {
    case Kind::fixed:
      return low;
    case Kind::lognormal:
      return {{"lognormal", {{"median", low}, {"sigma", delay.sigma()}}}};
    case Kind::uniform:
    case Kind::empirical:
      break;
  }
  return {{delay.kind() == Kind::uniform ? "uniform" : "empirical",
           Json::array({low, document::format_duration(delay.high())})}};
}

}  // namespace

boost::system::result<std::vector<core::Fault>, document::Diagnostics> read_fault_request(
    const std::string& json, const Scenario& scenario, const LoadedTemplate& loaded,
    const std::vector<std::string>& taken, TimePoint now) {
  auto list = read_list(json);
  if (!list) return list.error();
  name_them(*list, taken);
  Scenario asked = scenario;
  asked.file = kRequest;
  asked.faults.clear();
  asked.duration = Duration::max();  // nobody knows how long a live emulator runs
  ReadContext context{kRequest, {}};
  read_faults(context, *list, asked);
  for (const ScenarioFault& read : asked.faults) {
    if (!holds(taken, read.fault.name)) continue;
    context.errors.push_back({kRequest, 0, 0, "name",
                              "there is a fault '" + read.fault.name + "' already",
                              "DELETE it first, or give this one another name"});
  }
  cloudformation::StackOptions options;
  options.stack_name = scenario.name;
  options.parameters = scenario.parameters;
  options.account = scenario.aws.account;
  const auto outline = cloudformation::check_template(loaded.root, scenario.template_file, options);
  if (!outline) return outline.error();
  if (context.errors.empty()) check_faults(asked, *outline, context.errors);
  if (!context.errors.empty()) return context.errors;
  std::vector<core::Fault> faults;
  for (ScenarioFault& read : asked.faults) {
    read.fault.from = now + read.fault.from.time_since_epoch();
    faults.push_back(std::move(read.fault));
  }
  return faults;
}

Json fault_to_json(const core::Fault& fault) {
  Json attributes = Json::object();
  for (const auto& [name, value] : fault.attributes) attributes[name] = value_to_json(value);
  Json result = {{"name", fault.name},
                 {"type", core::fault_kind(fault.type).name},
                 {"target", fault.target},
                 {"probability", fault.probability},
                 {"attributes", std::move(attributes)},
                 {"at_s", to_seconds(fault.from.time_since_epoch())}};
  if (fault.length) result["for_s"] = to_seconds(*fault.length);
  return result;
}

}  // namespace spillway::harness
