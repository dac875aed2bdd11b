// The event of aws-facts C5, and everything that is not it.
#include "controller/alarm_event.hpp"

#include "runtime/json.hpp"
#include "tests/controller/sample_event.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::controller;
using spillway::testing::sample_event;

namespace {

// The sample with the member at `place` replaced, or removed if the value is null.
std::string changed(const std::string& place, const Json& value) {
  Json event = Json::parse(sample_event("OK", "ALARM"));
  const Json::json_pointer pointer(place);
  if (value.is_null()) {
    event.at(pointer.parent_pointer()).erase(pointer.back());
  } else {
    event[pointer] = value;
  }
  return event.dump();
}

}  // namespace

TEST_CASE("C5 the documented event is read") {
  const auto event = parse_alarm_event(sample_event("INSUFFICIENT_DATA", "ALARM"));
  REQUIRE(event);
  CHECK(event->alarm_name == "flood");
  CHECK(event->state == AlarmState::alarm);
  CHECK(event->previous == AlarmState::insufficient_data);
  CHECK(parse_alarm_event(sample_event("ALARM", "OK"))->state == AlarmState::ok);
}

TEST_CASE("C5 anything else is an error that names the member") {
  struct Row {
    std::string payload;
    std::string says;
  };
  const auto row = GENERATE(values<Row>({
      {"", "it is not a JSON object"},
      {"[1]", "it is not a JSON object"},
      {"{} x", "it is not a JSON object"},
      {"{}", "source is missing"},
      {changed("/source", "aws.ecs"), "source is 'aws.ecs', not 'aws.cloudwatch'"},
      {changed("/detail-type", "CloudWatch Alarm Configuration Change"),
       "detail-type is 'CloudWatch Alarm Configuration Change'"},
      {changed("/detail", nullptr), "detail/alarmName is missing"},
      {changed("/detail", "text"), "detail/alarmName is missing"},
      {changed("/detail/alarmName", nullptr), "detail/alarmName is missing"},
      {changed("/detail/alarmName", 7), "detail/alarmName is missing or no string"},
      {changed("/detail/state", nullptr), "detail/state/value is missing"},
      {changed("/detail/state/value", "alarm"), "detail/state/value is 'alarm', not OK, ALARM"},
      {changed("/detail/previousState", nullptr), "detail/previousState/value is missing"},
      {changed("/detail/previousState/value", false), "detail/previousState/value is missing or"},
  }));
  CAPTURE(row.payload);
  const auto event = parse_alarm_event(row.payload);
  REQUIRE_FALSE(event);
  CHECK(event.error().type == "Function.BadEvent");
  CHECK_THAT(event.error().message, Catch::Matchers::Contains(row.says));
}

TEST_CASE("C1.9 what an alarm sends that has the controller as its action is read, too") {
  Json event = {{"source", "aws.cloudwatch"},
                {"alarmArn", "arn:aws:cloudwatch:sa-east-1:123456789012:alarm:flood"},
                {"accountId", "123456789012"},
                {"time", "2026-01-05T12:01:01.004+0000"},
                {"region", "sa-east-1"},
                {"alarmData", Json::parse(sample_event("OK", "ALARM"))["detail"]}};
  const auto read = parse_alarm_event(event.dump());
  REQUIRE(read);
  CHECK(read->alarm_name == "flood");
  CHECK(read->state == AlarmState::alarm);
  CHECK(read->previous == AlarmState::ok);
  event["alarmData"]["state"].erase("value");
  CHECK_THAT(parse_alarm_event(event.dump()).error().message,
             Catch::Matchers::Contains("alarmData/state/value is missing"));
}
