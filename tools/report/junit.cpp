#include "tools/report/junit.hpp"

#include <algorithm>

#include "tools/report/characters.hpp"
#include "tools/report/text.hpp"

namespace spillway::report {
namespace {

using harness::ExitCode;
using harness::RunRecord;

std::string test_case(const std::string& name, const std::string& suite, const std::string& inner) {
  const std::string open =
      "    <testcase classname=\"" + xml(suite) + "\" name=\"" + xml(name) + "\"";
  return inner.empty() ? open + "/>\n" : open + ">\n" + inner + "    </testcase>\n";
}

std::string problem_of(const RunRecord& record) {
  std::string text = record.problem;
  for (const auto& error : record.errors) text += (text.empty() ? "" : "\n") + error.to_string();
  return text;
}

// What to paste into a ticket: what led there, the seed, and how to see it again.
std::string failure(const RunRecord& record, const Json& verdict) {
  std::string text = render_failure(verdict, record.events, {}) + render_errors(record.events, {});
  text += "seed " + record.summary.value("seed", Json(0)).dump() + "\n";
  if (record.summary.contains("reproduce")) {
    text += "reproduce: " + record.summary.value("reproduce", "") + "\n";
  }
  return "      <failure message=\"" + xml(verdict.value("seen", "")) + "\">" + xml(text) +
         "</failure>\n";
}

std::string suite(const RunRecord& record) {
  const std::string name = record.summary.value("scenario", "scenario");
  const Json verdicts = record.summary.value("expectations", Json::array());
  std::string cases;
  int failures = 0;
  for (const Json& verdict : verdicts) {
    const bool met = verdict.value("met", false);
    failures += met ? 0 : 1;
    cases += test_case(verdict.value("expectation", ""), name, met ? "" : failure(record, verdict));
  }
  const bool ran =
      record.exit_code == ExitCode::ok || record.exit_code == ExitCode::expectation_failed;
  if (!ran) {
    cases += test_case("runs to its end", name,
                       "      <error message=\"" + xml(problem_of(record)) + "\"/>\n");
  } else if (verdicts.empty()) {
    cases += test_case("runs to its end", name, "");
  }
  const auto count = std::max<std::size_t>(verdicts.size() + (ran ? 0 : 1), 1);
  return "  <testsuite name=\"" + xml(name) + "\" tests=\"" + std::to_string(count) +
         "\" failures=\"" + std::to_string(failures) + "\" errors=\"" + (ran ? "0" : "1") +
         "\" time=\"" + Json(record.summary.value("duration_s", 0.0)).dump() + "\">\n" + cases +
         "  </testsuite>\n";
}

}  // namespace

std::string render_junit(const std::vector<RunRecord>& records) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const RunRecord& record : records) text += suite(record);
  return text + "</testsuites>\n";
}

}  // namespace spillway::report
