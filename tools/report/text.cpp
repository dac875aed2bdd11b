#include "tools/report/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "emulator/document/units.hpp"
#include "tools/harness/expectation.hpp"
#include "tools/report/narrative.hpp"

namespace spillway::report {
namespace {

using document::format_duration;
using harness::format_time;
using harness::RunRecord;

std::string duration_of(double seconds) {
  return format_duration(
      std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(seconds * 1000))));
}

std::string since(Duration d) {
  return "+" + format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(d));
}

std::string headline(const Json& summary, const Style& style) {
  const std::string result = summary.value("result", "");
  std::string text = style.paint(Colour::bold, summary.value("scenario", ""));
  if (const auto about = summary.value("about", ""); !about.empty()) text += ": " + about;
  text += "\nseed " + summary.value("seed", Json(0)).dump() + ", " +
          duration_of(summary.value("duration_s", 0.0)) + " of virtual time, " +
          style.paint(result == "passed" ? Colour::green : Colour::red, result);
  if (const auto problem = summary.value("problem", ""); !problem.empty()) text += ": " + problem;
  return text + "\n";
}

std::string story_line(const StoryLine& line, Duration gap, const Style& style) {
  std::string text = pad_left(format_time(line.t), 11) + pad_left(since(gap), 12) + "  " +
                     pad_right(line.part, 8) + style.paint(line.colour, line.text);
  if (line.repeated > 1) {
    text += " (" + std::to_string(line.repeated) + " times until " + format_time(line.until) + ")";
  }
  return text + "\n";
}

std::string chain_of(const RunRecord& record, EventSeq seq, const Style& style) {
  std::string text;
  TimePoint before{};
  for (const auto& event : cause_chain(record.events, seq)) {
    StoryLine line = describe(event);
    if (line.text.empty()) line.text = event.name;
    if (line.part.empty()) line.part = event.source();
    text += "    " + story_line(line, text.empty() ? Duration::zero() : event.t - before, style);
    before = event.t;
  }
  return text;
}

std::string expectations(const RunRecord& record, const Style& style) {
  const Json verdicts = record.summary.value("expectations", Json::array());
  if (verdicts.empty()) return "";
  std::string text = "\n" + style.paint(Colour::bold, "Expectations") + "\n";
  for (const Json& verdict : verdicts) {
    const bool met = verdict.value("met", false);
    text += met ? style.paint(Colour::green, "  met     ") : style.paint(Colour::red, "  NOT MET ");
    text += verdict.value("expectation", "") + "\n          " +
            style.paint(Colour::dim, "seen: " + verdict.value("seen", "")) + "\n";
    const EventSeq seq = verdict.value("event", EventSeq{0});
    if (!met && seq != 0) text += "          what led there:\n" + chain_of(record, seq, style);
  }
  return text;
}

std::string story(const RunRecord& record, const Style& style) {
  std::string text = "\n" + style.paint(Colour::bold, "What happened") + "\n";
  TimePoint before{};
  for (const StoryLine& line : tell(record.events)) {
    text += story_line(line, line.t - before, style);
    before = line.t;
  }
  return text;
}

struct Row {
  std::string stage, target, status, count;
};

std::vector<Row> request_rows(const Json& requests) {
  std::vector<Row> rows;
  const Json stages = requests.value("by_stage", Json::object());
  for (const auto& [stage, totals] : stages.items()) {
    std::string shown_stage = stage;
    const Json targets = totals.value("by_target_and_status", Json::object());
    for (const auto& [target, statuses] : targets.items()) {
      for (const auto& [status, count] : statuses.items()) {
        rows.push_back({shown_stage, target, status, count.dump()});
        shown_stage.clear();
      }
    }
  }
  return rows;
}

std::string latency(const Json& totals) {
  const Json ms = totals.value("latency_ms", Json::object());
  std::string text;
  for (const char* name : {"p50", "p90", "p99", "max"}) {
    text += (text.empty() ? "" : ", ") + std::string(name) + " " +
            duration_of(ms.value(name, 0.0) / 1000);
  }
  return text;
}

std::string requests(const RunRecord& record, const Style& style) {
  const Json totals = record.summary.value("requests", Json::object());
  if (totals.value("total", 0) == 0) return "";
  const auto rows = request_rows(totals);
  std::size_t stage_width = 5;
  for (const Row& row : rows) stage_width = std::max(stage_width, display_width(row.stage));
  std::string text = "\n" + style.paint(Colour::bold, "Requests") + "\n";
  text +=
      style.paint(Colour::dim, "  " + pad_right("stage", stage_width + 2) + pad_right("target", 9) +
                                   pad_right("status", 9) + pad_left("requests", 10)) +
      "\n";
  for (const Row& row : rows) {
    const bool failed = row.status == "timeout" || row.status >= "400";
    text += "  " + pad_right(row.stage, stage_width + 2) + pad_right(row.target, 9) +
            style.paint(failed ? Colour::red : Colour::none, pad_right(row.status, 9)) +
            pad_left(row.count, 10) + "\n";
  }
  const double total = totals.value("total", 0.0);
  const double failed = totals.value("failed", 0.0);
  char share[32];
  std::snprintf(share, sizeof share, "%.2f %%", 100 * failed / total);
  text += "  " + totals["total"].dump() + " requests, " + totals["failed"].dump() + " failed (" +
          share + "); latency " + latency(totals) + "\n";
  return text;
}

}  // namespace

std::string render_text(const RunRecord& record, const Style& style) {
  return headline(record.summary, style) + expectations(record, style) + story(record, style) +
         requests(record, style);
}

}  // namespace spillway::report
