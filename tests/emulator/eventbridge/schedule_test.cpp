// Rules that run by themselves: rate and cron (EventBridge user guide, "Creating a rule that runs
// on a schedule").
#include "emulator/eventbridge/schedule.hpp"

#include "runtime/wall_time.hpp"
#include "tests/emulator/eventbridge/fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;
using namespace std::chrono_literals;

namespace {

using Times = std::vector<std::string>;

/// The next times of "cron(...)" after a time, each as "2026-01-05T12:00".
Times times(const std::string& fields, const std::string& after, std::size_t count) {
  const auto schedule = Schedule::parse("cron(" + fields + ")");
  CAPTURE(fields);
  REQUIRE(schedule);
  Times found;
  auto time = parse_iso8601(after + ":00Z");
  REQUIRE(time);
  while (found.size() < count) {
    time = schedule->next(*time);
    if (!time) break;
    found.push_back(format_iso8601_seconds(*time).substr(0, 16));
  }
  return found;
}

}  // namespace

TEST_CASE("cron: the next times of an expression, in UTC") {
  struct Row {
    const char* fields;
    const char* after;
    Times expected;
  };
  // 2026-01-05 is a Monday.
  const Row rows[] = {
      // The user guide's examples.
      {"0 10 * * ? *", "2026-01-05T10:00", {"2026-01-06T10:00", "2026-01-07T10:00"}},
      {"15 12 * * ? *", "2026-01-05T12:14", {"2026-01-05T12:15", "2026-01-06T12:15"}},
      {"0 18 ? * MON-FRI *", "2026-01-09T12:00", {"2026-01-09T18:00", "2026-01-12T18:00"}},
      {"0 8 1 * ? *", "2026-01-05T12:00", {"2026-02-01T08:00", "2026-03-01T08:00"}},
      {"0/15 * * * ? *", "2026-01-05T12:44", {"2026-01-05T12:45", "2026-01-05T13:00"}},
      {"0/10 * ? * MON-FRI *", "2026-01-09T23:50", {"2026-01-12T00:00", "2026-01-12T00:10"}},
      {"0/5 8-17 ? * MON-FRI *", "2026-01-05T17:54", {"2026-01-05T17:55", "2026-01-06T08:00"}},
      {"0/30 20-2 ? * MON-FRI *", "2026-01-05T02:29", {"2026-01-05T02:30", "2026-01-05T20:00"}},
      {"5,35 14 * * ? *", "2026-01-05T14:05", {"2026-01-05T14:35", "2026-01-06T14:05"}},
      // Each wildcard.
      {"1/10 0 1 1 ? *", "2026-12-31T00:00", {"2027-01-01T00:01", "2027-01-01T00:11"}},
      {"*/20 0-23/12 * * ? *", "2026-01-05T00:40", {"2026-01-05T12:00", "2026-01-05T12:20"}},
      {"10-12/2 5 * * ? *", "2026-01-05T05:00", {"2026-01-05T05:10", "2026-01-05T05:12"}},
      {"0 0 L * ? *", "2024-02-01T00:00", {"2024-02-29T00:00", "2024-03-31T00:00"}},
      {"0 0 ? * L *", "2026-01-05T00:00", {"2026-01-10T00:00", "2026-01-17T00:00"}},
      {"0 0 ? * FRIL *", "2026-01-05T00:00", {"2026-01-30T00:00", "2026-02-27T00:00"}},
      {"0 0 ? * 3#2 *", "2026-01-05T00:00", {"2026-01-13T00:00", "2026-02-10T00:00"}},
      {"0 0 ? * tue#5 *", "2026-01-05T00:00", {"2026-03-31T00:00", "2026-06-30T00:00"}},
      {"0 0 3W * ? *", "2026-01-01T00:00", {"2026-01-02T00:00", "2026-02-03T00:00"}},
      {"0 0 4W 1 ? 2026", "2026-01-01T00:00", {"2026-01-05T00:00"}},
      {"0 0 1W 8 ? 2026", "2026-01-01T00:00", {"2026-08-03T00:00"}},   // the 1st is a Saturday
      {"0 0 31W 5 ? 2026", "2026-01-01T00:00", {"2026-05-29T00:00"}},  // the 31st is a Sunday
      {"0 0 1 jan,JUL ? *", "2026-01-05T00:00", {"2026-07-01T00:00", "2027-01-01T00:00"}},
      {"0 0 1 NOV-FEB ? *", "2026-02-05T00:00", {"2026-11-01T00:00", "2026-12-01T00:00"}},
      {"0 0 ? * SAT-SUN *", "2026-01-05T00:00", {"2026-01-10T00:00", "2026-01-11T00:00"}},
      {"0 0 29 2 ? *", "2026-01-05T00:00", {"2028-02-29T00:00", "2032-02-29T00:00"}},
      // The end of all schedules.
      {"15 10 ? * 6L 2019-2022", "2022-11-30T00:00", {"2022-12-30T10:15"}},
      {"59 23 31 12 ? 2199", "2026-01-05T00:00", {"2199-12-31T23:59"}},
      {"0 0 30 2 ? *", "2026-01-05T00:00", {}},
      {"0 0 1 1 ? 1970-2020/2", "2026-01-05T00:00", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fields);
    CHECK(times(row.fields, row.after, 2) == row.expected);
  }
}

TEST_CASE("schedules that are not valid") {
  for (const char* text : {"",
                           "rate",
                           "rate()",
                           "rate(5)",
                           "rate(0 minutes)",
                           "rate(-5 minutes)",
                           "rate(5 minute)",
                           "rate(1 minutes)",
                           "rate(1 hours)",
                           "rate(5 hour)",
                           "rate(5minutes)",
                           "rate(5 seconds)",
                           "rate(1.5 hours)",
                           "rate(5 minutes",
                           "Rate(5 minutes)",
                           " rate(5 minutes)",
                           "rate(99999999999999999999 days)",
                           "rate(99999999 days)",
                           "rate(5 minutes s)",
                           "cron()",
                           "cron(* * * * *)",
                           "cron(* * * * ? * *)",
                           "cron(0 10 * * * *)",
                           "cron(0 10 ? * ? *)",
                           "cron(60 10 * * ? *)",
                           "cron(0 24 * * ? *)",
                           "cron(0 0 0 * ? *)",
                           "cron(0 0 32 * ? *)",
                           "cron(0 0 * 13 ? *)",
                           "cron(0 0 * 0 ? *)",
                           "cron(0 0 ? * 8 *)",
                           "cron(0 0 ? * 0 *)",
                           "cron(0 0 * * ? 1969)",
                           "cron(0 0 * * ? 2200)",
                           "cron(? 0 * * ? *)",
                           "cron(0 0 ? * 3#1,6#3 *)",
                           "cron(0 0 ? * 3#6 *)",
                           "cron(0 0 ? * 3#0 *)",
                           "cron(0 0 ? * MONDAY *)",
                           "cron(0/0 0 * * ? *)",
                           "cron(0/x 0 * * ? *)",
                           "cron(1-2-3 0 * * ? *)",
                           "cron(1,,2 0 * * ? *)",
                           "cron(0 0 W * ? *)",
                           "cron(0 0 LW * ? *)",
                           "cron(0 0 * * ? 2022-2019)",
                           "cron(0 0 32W * ? *)",
                           "at(2026-01-05T12:00:00)"}) {
    CAPTURE(text);
    CHECK_FALSE(Schedule::parse(text));
  }
  CHECK_FALSE(Schedule::parse("cron(" + std::string(300, '0') + " 0 * * ? *)"));
}

TEST_CASE("the parser of schedules takes any text, and a time that it finds is in the future") {
  Rng rng(1, "schedules");
  const std::string_view letters = "0123456789*?,-/#LWSUNMONJAN ()";
  const WallTime now = parse_iso8601("2026-01-05T12:00:00Z").value();
  int valid = 0;
  bool all_later = true;
  for (int i = 0; i < 50'000; ++i) {
    // Five fields of noise would hardly ever be right at once.
    std::string fields[] = {"0", "0", "*", "*", "?", "*"};
    const std::size_t field = rng.below(6);
    fields[field].clear();
    const std::size_t length = 1 + rng.below(4);
    for (std::size_t k = 0; k < length; ++k) fields[field] += letters[rng.below(letters.size())];
    if (field == 4) fields[2] = "?";
    std::string text = "cron(";
    for (const std::string& one : fields) text += one + ' ';
    const auto schedule = Schedule::parse(text + ")");
    if (!schedule) continue;
    ++valid;
    const auto next = schedule->next(now);
    all_later = all_later && (!next || *next > now);
  }
  CHECK(valid > 1000);
  CHECK(all_later);
}

TEST_CASE("a rate begins with its rule, and sends a Scheduled Event to the rule's targets only") {
  Fixture f;
  f.runtime.run_for(7s);
  f.ok("PutRule", {{"Name", "tick"}, {"ScheduleExpression", "rate(2 minutes)"}});
  f.ok("PutTargets", {{"Rule", "tick"}, {"Targets", {{{"Id", "1"}, {"Arn", kFunction}}}}});
  f.rule_with_target("other", R"({"source": ["aws.events"]})");
  f.runtime.run_for(5min);
  REQUIRE(f.target.calls.size() == 2);
  CHECK(f.target.calls[0].at == 7s + 2min + 2s);
  CHECK(f.target.calls[1].at == 7s + 4min + 2s);
  const Json event = Json::parse(f.target.calls[0].payload);
  CHECK(event["detail-type"] == "Scheduled Event");
  CHECK(event["source"] == "aws.events");
  CHECK(event["time"] == "2026-01-05T12:02:07Z");
  CHECK(event["resources"] == Json({"arn:aws:events:sa-east-1:123456789012:rule/tick"}));
  CHECK(event["detail"] == Json::object());
  CHECK(event["id"] != Json::parse(f.target.calls[1].payload)["id"]);
  REQUIRE(f.record.size() == 2);
  CHECK(f.record[0].data["rule"] == "tick");
  CHECK(f.record[0].cause == 0);
  CHECK(f.metrics.sums["TriggeredRules tick"] == 2);
  CHECK(f.metrics.sums.count("MatchedEvents tick") == 0);
}

TEST_CASE("a cron rule runs within its minute, not at its first second") {
  Fixture f(Settings{});
  f.ok("PutRule", {{"Name", "tick"}, {"ScheduleExpression", "cron(* * * * ? *)"}});
  f.ok("PutTargets", {{"Rule", "tick"}, {"Targets", {{{"Id", "1"}, {"Arn", kFunction}}}}});
  f.runtime.run_for(10min + 30s);
  REQUIRE(f.target.calls.size() == 10);
  for (int i = 0; i < 10; ++i) {
    const Duration late = f.target.calls[static_cast<std::size_t>(i)].at - (i + 1) * 1min;
    CHECK(late >= 1s);
    CHECK(late <= 10s);
  }
}

TEST_CASE("a schedule stops with its rule, and begins anew with it") {
  Fixture f;
  const auto put = [&](const char* schedule) {
    f.ok("PutRule", {{"Name", "tick"}, {"ScheduleExpression", schedule}});
  };
  put("rate(1 minute)");
  f.runtime.run_for(90s);
  CHECK(f.record.size() == 1);
  f.ok("DisableRule", {{"Name", "tick"}});
  f.runtime.run_for(5min);
  CHECK(f.record.size() == 1);
  CHECK(f.runtime.pending() == 0);
  f.ok("EnableRule", {{"Name", "tick"}});
  f.runtime.run_for(61s);
  CHECK(f.record.size() == 1);
  f.runtime.run_for(1s);
  CHECK(f.record.size() == 2);
  put("rate(1 hour)");
  f.runtime.run_for(59min);
  CHECK(f.record.size() == 2);
  f.ok("DeleteRule", {{"Name", "tick"}});
  CHECK(f.runtime.pending() == 0);
}

TEST_CASE("a rule may have both a pattern and a schedule") {
  Fixture f;
  f.ok("PutRule",
       {{"Name", "both"}, {"EventPattern", kCloudWatch}, {"ScheduleExpression", "rate(1 hour)"}});
  f.ok("PutTargets", {{"Rule", "both"}, {"Targets", {{{"Id", "1"}, {"Arn", kFunction}}}}});
  f.send();
  f.runtime.run_for(1h + 3s);
  CHECK(f.target.calls.size() == 2);
  CHECK(f.metrics.sums["MatchedEvents both"] == 1);
  CHECK(f.metrics.sums["TriggeredRules both"] == 2);
  const Json shown = f.ok("DescribeRule", {{"Name", "both"}});
  CHECK(shown["ScheduleExpression"] == "rate(1 hour)");
  CHECK(shown["EventPattern"] == kCloudWatch);
  f.ok("PutRule", {{"Name", "both"}, {"ScheduleExpression", "rate(1 hour)"}});
  CHECK_FALSE(f.ok("DescribeRule", {{"Name", "both"}}).contains("EventPattern"));
}
