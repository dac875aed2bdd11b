// The `faults` section: faults as core::Faults knows them, and the short form of an API error.
#include <algorithm>

#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using core::FaultAttribute;
using core::FaultKind;
using core::FaultType;
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
  const auto is_of_code = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  if (!std::all_of(code.begin(), code.end(), is_of_code)) {
    reader.fail("error", "'" + code + "' is no error code", "write one word, like ServerException");
    return;
  }
  if (code.empty() || std::find(kCommon.begin(), kCommon.end(), code) != kCommon.end()) return;
  const auto near = document::nearest(code, kCommon, 2);
  if (near)
    reader.fail("error", "'" + code + "' is no error code", "did you mean '" + *near + "'?");
}

Place place_of(MapReader& reader, const char* key) {
  const Node* node = reader.node().find(key);
  if (node == nullptr) node = &reader.node();
  return {node->line, node->column, reader.path_of(key)};
}

// An empty text would be taken for a key left out: a fault without a target is aimed at all.
void refuse_empty(MapReader& reader, const std::string& key) {
  const Node* node = reader.node().find(key);
  if (node != nullptr && node->is_scalar() && node->kind != Node::Kind::null &&
      node->scalar.empty()) {
    reader.fail(key, "must not be empty", "name one; see `spillway explain faults`");
  }
}

std::optional<core::FaultValue> read_phase(MapReader& reader, const FaultAttribute& attribute) {
  const std::string key(attribute.name);
  const auto value = reader.duration(key);
  if (!value) return std::nullopt;
  if (*value >= std::chrono::seconds(attribute.most)) {
    reader.fail(key, "must be shorter than " + std::to_string(attribute.most) + "s");
  }
  return core::Delay::fixed(*value);
}

std::optional<core::FaultValue> read_choice(MapReader& reader, const FaultAttribute& attribute) {
  const std::vector<std::string> choices(attribute.choices.begin(), attribute.choices.end());
  if (auto value = reader.choice(attribute.name, choices)) return *value;
  return std::nullopt;
}

template <class T>
std::optional<core::FaultValue> as_value(std::optional<T> value) {
  if (!value) return std::nullopt;
  return core::FaultValue(std::move(*value));
}

std::optional<core::FaultValue> read_attribute(MapReader& reader, const FaultAttribute& attribute) {
  switch (attribute.kind) {
    case FaultAttribute::Kind::text:
    case FaultAttribute::Kind::caller:
      refuse_empty(reader, std::string(attribute.name));
      return as_value(reader.string(attribute.name));
    case FaultAttribute::Kind::integer:
      return as_value(reader.integer(attribute.name, attribute.least, attribute.most));
    case FaultAttribute::Kind::rate:
      return as_value(reader.rate(attribute.name));
    case FaultAttribute::Kind::delay:
      return as_value(reader.delay(attribute.name));
    case FaultAttribute::Kind::duration:
      return read_phase(reader, attribute);
    case FaultAttribute::Kind::choice:
      return read_choice(reader, attribute);
  }
  return std::nullopt;
}

void read_attributes(MapReader& fault_reader, const FaultKind& kind, ScenarioFault& read) {
  const Node* node = fault_reader.find("attributes");
  static const Node kNone = [] {
    Node none;
    none.kind = Node::Kind::mapping;
    return none;
  }();
  MapReader reader(fault_reader.context(), node == nullptr ? kNone : *node,
                   fault_reader.path_of("attributes"));
  for (const FaultAttribute& attribute : kind.attributes) {
    auto value = read_attribute(reader, attribute);
    if (value) {
      read.fault.attributes.emplace(attribute.name, std::move(*value));
    } else if (attribute.required && (node == nullptr || node->find(attribute.name) == nullptr)) {
      const std::string path = reader.path_of(attribute.name);
      fault_reader.context().fail(node == nullptr ? fault_reader.node() : *node, path, "is missing",
                                  "write attributes: {" + std::string(attribute.name) +
                                      ": ...}; see `spillway explain faults`");
    }
  }
  if (read.fault.type == FaultType::api_error) check_error_code(reader, read.fault.text("error"));
  // What becomes RUNNING in the fault's time is not what was RUNNING when it began.
  if (read.fault.type == FaultType::task_crash && read.fault.has("tasks") &&
      read.fault.has("after")) {
    reader.fail("tasks", "has no meaning beside `after`: each task that starts crashes then",
                "leave out one of the two");
  }
  if (read.fault.has("caller")) read.caller_place = place_of(reader, "caller");
  reader.finish();
}

const FaultKind* read_type(MapReader& reader) {
  std::vector<std::string> names;
  for (const FaultKind& kind : core::fault_kinds()) names.emplace_back(kind.name);
  const std::string name = reader.require_string("type");
  const FaultKind* kind = core::find_fault_kind(name);
  if (kind == nullptr && !name.empty()) {
    const std::string hint = did_you_mean(name, names);
    reader.fail("type", "there is no fault '" + name + "'",
                hint.empty() ? "see `spillway explain faults`" : hint);
  }
  return kind;
}

void check_call(MapReader& reader, const char* key, const std::string& call) {
  const auto colon = call.find(':');
  const bool names_one = colon != std::string::npos && colon > 0 && colon + 1 < call.size();
  if (names_one || call.empty()) return;
  reader.fail(key, "'" + call + "' names no call", "write ecs:UpdateService");
}

// The short form: {call: ecs:UpdateService, error: ThrottlingException}.
void read_short_form(MapReader& reader, ScenarioFault& read) {
  read.fault.type = FaultType::api_error;
  read.fault.target = reader.require_string("call");
  check_call(reader, "call", read.fault.target);
  refuse_empty(reader, "call");
  refuse_empty(reader, "error");
  read.target_place = place_of(reader, "call");
  const std::string error = reader.require_string("error");
  check_error_code(reader, error);
  read.fault.attributes.emplace("error", error);
}

void read_long_form(MapReader& reader, ScenarioFault& read) {
  const FaultKind* kind = read_type(reader);
  if (kind != nullptr && kind->strikes_calls()) {
    read.fault.target = reader.require_string("target");
    check_call(reader, "target", read.fault.target);
  } else {
    read.fault.target = reader.string("target").value_or("");
  }
  refuse_empty(reader, "target");
  read.target_place = place_of(reader, "target");
  if (kind == nullptr) {
    reader.find("attributes");  // nobody knows which
    return;
  }
  read.fault.type = kind->type;
  read_attributes(reader, *kind, read);
}

ScenarioFault read_fault(ReadContext& context, const Node& node, const std::string& path) {
  ScenarioFault read;
  MapReader reader(context, node, path);
  read.fault.name = reader.string("name").value_or(path);
  read.fault.from = TimePoint(reader.duration("at").value_or(Duration::zero()));
  read.fault.length = reader.duration("for");
  if (read.fault.length && *read.fault.length <= Duration::zero()) {
    reader.fail("for", "a fault must take some time", "leave it out to go on to the end");
  }
  const bool is_short = node.find("call") != nullptr || node.find("error") != nullptr;
  is_short ? read_short_form(reader, read) : read_long_form(reader, read);
  read.fault.probability = reader.probability("probability").value_or(read.fault.probability);
  reader.finish();
  read.source = node.to_json();
  if (read.source.is_object()) {
    read.source["name"] = read.fault.name;
    read.source.erase("at");
    read.source.erase("for");
  }
  return read;
}

}  // namespace

void read_faults(ReadContext& context, const Node& node, Scenario& scenario) {
  if (node.kind != Node::Kind::sequence) {
    context.fail(node, "faults", "must be a list of faults");
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string path = "faults[" + std::to_string(i) + "]";
    ScenarioFault read = read_fault(context, node.items[i], path);
    const auto same_name = [&](const ScenarioFault& other) {
      return other.fault.name == read.fault.name;
    };
    if (std::any_of(scenario.faults.begin(), scenario.faults.end(), same_name)) {
      context.fail(node.items[i], path + ".name",
                   "a second fault is named '" + read.fault.name + "'");
    }
    scenario.faults.push_back(std::move(read));
  }
}

}  // namespace spillway::harness
