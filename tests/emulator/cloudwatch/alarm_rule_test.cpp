// The rules of composite alarms (cw:PutCompositeAlarm).
#include "emulator/cloudwatch/alarm_rule.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace spillway::cloudwatch;

namespace {

/// "true", "false", or "! ..." of an error. a is in ALARM, o is OK, i is INSUFFICIENT_DATA.
std::string result_of(const std::string& text) {
  static const std::map<std::string, AlarmState> kStates = {
      {"a", AlarmState::alarm},
      {"o", AlarmState::ok},
      {"i", AlarmState::insufficient_data},
      {"with blank", AlarmState::alarm},
  };
  const auto rule = AlarmRule::parse(text);
  if (!rule) return "! " + rule.error().message;
  const bool holds = rule->holds([](const std::string& name) -> std::optional<AlarmState> {
    const auto found = kStates.find(name);
    if (found == kStates.end()) return std::nullopt;
    return found->second;
  });
  return holds ? "true" : "false";
}

struct Row {
  const char* text;
  const char* result;
};

}  // namespace

TEST_CASE("an alarm rule: states, truths, and how the words bind") {
  const auto row = GENERATE(values<Row>({
      {"ALARM(a)", "true"},
      {"ALARM(o)", "false"},
      {"OK(o)", "true"},
      {"INSUFFICIENT_DATA(i)", "true"},
      {"ALARM(gone)", "false"},
      {"TRUE", "true"},
      {"FALSE", "false"},
      {"NOT ALARM(a)", "false"},
      {"NOT (ALARM(a) AND ALARM(o))", "true"},
      {"ALARM(a) AND ALARM(o)", "false"},
      {"ALARM(a) OR ALARM(o)", "true"},
      {"TRUE OR FALSE AND FALSE", "true"},
      {"(TRUE OR FALSE) AND FALSE", "false"},
      {"NOT NOT TRUE", "true"},
      {"ALARM(\"with blank\")", "true"},
      {"ALARM( a )", "true"},
      {"ALARM(arn:aws:cloudwatch:sa-east-1:123456789012:alarm:a)", "true"},
      {"ALARM(\"arn:aws:cloudwatch:sa-east-1:123456789012:alarm:with blank\")", "true"},
      {"ALARM(a)\n  AND NOT\tALARM(o)", "true"},
  }));
  CAPTURE(row.text);
  CHECK(result_of(row.text) == row.result);
}

TEST_CASE("an alarm rule that makes no sense names the position") {
  const auto row = GENERATE(values<Row>({
      {"", "! must have between 1 and 10240 characters"},
      {"ALARM", "! a '(' should stand at position 6"},
      {"ALARM(", "! an alarm's name should stand at position 7"},
      {"ALARM(a", "! a ')' should stand at position 8"},
      {"ALARM(a) ALARM(o)", "! is not complete at position 10"},
      {"ALARM(a) AND",
       "! ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or '(' should stand at "
       "position 13"},
      {"alarm(a)",
       "! ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or '(' should stand at "
       "position 1"},
      {"ALARM(\"a)", "! a quote that is never closed begins at position 8"},
  }));
  CAPTURE(row.text);
  CHECK(result_of(row.text) == row.result);
}

TEST_CASE("an alarm rule has limits") {
  CHECK_THAT(result_of(std::string(200, '(')), Catch::Contains("is nested too deep"));
  std::string many = "ALARM(x0)";
  for (int i = 1; i <= 100; ++i) many += " OR ALARM(x" + std::to_string(i) + ")";
  CHECK(result_of(many) == "! names more than 100 alarms");
  CHECK(result_of(std::string(10241, ' ')) == "! must have between 1 and 10240 characters");
}

TEST_CASE("an alarm rule tells whom it looks at, each once") {
  const auto rule =
      AlarmRule::parse("ALARM(b) AND (OK(a) OR NOT ALARM(\"arn:aws:cloudwatch:r:1:alarm:b\"))");
  REQUIRE(rule);
  CHECK(rule->children() == std::vector<std::string>{"b", "a"});
}
