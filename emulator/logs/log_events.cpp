#include "emulator/logs/log_events.hpp"

#include <algorithm>
#include <optional>

#include "emulator/core/params.hpp"
#include "emulator/logs/filter_pattern.hpp"
#include "emulator/logs/log_groups.hpp"

namespace spillway::logs {
namespace {

using core::ApiError;
using core::ApiResult;
using core::CallContext;
using core::Params;

constexpr const char* kValidation = "InvalidParameterException";
constexpr std::int64_t kMostEvents = 10000;

std::int64_t milliseconds(WallTime t) {
  return std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
}

ApiError no_group() {
  return {"ResourceNotFoundException", "The specified log group does not exist."};
}
ApiError no_stream() {
  return {"ResourceNotFoundException", "The specified log stream does not exist."};
}

/// The interval of time that is asked for: [start, end).
struct Interval {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  bool has(const LogEvent& event) const {
    const std::int64_t at = milliseconds(event.at);
    return (!start || at >= *start) && (!end || at < *end);
  }
};

Interval read_interval(Params& params) {
  return {params.optional_integer("startTime", 0, INT64_MAX),
          params.optional_integer("endTime", 0, INT64_MAX)};
}

Json to_json(const LogEvent& event) {
  return {{"timestamp", milliseconds(event.at)},
          {"message", event.message},
          {"ingestionTime", milliseconds(event.at)}};
}

/// A number that one of our own tokens holds: "f/12"; else an error in `params`.
std::size_t number_in(Params& params, const std::string& token, std::string_view prefix) {
  const std::string digits = token.starts_with(prefix) ? token.substr(prefix.size()) : "";
  const bool fits = !digits.empty() && digits.size() < 10 &&
                    digits.find_first_not_of("0123456789") == std::string::npos;
  if (!fits) params.fail("The specified nextToken is invalid.");
  return fits ? std::stoul(digits) : 0;
}

ApiResult describe_streams(LogGroups& groups, const Json& json) {
  Params params(json, "logs:DescribeLogStreams", kValidation);
  const std::string group = params.string("logGroupName");
  const std::string prefix = params.optional_string("logStreamNamePrefix").value_or("");
  const bool by_time =
      params.optional_choice("orderBy", {"LogStreamName", "LastEventTime"}) == "LastEventTime";
  const bool descending = params.optional_boolean("descending").value_or(false);
  const auto limit = static_cast<std::size_t>(params.optional_integer("limit", 1, 50).value_or(50));
  const auto token = params.optional_string("nextToken");
  const std::size_t from = token ? number_in(params, *token, "s/") : 0;
  if (auto error = params.finish()) return *error;
  if (!groups.exists(group)) return no_group();
  std::vector<LogStream> streams = groups.streams(group);
  std::erase_if(streams, [&](const LogStream& s) { return !s.name.starts_with(prefix); });
  if (by_time) std::ranges::stable_sort(streams, {}, &LogStream::last);
  if (descending) std::ranges::reverse(streams);
  Json answer = {{"logStreams", Json::array()}};
  const std::size_t to = std::min(streams.size(), from + limit);
  for (std::size_t i = from; i < to; ++i) {
    const LogStream& stream = streams[i];
    answer["logStreams"].push_back({{"logStreamName", stream.name},
                                    {"creationTime", milliseconds(stream.first)},
                                    {"firstEventTimestamp", milliseconds(stream.first)},
                                    {"lastEventTimestamp", milliseconds(stream.last)},
                                    {"arn", groups.arn_of(group, stream.name)}});
  }
  if (to < streams.size()) answer["nextToken"] = "s/" + std::to_string(to);
  return answer;
}

/// Which of `count` events a page holds: [first, last).
struct Page {
  std::size_t first = 0;
  std::size_t last = 0;
};

// Without a token the newest ones, unless the head is asked for; "f/" goes on, "b/" goes back.
Page page_of(Params& params, const std::optional<std::string>& token, bool from_head,
             std::size_t count, std::size_t limit) {
  if (token && token->starts_with("b/")) {
    const std::size_t last = std::min(count, number_in(params, *token, "b/"));
    return {last > limit ? last - limit : 0, last};
  }
  std::size_t first = from_head || count <= limit ? 0 : count - limit;
  if (token) first = std::min(count, number_in(params, *token, "f/"));
  return {first, std::min(count, first + limit)};
}

ApiResult get_events(LogGroups& groups, const Json& json) {
  Params params(json, "logs:GetLogEvents", kValidation);
  const std::string group = params.string("logGroupName");
  const std::string stream = params.string("logStreamName");
  const Interval interval = read_interval(params);
  const auto limit = params.optional_integer("limit", 1, kMostEvents).value_or(kMostEvents);
  const bool from_head = params.optional_boolean("startFromHead").value_or(false);
  const auto token = params.optional_string("nextToken");
  std::vector<LogEvent> events;
  if (!params.failed()) events = groups.events(group, stream);
  const bool any = !events.empty();
  std::erase_if(events, [&](const LogEvent& event) { return !interval.has(event); });
  const Page page =
      page_of(params, token, from_head, events.size(), static_cast<std::size_t>(limit));
  if (auto error = params.finish()) return *error;
  if (!groups.exists(group)) return no_group();
  if (!any) return no_stream();
  Json answer = {{"events", Json::array()}};
  for (std::size_t i = page.first; i < page.last; ++i) {
    answer["events"].push_back(to_json(events[i]));
  }
  answer["nextForwardToken"] = "f/" + std::to_string(page.last);
  answer["nextBackwardToken"] = "b/" + std::to_string(page.first);
  return answer;
}

struct Found {
  const LogStream* stream;
  LogEvent event;
};

std::vector<Found> filtered(const LogGroups& groups, const std::string& group,
                            const std::vector<LogStream>& streams, const Interval& interval,
                            const FilterPattern& pattern) {
  std::vector<Found> found;
  for (const LogStream& stream : streams) {
    for (LogEvent& event : groups.events(group, stream.name)) {
      if (interval.has(event) && pattern.matches(event.message)) {
        found.push_back({&stream, std::move(event)});
      }
    }
  }
  std::ranges::stable_sort(found, {}, [](const Found& one) { return one.event.at; });
  return found;
}

ApiResult filter_events(LogGroups& groups, const Json& json) {
  Params params(json, "logs:FilterLogEvents", kValidation);
  const std::string group = params.string("logGroupName");
  const std::vector<std::string> names = params.strings("logStreamNames");
  const std::string prefix = params.optional_string("logStreamNamePrefix").value_or("");
  const Interval interval = read_interval(params);
  const FilterPattern pattern(params.optional_string("filterPattern").value_or(""));
  if (!pattern.is_modelled()) {
    params.fail(core::not_modelled("a filterPattern of more than terms"));
  }
  const auto limit = params.optional_integer("limit", 1, kMostEvents).value_or(kMostEvents);
  const auto token = params.optional_string("nextToken");
  const std::size_t from = token ? number_in(params, *token, "e/") : 0;
  params.inert("interleaved");  // always so, today
  if (auto error = params.finish()) return *error;
  if (!groups.exists(group)) return no_group();
  std::vector<LogStream> streams = groups.streams(group);
  std::erase_if(streams, [&](const LogStream& stream) {
    return !stream.name.starts_with(prefix) ||
           (!names.empty() && std::ranges::find(names, stream.name) == names.end());
  });
  const std::vector<Found> found = filtered(groups, group, streams, interval, pattern);
  const std::size_t to = std::min(found.size(), from + static_cast<std::size_t>(limit));
  Json answer = {{"events", Json::array()}, {"searchedLogStreams", Json::array()}};
  for (std::size_t i = from; i < to; ++i) {
    Json event = to_json(found[i].event);
    event["logStreamName"] = found[i].stream->name;
    event["eventId"] = std::to_string(milliseconds(found[i].event.at)) + '/' + std::to_string(i);
    answer["events"].push_back(std::move(event));
  }
  if (to < found.size()) answer["nextToken"] = "e/" + std::to_string(to);
  return answer;
}

}  // namespace

void register_event_operations(core::Context& context, LogGroups& groups) {
  using Handler = ApiResult (*)(LogGroups&, const Json&);
  const auto add = [&](const char* action, Handler handler) {
    context.operations.add(
        "logs", action,
        [&groups, handler](const Json& params, const CallContext&) {
          return handler(groups, params);
        },
        [&groups](const Json& params) { return groups.arns(params); });
  };
  add("DescribeLogStreams", describe_streams);
  add("GetLogEvents", get_events);
  add("FilterLogEvents", filter_events);
}

}  // namespace spillway::logs
