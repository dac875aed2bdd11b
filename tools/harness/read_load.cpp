// The `load` and `faults` sections.
#include <algorithm>

#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Node;

void read_rate_or_ramp(MapReader& reader, LoadStage& stage) {
  const Node* node = reader.require("rate");
  if (node == nullptr) return;
  if (node->kind != Node::Kind::mapping) {
    stage.rate_from = read_rate(reader.context(), *node, reader.path_of("rate")).value_or(0);
    stage.rate_to = stage.rate_from;
    return;
  }
  MapReader ramp(reader.context(), *node, reader.path_of("rate"));
  if (ramp.require("from") != nullptr) stage.rate_from = ramp.rate("from").value_or(0);
  if (ramp.require("to") != nullptr) stage.rate_to = ramp.rate("to").value_or(0);
  ramp.finish();
}

void read_paths(MapReader& reader, LoadStage& stage) {
  const Node* node = reader.require("paths");
  if (node == nullptr) return;
  MapReader paths(reader.context(), *node, reader.path_of("paths"));
  double sum = 0;
  for (const auto& [key, value] : node->members) {
    const auto weight = paths.number(key.scalar);
    if (key.scalar.empty() || key.scalar[0] != '/' ||
        key.scalar.find_first_of(" \t\r\n#") != std::string::npos) {
      reader.context().fail(key, paths.path_of(key.scalar),
                            "a path begins with / and has no blanks");
    } else if (weight && *weight < 0) {
      paths.fail(key.scalar, "a weight must not be negative");
    } else if (weight) {
      stage.paths.emplace_back(key.scalar, *weight);
      sum += *weight;
    }
  }
  if (node->kind == Node::Kind::mapping && !(sum > 0)) {
    reader.fail("paths", "no path has a weight", "write paths: {/bang: 1}");
  }
}

LoadStage read_stage(ReadContext& context, const Node& node, const std::string& path) {
  LoadStage stage;
  MapReader reader(context, node, path);
  stage.name = reader.require_string("name");
  if (reader.require("for") != nullptr) stage.length = reader.duration("for").value_or(Duration(1));
  if (stage.length <= Duration::zero()) reader.fail("for", "a stage must take some time");
  read_rate_or_ramp(reader, stage);
  const auto arrivals = reader.choice("arrivals", {"constant", "poisson"});
  if (arrivals == "poisson") stage.arrivals = LoadStage::Arrivals::poisson;
  read_paths(reader, stage);
  stage.method =
      reader.choice("method", {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
          .value_or("GET");
  stage.timeout = reader.duration("timeout").value_or(stage.timeout);
  if (stage.timeout <= Duration::zero()) reader.fail("timeout", "must be longer than nothing");
  reader.finish();
  return stage;
}

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
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string path = "load[" + std::to_string(i) + "]";
    LoadStage stage = read_stage(context, node.items[i], path);
    const auto same_name = [&](const LoadStage& other) { return other.name == stage.name; };
    if (std::any_of(scenario.load.begin(), scenario.load.end(), same_name)) {
      context.fail(node.items[i], path + ".name", "a second stage is named '" + stage.name + "'");
    }
    scenario.load.push_back(std::move(stage));
  }
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
