#include "tools/report/request_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "tools/harness/expectation.hpp"
#include "tools/report/characters.hpp"

namespace spillway::report {
namespace {

struct Row {
  std::string stage, target, status, count, share;
};

std::string percent(double part, double whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", whole > 0 ? 100 * part / whole : 0.0);
  return text;
}

std::vector<Row> rows_of(const Json& requests) {
  std::vector<Row> rows;
  const Json stages = requests.value("by_stage", Json::object());
  for (const auto& [stage, totals] : stages.items()) {
    std::string shown_stage = printable(stage);
    const double all = totals.value("total", 0.0);
    const Json targets = totals.value("by_target_and_status", Json::object());
    for (const auto& [target, statuses] : targets.items()) {
      for (const auto& [status, count] : statuses.items()) {
        rows.push_back(
            {shown_stage, target, status, count.dump(), percent(count.get<double>(), all)});
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
    const auto value =
        std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(ms.value(name, 0.0))));
    text += (text.empty() ? "" : ", ") + std::string(name) + " " + harness::format_span(value);
  }
  return text;
}

std::string total_line(const Json& totals) {
  const double total = totals.value("total", 0.0);
  const double failed = totals.value("failed", 0.0);
  return "  " + totals["total"].dump() + (total == 1 ? " request, " : " requests, ") +
         totals["failed"].dump() + " failed (" + percent(failed, total) + "); latency " +
         latency(totals) + "\n";
}

// Only real time makes a client late.
std::string late_line(const Json& totals, const Style& style) {
  const Json late = totals.value("late", Json::object());
  if (late.value("requests", 0) == 0) return "";
  const auto worst =
      std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(late.value("max_ms", 0.0))));
  return style.paint(Colour::red, "  " + late["requests"].dump() +
                                      " of them sent more than 10 ms late, the latest by " +
                                      harness::format_span(worst)) +
         ": this machine was too busy for that load\n";
}

}  // namespace

std::string request_table(const Json& summary, const Style& style) {
  const Json totals = summary.value("requests", Json::object());
  if (totals.value("total", 0) == 0) return "";
  const auto rows = rows_of(totals);
  std::size_t stage_width = 5;
  for (const Row& row : rows) stage_width = std::max(stage_width, display_width(row.stage));
  std::string text = "\n" + style.paint(Colour::bold, "Requests") + "\n";
  text += style.paint(Colour::dim, "  " + pad_right("stage", stage_width + 2) +
                                       pad_right("target", 9) + pad_right("status", 9) +
                                       pad_left("requests", 10) + pad_left("of stage", 11)) +
          "\n";
  for (const Row& row : rows) {
    const bool failed = row.status == "timeout" || row.status >= "400";
    text += "  " + pad_right(row.stage, stage_width + 2) + pad_right(row.target, 9) +
            style.paint(failed ? Colour::red : Colour::none, pad_right(row.status, 9)) +
            pad_left(row.count, 10) + pad_left(row.share, 11) + "\n";
  }
  return text + total_line(totals) + late_line(totals, style);
}

}  // namespace spillway::report
