#include "tools/report/narrative.hpp"

#include <algorithm>

#include "emulator/core/event_catalogue.hpp"
#include "tests/support/catch.hpp"
#include "tests/tools/report/hand_made_run.hpp"
#include "tools/report/names.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using report::describe;
using report::StoryLine;
using testing::add_event;
using testing::api_call;

namespace {

std::string told(const std::string& event, Json data) {
  harness::RunRecord record;
  add_event(record, 0s, 0, event, std::move(data));
  return describe(record.events.front()).text;
}

std::vector<std::string> texts(const std::vector<StoryLine>& story) {
  std::vector<std::string> lines;
  for (const StoryLine& line : story) lines.push_back(line.part + ": " + line.text);
  return lines;
}

}  // namespace

TEST_CASE("the story tells what matters, in order, with AWS's names cut down") {
  const auto lines = texts(report::tell(testing::failover().events));
  const std::vector<std::string> expected = {
      "load: stage burst: 20/s for 1m30s",
      "alarm: Alarm OK -> ALARM: Threshold Crossed",
      "rule: Rule matched",
      "lambda: Controller is invoked",
      "api: Controller calls ecs:ListTasks",
      "ecs: task 01234567 PENDING",
      "ecs: task 01234567 PENDING",
      "ecs: task 01234567 PENDING",
      "api: Controller calls ecs:ModifyListener",
      "alb: weights lambda 0 / ecs 1",
  };
  CHECK(lines == expected);
}

TEST_CASE("polling is one line a call, though other things happen meanwhile") {
  const auto story = report::tell(testing::failover().events);
  const auto poll = std::find_if(story.begin(), story.end(), [](const StoryLine& line) {
    return line.text == "Controller calls ecs:ListTasks";
  });
  REQUIRE(poll != story.end());
  CHECK(poll->repeated == 3);
  CHECK(poll->t == TimePoint(29s));
  CHECK(poll->until == TimePoint(31s));
}

TEST_CASE("polls that fail, and polls after another call, are told anew") {
  harness::RunRecord record;
  add_event(record, 1s, 0, "api.call", api_call("DescribeTasks"));
  add_event(record, 2s, 0, "api.call", api_call("DescribeTasks", "ThrottlingException"));
  add_event(record, 3s, 0, "api.call", api_call("DescribeTasks"));
  add_event(record, 4s, 0, "api.call", api_call("DescribeTasks"));
  add_event(record, 5s, 0, "lambda.invocation_finished",
            {{"function", "C"}, {"status", "success"}, {"duration_ms", 4000.0}});
  add_event(record, 6s, 0, "api.call", api_call("DescribeTasks"));
  const auto story = report::tell(record.events);
  REQUIRE(story.size() == 5);
  CHECK(story[1].text == "Controller calls ecs:DescribeTasks -> ThrottlingException");
  CHECK(story[2].repeated == 2);
  CHECK(story[3].text == "C ends: success after 4s");
  CHECK(story[4].repeated == 1);
}

TEST_CASE("a function that is throttled minute after minute is one line, until a minute without") {
  harness::RunRecord record;
  const auto throttled = [&](Duration t, const char* function) {
    add_event(record, t, 0, "lambda.throttled", {{"function", function}, {"reason", "Full"}});
  };
  throttled(62s, "F");
  throttled(70s, "G");
  add_event(record, 100s, 0, "api.call", api_call("UpdateService"));
  throttled(179s, "F");  // nearly two minutes later, but in the next minute of the clock
  throttled(181s, "F");
  throttled(300s, "F");  // the minute from 240 s had none
  throttled(361s, "F");
  const auto story = report::tell(record.events);
  REQUIRE(story.size() == 4);
  CHECK_THAT(story[0].text, Catch::Matchers::StartsWith("F is throttled"));
  CHECK(story[0].repeated == 3);
  CHECK(story[0].until == TimePoint(181s));
  CHECK_THAT(story[1].text, Catch::Matchers::StartsWith("G is throttled"));
  CHECK(story[1].repeated == 1);
  CHECK(story[3].t == TimePoint(300s));
  CHECK(story[3].repeated == 2);
  CHECK(story[3].until == TimePoint(361s));
}

TEST_CASE("what AWS says is told with its reason; what it does not say leaves no trace") {
  CHECK(told("lambda.invocation_started", {{"function", "F"}, {"attempt", 2}}) ==
        "F is invoked, attempt 2");
  CHECK(told("elbv2.target_health_changed",
             {{"target", "10.0.0.1:80"}, {"to", "unhealthy"}, {"reason", "Target.Timeout"}}) ==
        "target 10.0.0.1:80 unhealthy (Target.Timeout)");
  CHECK(told("elbv2.target_health_changed",
             {{"target", "10.0.0.1:80"}, {"to", "healthy"}, {"reason", nullptr}}) ==
        "target 10.0.0.1:80 healthy");
  CHECK(told("ecs.container_state_changed",
             {{"task", "t"}, {"container", "app"}, {"to", "STOPPED"}, {"exit_code", 137}}) ==
        "container app of task t STOPPED, exit code 137");
  CHECK(told("ecs.container_state_changed", {{"task", "t"}, {"to", "PENDING"}}).empty());
  CHECK(told("load.stage_started", {{"stage", "rise"}, {"rate", {2, 20}}, {"for_s", 60.0}}) ==
        "stage rise: 2 to 20/s for 1m");
  CHECK(told("lambda.invocation_finished",
             {{"function", "F"}, {"status", "success"}, {"duration_ms", 4000.6}}) ==
        "F ends: success after 4.001s");
}

TEST_CASE("no event makes the teller stumble, even with no data or odd data") {
  for (const auto& kind : core::event_catalogue()) {
    Json numbers = Json::object();
    for (const auto member : kind.members) numbers[std::string(member)] = 5;
    CHECK_NOTHROW(told(std::string(kind.name), Json::object()));
    CHECK_NOTHROW(told(std::string(kind.name), std::move(numbers)));
  }
}

TEST_CASE("the chain of causes goes from the first cause to the event") {
  const auto record = testing::failover();
  const auto weights =
      std::find_if(record.events.begin(), record.events.end(),
                   [](const core::Event& e) { return e.name == "elbv2.weights_changed"; });
  std::vector<std::string> names;
  for (const auto& event : report::cause_chain(record.events, weights->seq)) {
    names.push_back(event.name);
  }
  const std::vector<std::string> expected = {"cloudwatch.alarm_state_changed",
                                             "events.rule_matched", "lambda.invocation_started",
                                             "api.call", "elbv2.weights_changed"};
  CHECK(names == expected);
}

TEST_CASE("a chain ends where its cause is not in the record, or would lead in a circle") {
  harness::RunRecord record;
  add_event(record, 1s, 0, "load.finished");
  const EventSeq self = add_event(record, 2s, 2, "load.finished");
  const EventSeq later = add_event(record, 3s, 9, "load.finished");
  CHECK(report::cause_chain(record.events, self).size() == 1);
  CHECK(report::cause_chain(record.events, later).size() == 1);
  CHECK(report::cause_chain(record.events, 8).empty());
  CHECK(report::cause_chain(record.events, 0).empty());
}

TEST_CASE("what went wrong is told once, whatever its durations, and an alarm is no error") {
  harness::RunRecord record;
  add_event(record, 1s, 0, "cloudwatch.alarm_state_changed",
            {{"alarm", "a"}, {"from", "OK"}, {"to", "ALARM"}, {"reason", "r"}});
  for (const double duration_ms : {10.0, 250.0}) {
    add_event(record, 2s, 0, "lambda.invocation_finished",
              {{"function", "f"},
               {"status", "error"},
               {"duration_ms", duration_ms},
               {"error_message", "it broke"}});
  }
  add_event(record, 3s, 0, "lambda.invocation_finished",
            {{"function", "f"}, {"status", "success"}, {"duration_ms", 1.0}});
  add_event(record, 4s, 0, "lambda.event_dropped",
            {{"function", "f"}, {"reason", "RetriesExhausted"}});
  const auto errors = report::errors_of(record.events);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].data["duration_ms"] == 10.0);
  CHECK(errors[1].name == "lambda.event_dropped");
  CHECK(report::errors_of(record.events, 1).size() == 1);
}

TEST_CASE("names are cut down to what a template calls them") {
  CHECK(report::short_name("my-stack-AppFunction-0123456789AB") == "AppFunction");
  CHECK(report::short_name("arn:aws:lambda:sa-east-1:1:function:my-stack-App-0123456789AB") ==
        "App");
  CHECK(report::short_name(
            "arn:aws:elasticloadbalancing:x:1:targetgroup/s-Group-0123456789AB/73e2d6bc24d8a067") ==
        "Group");
  CHECK(report::short_name("arn:aws:ecs:x:1:task/c/0123456789abcdef0123456789abcdef") ==
        "01234567");
  CHECK(report::short_name("chosen-name") == "chosen-name");
  CHECK(report::short_name("").empty());
  CHECK(report::shortened("(service s-Svc-0123456789AB) has started 1 tasks: (task "
                          "0123456789abcdef0123456789abcdef).") ==
        "(service Svc) has started 1 tasks: (task 01234567).");
  CHECK(report::shortened("(deployment ecs-svc/4927493404292059675) completed.") ==
        "(deployment ecs-svc/4927493404292059675) completed.");
}
