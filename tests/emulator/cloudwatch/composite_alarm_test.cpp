// Composite alarms: PutCompositeAlarm, what changes them, and what holds their actions back.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

namespace {

const std::string kFunction = "arn:aws:lambda:sa-east-1:123456789012:function:act";
const std::string kArn = "arn:aws:cloudwatch:sa-east-1:123456789012:alarm:";

/// Two metric alarms, "high" and "other", whose states a test sets; nothing else moves them.
struct CompositeWorld : Fixture {
  CompositeWorld() {
    for (const char* name : {"high", "other"}) {
      ok("PutMetricAlarm", alarm_parameters({{"AlarmName", name}, {"TreatMissingData", "ignore"}}));
    }
  }
  void set(const char* alarm, const char* state) {
    ok("SetAlarmState", {{"AlarmName", alarm}, {"StateValue", state}, {"StateReason", "test"}});
    runtime.run_for(0s);
  }
  void put(const Json& changes = Json::object()) {
    Json params = {{"AlarmName", "both"},
                   {"AlarmRule", "ALARM(high) AND ALARM(other)"},
                   {"AlarmActions", {kFunction}}};
    params.update(changes);
    ok("PutCompositeAlarm", params);
  }
  Json composite() {
    const Json answer =
        ok("DescribeAlarms", {{"AlarmNames", {"both"}}, {"AlarmTypes", {"CompositeAlarm"}}});
    REQUIRE(answer["CompositeAlarms"].size() == 1);
    return answer["CompositeAlarms"][0];
  }
  Json last_detail() { return bus.of("CloudWatch Alarm State Change").back().detail; }
};

Json suppressed_by_other(int wait, int extension) {
  return {{"AlarmRule", "ALARM(high)"},
          {"ActionsSuppressor", "other"},
          {"ActionsSuppressorWaitPeriod", wait},
          {"ActionsSuppressorExtensionPeriod", extension}};
}

}  // namespace

TEST_CASE("a composite alarm follows its children at once") {
  CompositeWorld w;
  w.put();
  CHECK(w.composite()["StateValue"] == "OK");
  CHECK(w.composite()["StateReason"] ==
        kArn + "both was created and its alarm rule evaluates to OK");
  w.set("high", "ALARM");
  CHECK(w.composite()["StateValue"] == "OK");
  w.set("other", "ALARM");
  CHECK(w.composite()["StateValue"] == "ALARM");
  CHECK(w.composite()["StateReason"] ==
        kArn + "other transitioned to ALARM at Monday 5 January, 2026 12:00:00 UTC");
  CHECK(w.actions.performed.size() == 1);
  w.set("high", "OK");
  CHECK(w.composite()["StateValue"] == "OK");
}

TEST_CASE("the event of a composite alarm") {
  CompositeWorld w;
  w.put({{"AlarmDescription", "both of them"}});
  w.set("high", "ALARM");
  w.set("other", "ALARM");
  const Json detail = w.last_detail();
  CHECK(detail["alarmName"] == "both");
  CHECK(detail["configuration"] ==
        Json({{"description", "both of them"}, {"alarmRule", "ALARM(high) AND ALARM(other)"}}));
  CHECK(detail["previousState"]["value"] == "OK");
  CHECK(detail["state"]["value"] == "ALARM");
  const Json data = Json::parse(detail["state"]["reasonData"].get<std::string>());
  CHECK(data == Json({{"triggeringAlarms",
                       Json::array({{{"arn", kArn + "other"},
                                     {"state",
                                      {{"value", "ALARM"},
                                       {"timestamp", "2026-01-05T12:00:00.000+0000"}}}}})}}));
  const Json changed = w.bus.of("CloudWatch Alarm Configuration Change").back().detail;
  CHECK(changed["operation"] == "create");
  CHECK(changed["configuration"]["alarmRule"] == "ALARM(high) AND ALARM(other)");
}

TEST_CASE("a composite alarm may look at another, and the timeline knows the cause") {
  CompositeWorld w;
  w.put({{"AlarmRule", "ALARM(high)"}});
  w.ok("PutCompositeAlarm", {{"AlarmName", "outer"}, {"AlarmRule", "NOT ALARM(both)"}});
  CHECK(w.changes.back().to == "ALARM");
  w.set("high", "ALARM");
  REQUIRE(w.changes.size() >= 3);
  CHECK(w.changes.back().to == "OK");
  CHECK_THAT(w.changes.back().reason, Catch::StartsWith(kArn + "both transitioned to ALARM"));
}

TEST_CASE("SetAlarmState of a composite alarm lasts until a child changes") {
  CompositeWorld w;
  w.put({{"AlarmRule", "ALARM(high) OR ALARM(other)"}});
  w.set("both", "ALARM");
  CHECK(w.composite()["StateReason"] == "test");
  w.runtime.run_for(10min);
  CHECK(w.composite()["StateValue"] == "ALARM");
  w.set("high", "OK");
  CHECK(w.composite()["StateValue"] == "OK");
}

TEST_CASE("a suppressor in ALARM holds the actions back, and for a time after it has left") {
  CompositeWorld w;
  w.set("other", "ALARM");
  w.put(suppressed_by_other(60, 120));
  w.set("high", "ALARM");
  CHECK(w.actions.performed.empty());
  CHECK(w.last_detail()["state"]["actionsSuppressedBy"] == "Alarm");
  CHECK(w.composite()["ActionsSuppressedBy"] == "Alarm");
  w.runtime.run_for(1h);
  w.set("other", "OK");
  CHECK(w.composite()["ActionsSuppressedBy"] == "ExtensionPeriod");
  w.runtime.run_for(119s);
  CHECK(w.actions.performed.empty());
  w.runtime.run_for(2s);
  REQUIRE(w.actions.performed.size() == 1);
  CHECK(w.actions.performed[0].alarm == kArn + "both");
  CHECK_FALSE(w.composite().contains("ActionsSuppressedBy"));
}

TEST_CASE("without the suppressor's ALARM the actions wait for the wait period") {
  CompositeWorld w;
  w.put(suppressed_by_other(60, 0));
  w.set("high", "ALARM");
  const Json detail = w.last_detail();
  CHECK(detail["state"]["actionsSuppressedBy"] == "WaitPeriod");
  CHECK(detail["state"]["actionsSuppressedReason"] == "Actions suppressed by WaitPeriod");
  CHECK(detail["configuration"]["actionsSuppressor"] == "other");
  CHECK(detail["configuration"]["actionsSuppressorWaitPeriod"] == 60);
  w.runtime.run_for(59s);
  CHECK(w.actions.performed.empty());
  w.runtime.run_for(1s);
  CHECK(w.actions.performed.size() == 1);
}

TEST_CASE("a suppressor that comes within the wait period suppresses") {
  CompositeWorld w;
  w.put(suppressed_by_other(60, 10));
  w.set("high", "ALARM");
  w.runtime.run_for(30s);
  w.set("other", "ALARM");
  w.runtime.run_for(10min);
  CHECK(w.actions.performed.empty());
  w.set("other", "OK");
  w.runtime.run_for(10s);
  CHECK(w.actions.performed.size() == 1);
}

TEST_CASE("a composite alarm without ActionsEnabled tells the bus only") {
  CompositeWorld w;
  w.put({{"AlarmRule", "ALARM(high)"}, {"ActionsEnabled", false}});
  w.set("high", "ALARM");
  CHECK(w.actions.performed.empty());
  CHECK(w.last_detail()["state"]["value"] == "ALARM");
}

TEST_CASE("DescribeAlarms shows composite alarms only if they are asked for") {
  CompositeWorld w;
  w.put();
  CHECK(w.ok("DescribeAlarms", Json::object())["CompositeAlarms"].empty());
  const Json both = w.ok("DescribeAlarms", {{"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}});
  CHECK(both["CompositeAlarms"].size() == 1);
  CHECK(both["MetricAlarms"].size() == 2);
  CHECK(w.error("DescribeAlarms", {{"AlarmTypes", {"Alarm"}}}).code == "ValidationError");
  const Json items =
      w.ok("DescribeAlarmHistory", {{"AlarmTypes", {"CompositeAlarm"}}})["AlarmHistoryItems"];
  REQUIRE_FALSE(items.empty());
  CHECK(items[0]["AlarmType"] == "CompositeAlarm");
}

TEST_CASE("DeleteAlarms and DisableAlarmActions know composite alarms") {
  CompositeWorld w;
  w.put({{"AlarmRule", "ALARM(high)"}});
  w.ok("DisableAlarmActions", {{"AlarmNames", {"both"}}});
  CHECK(w.composite()["ActionsEnabled"] == false);
  w.ok("DeleteAlarms", {{"AlarmNames", {"both"}}});
  CHECK(w.ok("DescribeAlarms", {{"AlarmTypes", {"CompositeAlarm"}}})["CompositeAlarms"].empty());
  w.set("high", "ALARM");  // nobody is told who is gone
  CHECK(w.changes.back().to == "ALARM");
}

TEST_CASE("what PutCompositeAlarm refuses") {
  CompositeWorld w;
  w.put({{"AlarmRule", "ALARM(high)"}});
  w.ok("PutCompositeAlarm", {{"AlarmName", "outer"}, {"AlarmRule", "ALARM(both)"}});
  const auto error = [&](const Json& changes) {
    Json params = {{"AlarmName", "new"}, {"AlarmRule", "ALARM(high)"}};
    params.update(changes);
    return w.error("PutCompositeAlarm", params);
  };
  CHECK_THAT(error({{"AlarmRule", "ALARM(high"}}).message,
             Catch::Contains("a ')' should stand at position 11"));
  CHECK_THAT(error({{"AlarmRule", "ALARM(nobody)"}}).message,
             Catch::Contains("alarm nobody does not exist"));
  CHECK_THAT(error({{"AlarmName", "high"}}).message, Catch::Contains("is a metric alarm"));
  CHECK_THAT(error({{"ActionsSuppressor", "high"}}).message,
             Catch::Contains("must be given together"));
  CHECK(error({{"AlarmActions", {"arn:aws:sns:sa-east-1:123456789012:t"}}}).not_modelled);
  CHECK(error({{"AlarmName", "both"}, {"AlarmRule", "ALARM(outer)"}}).not_modelled);
  CHECK(error({{"AlarmName", "both"}, {"AlarmRule", "ALARM(both)"}}).not_modelled);
  CHECK_THAT(w.error("PutMetricAlarm", alarm_parameters({{"AlarmName", "both"}})).message,
             Catch::Contains("is a composite alarm"));
}
