#include <cmath>

#include "emulator/eventbridge/operations.hpp"
#include "emulator/eventbridge/target_parameters.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::eventbridge {
namespace {

constexpr std::size_t kEntriesPerRequest = 10;
constexpr std::size_t kMaximumRequestBytes = std::size_t{256} * 1024;
constexpr int kMaximumEventDepth = 1000;  // `events:PutEvents`

/// Why one entry of PutEvents was not taken; the others may be.
struct EntryError {
  std::string code;
  std::string message;
};

struct Entry {
  core::BusEvent event;
  std::optional<WallTime> time;
  std::optional<EntryError> error;
};

EntryError required(const std::string& name) {
  return {"InvalidArgument",
          "Parameter " + name + " is not valid. Reason: " + name + " is a required argument."};
}

std::optional<EntryError> check_entry(Entry& entry, const std::optional<std::string>& detail) {
  core::BusEvent& event = entry.event;
  if (event.source.empty()) return required("Source");
  if (event.detail_type.empty()) return required("DetailType");
  if (!detail || detail->empty()) return required("Detail");
  if (event.detail_type.size() > 128) {
    return EntryError{"InvalidArgument",
                      "Parameter DetailType is not valid. Reason: it exceeds 128 characters."};
  }
  if (event.source.starts_with("aws.")) {
    return EntryError{"NotAuthorizedForSourceException", "Not authorized for the source."};
  }
  event.detail = Json::parse(*detail, nullptr, false);
  if (!event.detail.is_object() || nested_deeper_than(event.detail, kMaximumEventDepth)) {
    return EntryError{"MalformedDetail", "Detail is malformed."};
  }
  return std::nullopt;
}

Entry read_entry(core::Params& outer, const Json& item, const Bus& bus) {
  core::Params p(item, "events:PutEvents", kValidation, "Entries[].");
  Entry entry;
  entry.event.source = p.optional_string("Source").value_or("");
  entry.event.detail_type = p.optional_string("DetailType").value_or("");
  entry.event.resources = p.strings("Resources");
  const auto detail = p.optional_string("Detail");
  if (const Json* time = p.any("Time")) {
    if (time->is_number() && std::abs(time->get<double>()) < 9e9) {
      entry.time = WallTime(std::chrono::milliseconds(std::llround(time->get<double>() * 1000)));
    } else {
      p.fail("Entries[].Time must be a number of seconds since 1970");
    }
  }
  read_bus_name(p, bus);
  p.inert("TraceHeader");
  if (auto error = p.finish()) outer.fail(*error);
  entry.error = check_entry(entry, detail);
  return entry;
}

core::ApiResult put_events(Bus& bus, const Json& params) {
  core::Params p(params, "events:PutEvents", kValidation);
  const Json* list = p.array("Entries");
  std::vector<Entry> entries;
  if (list == nullptr || list->empty() || list->size() > kEntriesPerRequest) {
    p.fail(
        "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member "
        "must have length from 1 to 10");
  } else if (list->dump(-1, ' ', false, Json::error_handler_t::replace).size() >
             kMaximumRequestBytes) {
    p.fail("Total size of the entries in the request is over the limit.");
  } else {
    for (const Json& item : *list) entries.push_back(read_entry(p, item, bus));
  }
  const bool none_complete = std::all_of(entries.begin(), entries.end(), [](const Entry& entry) {
    return entry.error && entry.error->code == "InvalidArgument";
  });
  if (!entries.empty() && none_complete) {
    p.fail(entries[0].error.value_or(EntryError{}).message);
  }
  if (auto error = p.finish()) return *error;

  Json results = Json::array();
  std::int64_t failed = 0;
  for (Entry& entry : entries) {
    if (entry.error) {
      ++failed;
      results.push_back({{"ErrorCode", entry.error->code}, {"ErrorMessage", entry.error->message}});
    } else {
      results.push_back({{"EventId", bus.put(std::move(entry.event), entry.time)}});
    }
  }
  return Json{{"FailedEntryCount", failed}, {"Entries", std::move(results)}};
}

core::ApiResult test_pattern(const Json& params) {
  core::Params p(params, "events:TestEventPattern", kValidation);
  const std::string text = p.string("EventPattern");
  const std::string event_text = p.string("Event");
  const Json event = Json::parse(event_text, nullptr, false);
  if (!event.is_object() || nested_deeper_than(event, kMaximumEventDepth)) {
    p.fail("Parameter Event is not valid. Reason: it is not a JSON object.");
  } else {
    for (const char* name :
         {"id", "account", "source", "time", "region", "resources", "detail-type"}) {
      if (!event.contains(name)) {
        p.fail(std::string("Parameter Event is not valid. Reason: ") + name + " is required.");
      }
    }
  }
  if (auto error = p.finish()) return *error;
  const auto pattern = Pattern::parse(text);
  if (pattern.has_error()) return pattern_api_error(pattern.error());
  return Json{{"Result", pattern->matches(event)}};
}

}  // namespace

void add_event_operations(core::OperationRegistry& operations, Bus& bus) {
  operations.add(
      "events", "PutEvents",
      [&bus](const Json& params, const core::CallContext&) { return put_events(bus, params); },
      [&bus](const Json&) {
        return std::vector<std::string>{bus.account().arn("events", "event-bus/default")};
      });
  operations.add("events", "TestEventPattern",
                 [](const Json& params, const core::CallContext&) { return test_pattern(params); });
}

}  // namespace spillway::eventbridge
