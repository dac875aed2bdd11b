#include "tools/report/text.hpp"

#include <cmath>
#include <cstdio>
#include <vector>

#include "tools/harness/expectation.hpp"
#include "tools/report/characters.hpp"
#include "tools/report/narrative.hpp"
#include "tools/report/request_table.hpp"

namespace spillway::report {
namespace {

using harness::format_span;
using harness::format_time;
using harness::RunRecord;

struct Count {
  std::size_t all = 0;
  std::size_t unmet = 0;
};

Count count_expectations(const Json& summary) {
  Count count;
  for (const Json& verdict : summary.value("expectations", Json::array())) {
    ++count.all;
    count.unmet += verdict.value("met", false) ? 0 : 1;
  }
  return count;
}

std::string verdict_line(const Json& summary) {
  const Count count = count_expectations(summary);
  const std::string all =
      std::to_string(count.all) + (count.all == 1 ? " expectation" : " expectations");
  if (summary.value("result", "") == "passed") {
    return count.all == 0 ? "nothing was expected"
                          : std::to_string(count.all) + " of " + all + " met";
  }
  return std::to_string(count.unmet) + " of " + all + " not met";
}

std::string headline(const Json& summary, const Style& style) {
  const std::string result = summary.value("result", "");
  const std::string problem = printable(summary.value("problem", ""));
  std::string text = style.paint(Colour::bold, printable(summary.value("scenario", "")));
  if (const auto about = summary.value("about", ""); !about.empty())
    text += ": " + printable(about);
  const auto length = std::chrono::milliseconds(
      static_cast<std::int64_t>(std::llround(summary.value("duration_s", 0.0) * 1000)));
  text += "\nseed " + summary.value("seed", Json(0)).dump() + ", " + format_span(length) +
          (summary.value("mode", "") == "live" ? " of real time, " : " of virtual time, ") +
          style.paint(result == "passed" ? Colour::green : Colour::red, result) + ": ";
  return text + (problem.empty() ? verdict_line(summary) : problem) + "\n";
}

// Seconds since the line before, of the times as they are shown, so that the figures add up.
std::string gap_between(TimePoint before, TimePoint now) {
  using std::chrono::milliseconds;
  const std::int64_t gap =
      (std::chrono::round<milliseconds>(now) - std::chrono::round<milliseconds>(before)).count();
  char text[32];
  std::snprintf(text, sizeof text, "+%lld.%03lld", static_cast<long long>(gap / 1000),
                static_cast<long long>(gap % 1000));
  return text;
}

std::string story_head(const Style& style) {
  return style.paint(Colour::dim, pad_left("min:sec", 11) + pad_left("+seconds", 11) + "  who") +
         "\n";
}

std::string story_line(const StoryLine& line, TimePoint before, const Style& style) {
  std::string text = pad_left(format_time(line.t), 11) + pad_left(gap_between(before, line.t), 11) +
                     "  " + pad_right(line.part, 8) + style.paint(line.colour, line.text);
  if (line.repeated > 1) {
    text += " (" + std::to_string(line.repeated) + " times until " + format_time(line.until) + ")";
  }
  return text + "\n";
}

std::string lines_of(const std::vector<core::Event>& events, const Style& style) {
  std::string text;
  TimePoint before{};
  for (const auto& event : events) {
    StoryLine line = describe(event);
    if (line.text.empty()) line.text = event.name;
    if (line.part.empty()) line.part = event.source();
    text += "  " + story_line(line, text.empty() ? event.t : before, style);
    before = event.t;
  }
  return text;
}

// What the template has and nothing here depends on: said, so that nobody relies on it.
std::string without_influence(const Json& summary, const Style& style) {
  std::string types;
  for (const Json& type : summary.value("without_influence", Json::array())) {
    types += (types.empty() ? "" : ", ") + printable(type.get<std::string>());
  }
  return types.empty() ? types
                       : style.paint(Colour::dim, "\nwithout influence here: " + types) + "\n";
}

// A sequence of events, each step in a line of its own.
std::string in_steps(const std::string& expectation) {
  std::string text = printable(expectation);
  const std::string_view then = ", then ";
  for (auto at = text.find(then); at != std::string::npos; at = text.find(then, at + then.size())) {
    text.replace(at, 2, ",\n            ");
  }
  return text;
}

std::string expectations(const RunRecord& record, const Style& style) {
  const Json verdicts = record.summary.value("expectations", Json::array());
  if (verdicts.empty()) return "";
  std::string text = "\n" + style.paint(Colour::bold, "Expectations") + "\n";
  for (const Json& verdict : verdicts) {
    text += verdict.value("met", false) ? style.paint(Colour::green, "  met     ")
                                        : style.paint(Colour::red, "  NOT MET ");
    text += in_steps(verdict.value("expectation", "")) + "\n          " +
            style.paint(Colour::dim, "seen: " + printable(verdict.value("seen", ""))) + "\n";
  }
  return text;
}

std::string story(const RunRecord& record, const Style& style) {
  std::string text = "\n" + style.paint(Colour::bold, "What happened") + "\n" + story_head(style);
  TimePoint before{};
  for (const StoryLine& line : tell(record.events)) {
    text += story_line(line, before, style);
    before = line.t;
  }
  return text;
}

}  // namespace

std::string render_ending(const RunRecord& record, const Style& style) {
  const Json& summary = record.summary;
  const std::string result = summary.value("result", "");
  if (result == "passed") return "";
  std::string text;
  if (summary.contains("problem")) {
    text +=
        style.paint(Colour::red, result) + ": " + printable(summary.value("problem", "")) + "\n";
  } else {
    text += style.paint(Colour::bold, "What failed") + "\n";
    for (const Json& verdict : summary.value("expectations", Json::array())) {
      if (verdict.value("met", false)) continue;
      text += render_failure(verdict, record.events, style) + "\n";
    }
    const std::string errors = render_errors(record.events, style);
    if (!errors.empty()) text += errors + "\n";
  }
  text += "seed " + summary.value("seed", Json(0)).dump() + "\n";
  const std::string command = printable(summary.value("reproduce", ""));
  return command.empty() ? text : text + "reproduce: " + command + "\n";
}

std::string render_failure(const Json& verdict, const std::vector<core::Event>& events,
                           const Style& style) {
  std::string text = "  expected  " + in_steps(verdict.value("expectation", "")) +
                     "\n  seen      " +
                     style.paint(Colour::red, printable(verdict.value("seen", ""))) + "\n";
  const std::string chain =
      lines_of(cause_chain(events, verdict.value("event", EventSeq{0})), style);
  return chain.empty() ? text : text + "  what led there:\n" + chain;
}

std::string render_errors(const std::vector<core::Event>& events, const Style& style) {
  const std::string lines = lines_of(errors_of(events), style);
  return lines.empty() ? lines : "  what went wrong in the run:\n" + lines;
}

std::string render_text(const RunRecord& record, const std::string& folder, const Style& style) {
  std::string text = headline(record.summary, style) + expectations(record, style) +
                     story(record, style) + request_table(record.summary, style);
  text += without_influence(record.summary, style);
  if (!folder.empty()) text += "\nfiles: " + folder + "\n";
  const std::string ending = render_ending(record, style);
  return ending.empty() ? text : text + "\n" + ending;
}

}  // namespace spillway::report
