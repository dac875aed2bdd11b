#include "tools/harness/expectation.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "emulator/document/units.hpp"
#include "tools/harness/metric_catalogue.hpp"
#include "tools/harness/recorded_names.hpp"

namespace spillway::harness {
namespace {

using core::Event;
using document::format_duration;

// From which event and moment on an expectation looks.
struct Start {
  std::size_t index = 0;
  TimePoint t{};
  EventSeq event = 0;  // the anchor itself; 0: the start
};

std::optional<Start> resolve(const Anchor& anchor, const std::vector<Event>& events) {
  if (anchor.kind == Anchor::Kind::start) return Start{};
  Start from;
  if (!anchor.after.empty()) {
    const auto outer = resolve(anchor.after.front(), events);
    if (!outer) return std::nullopt;
    from = *outer;
  }
  const EventPattern pattern = anchor.kind == Anchor::Kind::event
                                   ? anchor.event
                                   : EventPattern{"load.stage_started", {{"stage", anchor.stage}}};
  for (std::size_t i = from.index; i < events.size(); ++i) {
    if (matches(pattern, events[i])) return Start{i + 1, events[i].t, events[i].seq};
  }
  return std::nullopt;
}

std::string describe(const Anchor& anchor) {
  if (anchor.kind == Anchor::Kind::load) return "stage " + anchor.stage;
  if (anchor.kind == Anchor::Kind::event) return to_string(anchor.event);
  return "the start";
}

// The member values that an event had, for "what was seen instead".
std::string show(const Event& event) {
  std::string text = event.name + " {";
  for (const auto& [key, value] : event.data.items()) {
    if (key == "reason" || key == "groups" || key == "message") continue;
    if (text.back() != '{') text += ", ";
    text += key + ": " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text + "} at " + format_time(event.t);
}

// What came closest to the pattern: the last event of its name.
std::string last_of(const std::string& name, const std::vector<Event>& events, EventSeq& seq) {
  const auto it =
      std::find_if(events.rbegin(), events.rend(), [&](const Event& e) { return e.name == name; });
  if (it == events.rend()) return "no " + name + " at all";
  seq = it->seq;
  return "never; the last " + show(*it);
}

Verdict judge_event(const Expectation& expectation, const std::vector<Event>& events) {
  Verdict verdict{expectation.text, expectation.line, false, {}, 0};
  const auto start = resolve(expectation.after, events);
  if (!start) {
    verdict.seen = "never came to " + describe(expectation.after);
    return verdict;
  }
  for (std::size_t i = start->index; i < events.size(); ++i) {
    if (!matches(expectation.event, events[i])) continue;
    const Duration took = events[i].t - start->t;
    verdict.event = events[i].seq;
    verdict.met = !expectation.within || took <= *expectation.within;
    verdict.seen = "at " + format_time(events[i].t) + ", after " + format_span(took);
    return verdict;
  }
  // If there was none at all, how far it came is what there is to show.
  verdict.event = start->event;
  verdict.seen = last_of(expectation.event.event, events, verdict.event);
  return verdict;
}

// The span in which a `never` holds; empty if its anchor never came.
std::optional<std::pair<TimePoint, TimePoint>> span_of(const Expectation& expectation,
                                                       const Scenario& scenario,
                                                       const std::vector<Event>& events) {
  if (expectation.during && !expectation.during->stage.empty()) {
    for (const LoadStage& stage : scenario.load) {
      if (stage.name == expectation.during->stage) return {{stage.begin, stage.end()}};
    }
  }
  if (expectation.during) {
    return {{TimePoint(expectation.during->from.value_or(Duration::zero())),
             expectation.during->to ? TimePoint(*expectation.during->to) : TimePoint::max()}};
  }
  const auto start = resolve(expectation.after, events);
  if (!start) return std::nullopt;
  return {{start->t, expectation.within ? start->t + *expectation.within : TimePoint::max()}};
}

Verdict judge_never(const Expectation& expectation, const Scenario& scenario,
                    const std::vector<Event>& events) {
  Verdict verdict{expectation.text, expectation.line, true, "none", 0};
  const auto span = span_of(expectation, scenario, events);
  if (!span) {
    verdict.met = false;
    verdict.seen = "never came to " + describe(expectation.after);
    return verdict;
  }
  for (const Event& event : events) {
    if (event.t < span->first || event.t >= span->second || !matches(expectation.event, event))
      continue;
    verdict.met = false;
    verdict.event = event.seq;
    verdict.seen = show(event);
    break;
  }
  return verdict;
}

Verdict judge_order(const Expectation& expectation, const std::vector<Event>& events) {
  Verdict verdict{expectation.text, expectation.line, false, {}, 0};
  const auto start = resolve(expectation.after, events);
  if (!start) {
    verdict.seen = "never came to " + describe(expectation.after);
    return verdict;
  }
  std::size_t i = start->index;
  TimePoint last = start->t;
  verdict.event = start->event;
  for (const EventPattern& step : expectation.order) {
    while (i < events.size() && !matches(step, events[i])) ++i;
    if (i == events.size()) {
      verdict.seen += (verdict.seen.empty() ? "" : ", then ") + ("no " + to_string(step));
      return verdict;
    }
    verdict.event = events[i].seq;
    last = events[i].t;
    verdict.seen += (verdict.seen.empty() ? "" : ", ") + format_time(last);
    ++i;
  }
  verdict.met = !expectation.within || last - start->t <= *expectation.within;
  return verdict;
}

bool equal_values(const Json& wanted, const Json& seen) {
  if (wanted.is_number() && seen.is_number()) return wanted.get<double>() == seen.get<double>();
  return wanted == seen;
}

// "1788 with 502 from lambda, 3 without an answer in time"
std::string failures_of(const RequestTotals& totals) {
  std::string text;
  for (const auto& outcome : totals.outcomes) {
    if (outcome.status != 0 && outcome.status < 400) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(outcome.count);
    text += outcome.status == 0 ? " without an answer in time"
                                : " with " + std::to_string(outcome.status) + " from " +
                                      std::string(to_string(outcome.target));
  }
  return text;
}

}  // namespace

bool matches(const EventPattern& pattern, const Event& event) {
  if (event.name != pattern.event) return false;
  for (const auto& [key, wanted] : pattern.where.items()) {
    const auto it = event.data.find(key);
    if (it == event.data.end() || !equal_values(wanted, *it)) return false;
  }
  return true;
}

std::string to_string(const EventPattern& pattern) {
  if (!pattern.text.empty()) return pattern.text;
  if (pattern.where.empty()) return pattern.event;
  std::string text = pattern.event + " {";
  for (const auto& [key, value] : pattern.where.items()) {
    if (text.back() != '{') text += ", ";
    text += key + ": " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text + "}";
}

std::string format_time(TimePoint t) {
  const std::int64_t ms =
      std::chrono::round<std::chrono::milliseconds>(t.time_since_epoch()).count();
  char text[48];
  std::snprintf(text, sizeof text, "%lld:%02lld.%03lld", static_cast<long long>(ms / 60'000),
                static_cast<long long>(ms / 1000 % 60), static_cast<long long>(ms % 1000));
  return text;
}

std::string format_span(Duration d) {
  const auto ms = std::chrono::round<std::chrono::milliseconds>(d);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(ms);
  const auto rest = ms - minutes;
  // Without its leading zero, a fraction of a second after minutes is easily read as more.
  if (minutes.count() <= 0 || rest.count() == 0 || rest >= std::chrono::seconds(1)) {
    return format_duration(ms);
  }
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, "0.%03llds", static_cast<long long>(rest.count()));
  return format_duration(minutes) + fraction;
}

ExpectationJudge::ExpectationJudge(const Scenario& scenario, RequestStats& stats)
    : scenario_(scenario), stats_(stats) {
  for (const Expectation& expectation : scenario.expectations) plan(expectation);
}

void ExpectationJudge::plan(const Expectation& expectation) {
  slices_.push_back(0);
  window_s_.push_back(to_seconds(scenario_.duration));
  if (expectation.kind != Expectation::Kind::metric) return;
  RequestFilter filter;
  if (expectation.during) {
    if (expectation.during->from) filter.from = TimePoint(*expectation.during->from);
    if (expectation.during->to) filter.to = TimePoint(*expectation.during->to);
    window_s_.back() = to_seconds(expectation.during->to.value_or(scenario_.duration) -
                                  expectation.during->from.value_or(Duration::zero()));
    for (std::uint32_t i = 0; i < scenario_.load.size(); ++i) {
      if (scenario_.load[i].name != expectation.during->stage) continue;
      filter.stage = i;
      window_s_.back() = to_seconds(scenario_.load[i].length);
    }
  }
  const Json& where = expectation.where;
  if (where.contains("status")) filter.status = where["status"].get<int>();
  if (where.contains("path")) filter.path = where["path"].get<std::string>();
  if (where.contains("target")) {
    for (const Target target : {Target::lambda, Target::ecs, Target::alb, Target::none}) {
      if (to_string(target) == where["target"].get<std::string>()) filter.target = target;
    }
  }
  slices_.back() = stats_.add_slice(std::move(filter));
}

std::vector<Verdict> ExpectationJudge::judge(const std::vector<Event>& events) const {
  const RecordedNames names(events);
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < scenario_.expectations.size(); ++i) {
    const Expectation expectation = names.resolve(scenario_.expectations[i]);
    switch (expectation.kind) {
      case Expectation::Kind::event:
        verdicts.push_back(judge_event(expectation, events));
        break;
      case Expectation::Kind::never:
        verdicts.push_back(judge_never(expectation, scenario_, events));
        break;
      case Expectation::Kind::order:
        verdicts.push_back(judge_order(expectation, events));
        break;
      case Expectation::Kind::metric:
        verdicts.push_back(judge_metric(expectation, i));
        break;
    }
  }
  return verdicts;
}

Verdict ExpectationJudge::judge_metric(const Expectation& expectation, std::size_t index) const {
  const Metric& metric = *find_metric(expectation.metric);
  const RequestTotals& totals = stats_.slice(slices_[index]);
  const double value = metric.value(totals, window_s_[index]);
  Verdict verdict{expectation.text, expectation.line, true, {}, 0};
  verdict.met = (!expectation.at_most || value <= *expectation.at_most) &&
                (!expectation.at_least || value >= *expectation.at_least);
  const bool of_calls = metric.name.starts_with("calls.");
  verdict.seen = format_metric(metric.unit, value) + " of " +
                 (of_calls ? std::to_string(totals.calls) + " calls"
                           : std::to_string(totals.total) + " requests");
  if (metric.unit == MetricUnit::count) verdict.seen = format_metric(metric.unit, value);
  if (!verdict.met && metric.name.starts_with("requests.failed") && totals.failed > 0) {
    verdict.seen += ": " + failures_of(totals);
  }
  // A ratio or a latency of nothing shows nothing.
  if (totals.total == 0 &&
      (metric.unit == MetricUnit::ratio || metric.unit == MetricUnit::duration)) {
    verdict.met = false;
    verdict.seen = "no requests in the window";
  }
  return verdict;
}

}  // namespace spillway::harness
