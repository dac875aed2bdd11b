// The API of alarms: what is refused, and how answers look.
#include "tests/emulator/cloudwatch/fixture.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;
using namespace std::chrono_literals;

TEST_CASE("C1.2 PutMetricAlarm refuses what AWS refuses") {
  Fixture f;
  const Json bad[] = {
      {{"AlarmName", nullptr}},
      {{"AlarmName", ""}},
      {{"AlarmName", std::string(256, 'a')}},
      {{"AlarmName", "a\nb"}},
      {{"AlarmDescription", std::string(1025, 'a')}},
      {{"MetricName", nullptr}},
      {{"Namespace", ":x"}},
      {{"Statistic", nullptr}},
      {{"Statistic", "Median"}},
      {{"Period", 45}},
      {{"Period", 61}},
      {{"Period", nullptr}},
      {{"EvaluationPeriods", 0}},
      {{"EvaluationPeriods", nullptr}},
      {{"Period", 60}, {"EvaluationPeriods", 1441}},
      {{"Period", 3600}, {"EvaluationPeriods", 169}},
      {{"DatapointsToAlarm", 2}},
      {{"DatapointsToAlarm", 0}},
      {{"Threshold", nullptr}},
      {{"Threshold", "high"}},
      {{"ComparisonOperator", "Greater"}},
      {{"TreatMissingData", "Missing"}},
      {{"Unit", "Apples"}},
      {{"ActionsEnabled", "perhaps"}},
      {{"Dimensions", {{{"Name", "A"}, {"Value", "1"}}, {{"Name", "A"}, {"Value", "2"}}}}},
      {{"Dimensions", {{{"Name", "A"}}}}},
  };
  for (const Json& change : bad) {
    INFO(change.dump());
    const auto error = f.error("PutMetricAlarm", alarm_parameters(change));
    CHECK(error.code == "ValidationError");
    CHECK_FALSE(error.not_modelled);
  }
  CHECK(f.bus.events.empty());
}

TEST_CASE("C1.2 the limits themselves are allowed; numbers may be texts") {
  Fixture f;
  const Json good[] = {
      {{"Period", 60}, {"EvaluationPeriods", 1440}},
      {{"Period", 3600}, {"EvaluationPeriods", 168}},
      {{"Period", 20}},
      {{"Period", "300"}, {"EvaluationPeriods", "3"}, {"DatapointsToAlarm", "3"}},
      {{"Threshold", "2.5"}, {"ActionsEnabled", "false"}},
      {{"Tags", {{{"Key", "a"}, {"Value", "b"}}}}, {"AlarmActions", Json::array()}},
  };
  for (const Json& change : good) f.ok("PutMetricAlarm", alarm_parameters(change));
}

TEST_CASE("what is not modelled is refused by name") {
  Fixture f;
  const std::pair<Json, const char*> refused[] = {
      {{{"ExtendedStatistic", "p99"}}, "ExtendedStatistic"},
      {{{"AlarmActions", {"arn:aws:sns:sa-east-1:123456789012:t"}}}, "arn:aws:sns"},
      {{{"OKActions", {"arn:aws:automate:sa-east-1:ec2:stop"}}}, "arn:aws:automate"},
      {{{"ComparisonOperator", "GreaterThanUpperThreshold"}}, "GreaterThanUpperThreshold"},
      {{{"SomethingNew", 1}}, "SomethingNew"},
      // What no load balancer here publishes.
      {{{"Namespace", "AWS/ApplicationELB"}, {"MetricName", "ProcessedBytes"}}, "ProcessedBytes"},
      {{{"Namespace", "AWS/ApplicationELB"},
        {"MetricName", "RequestCount"},
        {"Dimensions", Json::array({{{"Name", "AvailabilityZone"}, {"Value", "a"}}})}},
       "AvailabilityZone"},
  };
  for (const auto& [change, name] : refused) {
    const auto error = f.error("PutMetricAlarm", alarm_parameters(change));
    CHECK(error.not_modelled);
    CHECK_THAT(error.message, Catch::Contains(name));
  }
}

TEST_CASE("an alarm on what AWS publishes and nobody here does is refused by name") {
  Fixture f;
  struct Row {
    const char* name_space;
    const char* metric;
    const char* message;
    const char* hint;
  };
  const Row rows[] = {
      {"AWS/Lambda", "ConcurentExecutions",
       "an alarm on the MetricName ConcurentExecutions of AWS/Lambda is not modelled by Spillway",
       "did you mean ConcurrentExecutions?"},
      {"AWS/Lambda", "IteratorAge",
       "an alarm on the MetricName IteratorAge of AWS/Lambda is not modelled by Spillway", ""},
      {"AWS/Lamda", "Errors", "an alarm on the Namespace AWS/Lamda is not modelled by Spillway",
       "did you mean AWS/Lambda?"},
      {"AWS/ECS", "CPUUtilization", "an alarm on the Namespace AWS/ECS is not modelled by Spillway",
       ""},
      {"AWS/SNS", "NumberOfMessagesPublished",
       "an alarm on the Namespace AWS/SNS is not modelled by Spillway", ""},
      {"AWS/ApplicationELB", "IPv6RequestCount",
       "an alarm on the MetricName IPv6RequestCount of AWS/ApplicationELB is not modelled by "
       "Spillway",
       ""},
      {"ECS/ContainerInsights", "RunningTaskCount",
       "an alarm on the Namespace ECS/ContainerInsights is not modelled by Spillway", ""},
  };
  for (const Row& row : rows) {
    const auto error =
        f.error("PutMetricAlarm",
                alarm_parameters({{"Namespace", row.name_space}, {"MetricName", row.metric}}));
    CHECK(error.not_modelled);
    CHECK(error.message == row.message);
    CHECK(error.hint == row.hint);
  }
}

TEST_CASE("an alarm on what is published, or on a namespace of one's own, is taken") {
  Fixture f;
  const std::pair<const char*, const char*> published[] = {
      {"AWS/Lambda", "Throttles"},
      {"AWS/Events", "FailedInvocations"},
      {"AWS/SQS", "ApproximateNumberOfMessagesVisible"},
      {"AWS/ApplicationELB", "HTTPCode_ELB_502_Count"},
      {"Shop", "Orders"},
  };
  for (const auto& [name_space, metric] : published) {
    f.ok("PutMetricAlarm", alarm_parameters({{"Namespace", name_space}, {"MetricName", metric}}));
  }
}

TEST_CASE("DescribeAlarms shows an alarm in AWS's shape") {
  Fixture f;
  f.ok("PutMetricAlarm",
       alarm_parameters(
           {{"Unit", "Count"},
            {"DatapointsToAlarm", 1},
            {"TreatMissingData", "ignore"},
            {"Dimensions", {{{"Name", "B"}, {"Value", "2"}}, {{"Name", "A"}, {"Value", "1"}}}}}));
  const Json alarm = f.describe();
  CHECK(alarm["AlarmArn"] == "arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high");
  CHECK(alarm["ActionsEnabled"] == true);
  CHECK(alarm["OKActions"].empty());
  CHECK(alarm["Statistic"] == "Maximum");
  CHECK(alarm["Period"] == 60);
  CHECK(alarm["Unit"] == "Count");
  CHECK(alarm["EvaluationPeriods"] == 1);
  CHECK(alarm["DatapointsToAlarm"] == 1);
  CHECK(alarm["Threshold"] == 5.0);
  CHECK(alarm["ComparisonOperator"] == "GreaterThanThreshold");
  CHECK(alarm["TreatMissingData"] == "ignore");
  CHECK(alarm["StateUpdatedTimestamp"] == 1767614400.0);  // 2026-01-05T12:00:00Z
  CHECK(alarm["Dimensions"] ==
        Json::parse(R"([{"Name":"A","Value":"1"},{"Name":"B","Value":"2"}])"));
}

TEST_CASE("DescribeAlarms filters and pages") {
  Fixture f;
  for (const char* name : {"a1", "a2", "b1"}) {
    f.ok("PutMetricAlarm", alarm_parameters({{"AlarmName", name}}));
  }
  f.ok("SetAlarmState", {{"AlarmName", "a2"}, {"StateValue", "OK"}, {"StateReason", "r"}});
  const auto names = [&](const Json& params) {
    std::string all;
    const Json answer = f.ok("DescribeAlarms", params);
    for (const Json& alarm : answer["MetricAlarms"]) {
      all += alarm["AlarmName"].get<std::string>() + ' ';
    }
    return all;
  };
  CHECK(names(Json::object()) == "a1 a2 b1 ");
  CHECK(names({{"AlarmNamePrefix", "a"}}) == "a1 a2 ");
  CHECK(names({{"AlarmNames", {"b1", "none"}}}) == "b1 ");
  CHECK(names({{"StateValue", "OK"}}) == "a2 ");
  CHECK(names({{"AlarmTypes", {"CompositeAlarm"}}}).empty());
  const Json first = f.ok("DescribeAlarms", {{"MaxRecords", 2}});
  CHECK(first["MetricAlarms"].size() == 2);
  CHECK(names({{"MaxRecords", 2}, {"NextToken", first["NextToken"]}}) == "b1 ");
  CHECK(f.error("DescribeAlarms", {{"NextToken", "x"}}).code == "InvalidNextToken");
  CHECK(f.error("DescribeAlarms", {{"ChildrenOfAlarmName", "x"}}).not_modelled);
}

TEST_CASE("EnableAlarmActions and DisableAlarmActions change the configuration") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.ok("DisableAlarmActions", {{"AlarmNames", {"high", "nobody"}}});
  CHECK(f.describe()["ActionsEnabled"] == false);
  f.ok("EnableAlarmActions", {{"AlarmNames", {"high"}}});
  CHECK(f.describe()["ActionsEnabled"] == true);
  CHECK(f.bus.of("CloudWatch Alarm Configuration Change").size() == 3);
}

TEST_CASE("DescribeAlarmHistory: newest first, with both states") {
  Fixture f;
  f.ok("PutMetricAlarm", alarm_parameters());
  f.sample(10s, 9);
  f.runtime.run_until(TimePoint(65s));
  const Json items = f.ok("DescribeAlarmHistory", {{"AlarmName", "high"}})["AlarmHistoryItems"];
  REQUIRE(items.size() == 2);
  CHECK(items[0]["HistoryItemType"] == "StateUpdate");
  CHECK(items[0]["HistorySummary"] == "Alarm updated from INSUFFICIENT_DATA to ALARM");
  const Json data = Json::parse(items[0]["HistoryData"].get<std::string>());
  CHECK(data["oldState"]["stateReason"] == "Unchecked: Initial alarm creation");
  CHECK(data["newState"]["stateReasonData"]["recentDatapoints"] == Json({9.0}));
  CHECK(items[1]["HistorySummary"] == "Alarm \"high\" created");
  CHECK(f.ok("DescribeAlarmHistory",
             {{"HistoryItemType", "ConfigurationUpdate"}})["AlarmHistoryItems"]
            .size() == 1);
}

TEST_CASE("IAM checks a call against the alarms it names") {
  Fixture f;
  const auto resources = [&](const char* action, const Json& params) {
    return f.operations.find("cloudwatch", action)->resources(params);
  };
  CHECK(resources("PutMetricAlarm", {{"AlarmName", "a"}}) ==
        std::vector<std::string>{"arn:aws:cloudwatch:sa-east-1:123456789012:alarm:a"});
  CHECK(resources("DeleteAlarms", {{"AlarmNames", {"a", "b"}}}).size() == 2);
}
