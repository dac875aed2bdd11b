#include "tools/report/junit.hpp"

#include "tests/support/catch.hpp"
#include "tests/tools/report/hand_made_run.hpp"

using namespace spillway;
using Catch::Contains;
using harness::ExitCode;
using harness::RunRecord;
using testing::verdict;

TEST_CASE("a scenario is a suite, an expectation a case") {
  RunRecord record;
  record.summary = {{"scenario", "demo"}, {"seed", 7}, {"duration_s", 90.5}};
  record.summary["expectations"] = Json::array({verdict("a happens", true, "at 0:01.000")});
  CHECK(report::render_junit({record}) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        "  <testsuite name=\"demo\" tests=\"1\" failures=\"0\" errors=\"0\" time=\"90.5\">\n"
        "    <testcase classname=\"demo\" name=\"a happens\"/>\n"
        "  </testsuite>\n</testsuites>\n");
}

TEST_CASE("a failure holds what was seen, what led there, the seed and the command") {
  RunRecord record = testing::failover();
  record.exit_code = ExitCode::expectation_failed;
  record.summary["expectations"] =
      Json::array({verdict("weights < 1", false, "never", 4), verdict("b", true, "none")});
  record.summary["reproduce"] = "spillway run demo.yaml --seed 7";
  const std::string text = report::render_junit({record});
  CHECK_THAT(text, Contains("tests=\"2\" failures=\"1\" errors=\"0\""));
  CHECK_THAT(text, Contains("name=\"weights &lt; 1\">\n      <failure message=\"never\">"));
  CHECK_THAT(text, Contains("Rule matched&#10;seed 7&#10;reproduce: spillway run demo.yaml --seed "
                            "7&#10;</failure>"));
}

TEST_CASE("a scenario that did not run is an error, with all that is wrong") {
  RunRecord record;
  record.exit_code = ExitCode::bad_input;
  record.summary["scenario"] = "bad.yaml";
  record.errors = {{"bad.yaml", 1, 2, {}, "unknown key", {}},
                   {"bad.yaml", 3, 4, {}, "no unit", {}}};
  const std::string text = report::render_junit({record});
  CHECK_THAT(text, Contains("tests=\"1\" failures=\"0\" errors=\"1\""));
  CHECK_THAT(text,
             Contains("<error message=\"bad.yaml:1:2: unknown key&#10;bad.yaml:3:4: no unit\"/>"));
}

TEST_CASE("a run that ended early counts besides its expectations") {
  RunRecord record = testing::failover();
  record.exit_code = ExitCode::interrupted;
  record.problem = "interrupted at 0:33.000";
  record.summary["expectations"] = Json::array({verdict("a", true, "none")});
  CHECK_THAT(report::render_junit({record}), Contains("tests=\"2\" failures=\"0\" errors=\"1\""));
}

TEST_CASE("a scenario that expects nothing has one case: that it runs") {
  RunRecord record = testing::failover();
  const std::string text = report::render_junit({record, record});
  CHECK_THAT(text, Contains("tests=\"1\" failures=\"0\" errors=\"0\""));
  CHECK_THAT(text, Contains("name=\"runs to its end\"/>"));
}

TEST_CASE("bytes that are no UTF-8 or not for XML do not get into the file") {
  RunRecord record = testing::failover();
  record.exit_code = ExitCode::stopped;
  record.problem = "a\x01 b\xFF";
  CHECK_THAT(report::render_junit({record}), Contains("message=\"a\xEF\xBF\xBD b\xEF\xBF\xBD\""));
}
