// The `load` and `faults` sections.
#include <algorithm>

#include "tools/harness/load/read_stage.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Node;

// Any code may be injected, but one that nearly is a common one is a slip.
void check_error_code(MapReader& reader, const std::string& code) {
  static const std::vector<std::string> kCommon = {"ThrottlingException",
                                                   "Throttling",
                                                   "TooManyRequestsException",
                                                   "RequestLimitExceeded",
                                                   "AccessDeniedException",
                                                   "AccessDenied",
                                                   "ServerException",
                                                   "ServiceException",
                                                   "InternalFailure",
                                                   "ServiceUnavailable",
                                                   "ServiceUnavailableException",
                                                   "ClientException",
                                                   "InvalidParameterException",
                                                   "ValidationError"};
  if (code.empty() || std::find(kCommon.begin(), kCommon.end(), code) != kCommon.end()) return;
  const auto near = document::nearest(code, kCommon, 2);
  if (near)
    reader.fail("error", "'" + code + "' is no error code", "did you mean '" + *near + "'?");
}

ApiFault read_fault(ReadContext& context, const Node& node, const std::string& path) {
  ApiFault fault;
  MapReader reader(context, node, path);
  fault.name = reader.string("name").value_or(path);
  fault.from = TimePoint(reader.duration("at").value_or(Duration::zero()));
  fault.length = reader.duration("for");
  const std::string call = reader.require_string("call");
  const auto colon = call.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == call.size()) {
    if (!call.empty())
      reader.fail("call", "'" + call + "' names no call", "write ecs:UpdateService");
  } else {
    fault.service = call.substr(0, colon);
    fault.action = call.substr(colon + 1);
  }
  if (const Node* at = node.find("call")) {
    fault.call_place = {at->line, at->column, reader.path_of("call")};
  }
  fault.error = reader.require_string("error");
  check_error_code(reader, fault.error);
  const Node* probability = reader.find("probability");
  if (probability != nullptr) {
    fault.probability = reader.number("probability").value_or(1);
    if (fault.probability < 0 || fault.probability > 1) {
      reader.fail("probability", "must be from 0 to 1");
    }
  }
  reader.finish();
  return fault;
}

}  // namespace

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

void read_faults(ReadContext& context, const Node& node, Scenario& scenario) {
  if (node.kind != Node::Kind::sequence) {
    context.fail(node, "faults", "must be a list of faults");
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    scenario.faults.push_back(
        read_fault(context, node.items[i], "faults[" + std::to_string(i) + "]"));
  }
}

}  // namespace spillway::harness
