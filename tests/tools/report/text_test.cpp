#include "tools/report/text.hpp"

#include "tests/support/catch.hpp"
#include "tests/tools/report/hand_made_run.hpp"
#include "tools/report/request_table.hpp"
#include "tools/report/style.hpp"

using namespace spillway;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;
using testing::verdict;

namespace {

harness::RunRecord failed() {
  auto record = testing::failover();
  record.summary["result"] = "failed";
  record.summary["expectations"] = Json::array(
      {verdict("a happens", true, "at 0:01.000"), verdict("a, then b", false, "no b", 4)});
  record.summary["reproduce"] = "spillway run demo.yaml --seed 7";
  return record;
}

std::string text_of(const harness::RunRecord& record, const std::string& folder = {},
                    bool colours = false) {
  return report::render_text(record, folder, {colours});
}

Json stage(int total, int failed, Json answers) {
  return {{"total", total}, {"failed", failed}, {"by_target_and_status", std::move(answers)}};
}

}  // namespace

TEST_CASE("the expectations come first, then the story, then the requests") {
  auto record = failed();
  record.summary["requests"] = stage(1, 0, Json::object());
  const std::string text = text_of(record);
  CHECK_THAT(text, StartsWith("demo: made by hand\n"
                              "seed 7, 1m30s of virtual time, failed: 1 of 2 expectations not met\n"
                              "\nExpectations\n"
                              "  met     a happens\n          seen: at 0:01.000\n"
                              "  NOT MET a,\n            then b\n          seen: no b\n"
                              "\nWhat happened\n"));
  CHECK(text.find("\nWhat happened\n") < text.find("\nRequests\n"));
}

TEST_CASE(
    "a failed run ends with what failed, the chain that led there, the seed and the command") {
  CHECK_THAT(text_of(failed()),
             EndsWith("\nWhat failed\n"
                      "  expected  a,\n"
                      "            then b\n"
                      "  seen      no b\n"
                      "  what led there:\n"
                      "     0:27.648     +0.000  alarm   Alarm OK -> ALARM: Threshold Crossed\n"
                      "     0:28.094     +0.446  rule    Rule matched\n"
                      "\n"
                      "seed 7\n"
                      "reproduce: spillway run demo.yaml --seed 7\n"));
}

TEST_CASE("the seconds between are those of the times shown: they add up") {
  const std::string text = text_of(testing::failover());
  // 27.6479 s, 28.0941 s and 28.15 s: what lies between them is 0.4462 s and 0.0559 s.
  CHECK_THAT(text, Contains("   0:27.648    +27.648  alarm   Alarm OK -> ALARM"));
  CHECK_THAT(text, Contains("   0:28.094     +0.446  rule    Rule matched\n"));
  CHECK_THAT(text, Contains("   0:28.150     +0.056  lambda  Controller is invoked\n"));
  CHECK_THAT(text, Contains("Controller calls ecs:ListTasks (3 times until 0:31.000)\n"));
}

TEST_CASE("the end of a failed run can be shown alone, and a run that passed has none") {
  const auto record = failed();
  const std::string ending = report::render_ending(record, {});
  CHECK_THAT(ending, StartsWith("What failed\n  expected  a,\n"));
  CHECK_THAT(text_of(record), EndsWith("\n\n" + ending));
  CHECK(report::render_ending(testing::failover(), {}).empty());
}

TEST_CASE("a run that passed has no such end, and says how much was expected") {
  auto record = testing::failover();
  CHECK_THAT(text_of(record), Contains("virtual time, passed: nothing was expected\n"));
  record.summary["expectations"] = Json::array({verdict("a happens", true, "at 0:01.000")});
  const std::string text = text_of(record);
  CHECK_THAT(text, Contains("virtual time, passed: 1 of 1 expectation met\n"));
  CHECK_THAT(text, !Contains("What failed") && !Contains("reproduce"));
}

TEST_CASE("a run that did not come to its end says why, and not what it did not come to") {
  auto record = failed();
  record.summary["result"] = "interrupted";
  record.summary["problem"] = "interrupted at 0:33.000";
  const std::string text = text_of(record);
  CHECK_THAT(text, Contains("virtual time, interrupted: interrupted at 0:33.000\n"));
  CHECK_THAT(text, !Contains("What failed"));
  CHECK_THAT(text, EndsWith("\ninterrupted: interrupted at 0:33.000\nseed 7\n"
                            "reproduce: spillway run demo.yaml --seed 7\n"));
}

TEST_CASE("the folder of the files is named") {
  CHECK_THAT(text_of(testing::failover(), "out/x"), EndsWith("\nfiles: out/x\n"));
  CHECK_THAT(text_of(testing::failover()), !Contains("files:"));
}

TEST_CASE("colours change no text") {
  const std::string coloured = text_of(failed(), "out", true);
  std::string text;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      text += coloured[i];
    }
  }
  CHECK(text == text_of(failed(), "out", false));
  CHECK(coloured != text);
  CHECK_THAT(text_of(failed()), !Contains("\x1b"));
}

TEST_CASE("the requests stand by stage, target and status, in columns") {
  Json requests = stage(1200, 300, Json::object());
  requests["latency_ms"] = {{"p50", 2.0}, {"p90", 4.4}, {"p99", 15008.0}, {"max", 61002.0}};
  requests["by_stage"]["calm"] = stage(200, 0, {{"lambda", {{"200", 200}}}});
  requests["by_stage"]["a longer name"] = stage(1000, 300,
                                                {{"lambda", {{"200", 100}, {"502", 299}}},
                                                 {"ecs", {{"200", 600}}},
                                                 {"none", {{"timeout", 1}}}});
  CHECK(report::request_table({{"requests", requests}}, {}) ==
        "\nRequests\n"
        "  stage          target   status     requests   of stage\n"
        "  calm           lambda   200             200   100.00 %\n"
        "  a longer name  lambda   200             100    10.00 %\n"
        "                 lambda   502             299    29.90 %\n"
        "                 ecs      200             600    60.00 %\n"
        "                 none     timeout           1     0.10 %\n"
        "  1200 requests, 300 failed (25.00 %); latency p50 2ms, p90 4ms, p99 15.008s, max "
        "1m1.002s\n");
}

TEST_CASE("one request is not many, and none is no table") {
  CHECK_THAT(report::request_table({{"requests", stage(1, 0, Json::object())}}, {}),
             Contains("  1 request, 0 failed"));
  CHECK(report::request_table({{"requests", stage(0, 0, Json::object())}}, {}).empty());
  CHECK(report::request_table(Json::object(), {}).empty());
}

TEST_CASE("padding counts characters as a terminal shows them") {
  CHECK(report::display_width("caf\xC3\xA9") == 4);
  CHECK(report::pad_right("caf\xC3\xA9", 6) == "caf\xC3\xA9  ");
  CHECK(report::pad_left("7", 3) == "  7");
  CHECK(report::pad_left("long", 3) == "long");
}

TEST_CASE("cutting counts characters too, and cuts none apart") {
  CHECK(report::cut("caf\xC3\xA9s", 4) == "caf\xC3\xA9");
  CHECK(report::cut("caf\xC3\xA9", 3) == "caf");
  CHECK(report::cut("long", 9) == "long");
  CHECK(report::cut("long", 0).empty());
}

TEST_CASE("a run in real time says so, and how many requests its client sent late") {
  auto record = testing::failover();
  record.summary["mode"] = "live";
  record.summary["requests"] = stage(100, 0, {{"ecs", {{"200", 100}}}});
  CHECK_THAT(text_of(record), Contains("1m30s of real time, passed"));
  CHECK_THAT(text_of(record), !Contains("10 ms late"));
  // Some lateness nobody can avoid.
  record.summary["requests"]["late"] = {{"requests", 0}, {"max_ms", 4.2}};
  CHECK_THAT(text_of(record), !Contains("10 ms late"));
  record.summary["requests"]["late"] = {{"requests", 7}, {"max_ms", 1503.2}};
  CHECK_THAT(text_of(record), Contains("7 of them sent more than 10 ms late, the latest by 1.503s: "
                                       "this machine was too busy for that load"));
}
