#include "emulator/world/world.hpp"

#include <algorithm>
#include <thread>

#include "tests/emulator/world/failover_world.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using core::Event;
using testing::FailoverWorld;

namespace {

// A minute and a half of calm, then what takes the app past its ten environments.
void load(FailoverWorld& w) {
  REQUIRE(w.deploy());
  w.burst("/bang", 500ms, 90s);
  w.rt.call_after(90s, [&w] { w.burst("/sleep", 500ms, 3min); });
}

std::string run_alone(std::uint64_t seed) {
  FailoverWorld w(seed);
  load(w);
  w.rt.run_for(6min);
  return w.lines;
}

const Event* find(const std::vector<Event>& events, EventSeq seq) {
  const auto it =
      std::find_if(events.begin(), events.end(), [=](const Event& e) { return e.seq == seq; });
  return it == events.end() ? nullptr : &*it;
}

// The events that led to `event`, first cause first.
std::vector<const Event*> chain_to(const std::vector<Event>& events, const Event& event) {
  std::vector<const Event*> chain;
  for (const Event* e = &event; e != nullptr; e = find(events, e->cause)) {
    chain.insert(chain.begin(), e);
  }
  return chain;
}

}  // namespace

TEST_CASE("a world is built from a template, and its parts know each other") {
  FailoverWorld w;
  const auto stack = w.deploy();
  REQUIRE(stack);
  REQUIRE(w.world().load_balancers().listeners().size() == 1);
  CHECK(w.world().load_balancers().listeners().front().arn == stack->find("Listener")->physical_id);
  w.rt.run_for(10s);
  w.send("/env");
  w.rt.run_for(10s);
  REQUIRE(w.answers.size() == 1);
  CHECK(w.answers.front().response.status == 200);
  CHECK(w.answers.front().target_kind == alb::TargetKind::lambda);
  CHECK_THAT(w.answers.front().response.body, Catch::Contains("lambda"));
}

TEST_CASE("a template that asks for what cannot be is refused, and the world remains usable") {
  FailoverWorld w;
  CHECK_FALSE(w.deploy({{"NoSuchParameter", "1"}}));
  CHECK(w.world().load_balancers().listeners().empty());
  CHECK(w.deploy());
  CHECK(w.world().load_balancers().listeners().size() == 1);
}

TEST_CASE("worlds side by side do not influence each other") {
  const std::string alone = run_alone(1);
  CHECK(alone == run_alone(1));
  CHECK(alone != run_alone(2));
  SECTION("in one thread, in turns") {
    FailoverWorld one(1);
    FailoverWorld two(2);
    load(one);
    load(two);
    for (Duration t{}; t < 6min; t += 100ms) {
      one.rt.run_for(100ms);
      two.rt.run_for(100ms);
    }
    CHECK(one.lines == alone);
    CHECK(two.lines == run_alone(2));
  }
  SECTION("in two threads") {
    std::string one;
    std::string two;
    std::thread other([&] { two = run_alone(1); });
    one = run_alone(1);
    other.join();
    CHECK(one == alone);
    CHECK(two == alone);
  }
}

TEST_CASE("the way from the alarm to the weights can be walked") {
  FailoverWorld w;
  load(w);
  w.rt.run_for(6min);
  const auto weights = std::find_if(w.events.begin(), w.events.end(), [](const Event& e) {
    return e.name == "elbv2.weights_changed" && e.data["ecs"] == 1;
  });
  REQUIRE(weights != w.events.end());
  const auto chain = chain_to(w.events, *weights);
  std::vector<std::string> names;
  for (const Event* event : chain) names.push_back(event->name);
  // What lies between the steps may grow; the steps and their order may not go.
  std::size_t at = 0;
  for (const char* step : {"cloudwatch.alarm_state_changed", "events.rule_matched",
                           "lambda.invocation_started", "api.call", "elbv2.weights_changed"}) {
    const auto it = std::find(names.begin() + static_cast<std::ptrdiff_t>(at), names.end(), step);
    CAPTURE(step, names);
    REQUIRE(it != names.end());
    at = static_cast<std::size_t>(it - names.begin()) + 1;
  }
  const auto named = [&](const char* name) {
    return **std::find_if(chain.rbegin(), chain.rend(),
                          [&](const Event* e) { return e->name == name; });
  };
  CHECK(named("cloudwatch.alarm_state_changed").data["to"] == "ALARM");
  CHECK(named("api.call").data["action"] == "ModifyListener");
  CHECK(named("api.call").data["caller"] == "ControllerFunction");
  CHECK(std::is_sorted(chain.begin(), chain.end(),
                       [](const Event* a, const Event* b) { return a->t < b->t; }));
}

TEST_CASE("no event stands before its cause, or has one that is not in the record") {
  FailoverWorld w;
  load(w);
  w.rt.run_for(6min);
  for (std::size_t i = 0; i < w.events.size(); ++i) {
    REQUIRE(w.events[i].seq == i + 1);
    REQUIRE(w.events[i].cause < w.events[i].seq);
  }
}

TEST_CASE("a world can go at any moment, and lets go of everything") {
  // In the middle of cold starts, requests, the alarm, the controller's calls, a task's start, its
  // registration, and the way back.
  std::size_t answers_before = 0;
  for (const Duration moment :
       {Duration(0s), Duration(1ms), Duration(300ms), Duration(91s), Duration(100s), Duration(151s),
        Duration(165s), Duration(180s), Duration(200s), Duration(215s), Duration(221s),
        Duration(240s), Duration(280s), Duration(350s)}) {
    const auto token = std::make_shared<int>(0);
    {
      FailoverWorld w;
      load(w);
      w.burst("/sleep", 1s, 6min, token);
      w.rt.run_for(moment);
      const std::size_t answers = w.answers.size();
      const std::size_t recorded = w.events.size();
      w.destroy_world();
      CHECK(w.answers.size() == answers);
      CHECK(w.events.size() == recorded);
      CHECK(answers >= answers_before);
      answers_before = answers;
    }
    CHECK(token.use_count() == 1);
  }
  CHECK(answers_before > 0);
}

TEST_CASE("C1.9 an alarm calls the controller itself, without EventBridge") {
  const bool allowed = GENERATE(true, false);
  FailoverWorld w;
  REQUIRE(w.deploy());
  const auto call = [&](const char* service, const char* action, const Json& params) {
    const auto result = w.world().operations().call(service, action, params, {});
    INFO(action << ": " << (result.has_error() ? result.error().message : ""));
    REQUIRE(result.has_value());
    return *result;
  };
  std::string controller;
  std::string controller_name;
  const Json listed = call("lambda", "ListFunctions", Json::object());
  for (const Json& function : listed["Functions"]) {
    const std::string name = function["FunctionName"];
    if (name.find("ontroller") == std::string::npos) continue;
    controller = function["FunctionArn"];
    controller_name = name;
  }
  REQUIRE_FALSE(controller.empty());
  if (allowed) {
    call("lambda", "AddPermission",
         {{"FunctionName", controller},
          {"StatementId", "alarm"},
          {"Action", "lambda:InvokeFunction"},
          {"Principal", "lambda.alarms.cloudwatch.amazonaws.com"},
          {"SourceArn", w.world().account().arn("cloudwatch", "alarm:direct")}});
  }
  call("cloudwatch", "PutMetricAlarm",
       {{"AlarmName", "direct"},
        {"Namespace", "Test"},
        {"MetricName", "Nothing"},
        {"Statistic", "Maximum"},
        {"Period", 60},
        {"EvaluationPeriods", 1},
        {"Threshold", 1},
        {"ComparisonOperator", "GreaterThanThreshold"},
        {"AlarmActions", {controller}}});
  w.rt.run_for(10s);
  call("cloudwatch", "SetAlarmState",
       {{"AlarmName", "direct"}, {"StateValue", "ALARM"}, {"StateReason", "test"}});
  w.rt.run_for(10s);
  const auto action = std::find_if(w.events.begin(), w.events.end(), [](const Event& e) {
    return e.name == "cloudwatch.alarm_action";
  });
  REQUIRE(action != w.events.end());
  CHECK((action->data["error"] == "") == allowed);
  const bool queued = std::any_of(w.events.begin(), w.events.end(), [&](const Event& e) {
    return e.name == "lambda.event_queued" && e.data["function"] == controller_name;
  });
  CHECK(queued == allowed);
}
