// Faults, without any model: when they are active, whom they strike, what they tell.
#include "emulator/core/faults.hpp"

#include <algorithm>

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using core::Fault;
using core::Faults;
using core::FaultType;

namespace {

struct Cloud {
  explicit Cloud(std::vector<Fault> list) : faults(rt, timeline, std::move(list)) {
    timeline.subscribe([this](const core::Event& event) { told.push_back(event.data); });
  }
  void run_to(Duration t) { rt.run_until(TimePoint(t)); }

  sim::VirtualRuntime rt{{.seed = 1}};
  core::Timeline timeline{rt};
  Faults faults;
  std::vector<Json> told;
};

Fault fault(const std::string& name, FaultType type, const std::string& target) {
  Fault made;
  made.name = name;
  made.type = type;
  made.target = target;
  return made;
}

Fault lost(const std::string& target = {}) { return fault("lost", FaultType::event_lost, target); }

bool strikes(Cloud& cloud, const std::string& name) {
  return static_cast<bool>(cloud.faults.strike(FaultType::event_lost, {name}, "gone"));
}

}  // namespace

TEST_CASE("a fault acts in its time only, and never while a template is deployed") {
  Fault early = lost();
  early.from = TimePoint(1min);
  early.length = 30s;
  Cloud cloud({early});
  CHECK(core::armed(&cloud.faults, FaultType::event_lost) == nullptr);
  cloud.run_to(59s);
  CHECK_FALSE(strikes(cloud, "rule"));
  cloud.run_to(60s);
  CHECK(strikes(cloud, "rule"));
  CHECK(core::armed(&cloud.faults, FaultType::event_lost) == &cloud.faults);
  CHECK(core::armed(&cloud.faults, FaultType::event_late) == nullptr);
  cloud.run_to(90s);
  CHECK_FALSE(strikes(cloud, "rule"));
  CHECK(core::armed(nullptr, FaultType::event_lost) == nullptr);
}

TEST_CASE("a fault strikes its target by any of its names, and everything without one") {
  Cloud cloud({lost("AlarmRule")});
  cloud.run_to(1s);
  CHECK_FALSE(strikes(cloud, "stack-AlarmRule-X"));
  cloud.faults.note_resource("AlarmRule", "stack-AlarmRule-X");
  CHECK(strikes(cloud, "stack-AlarmRule-X"));
  CHECK(strikes(cloud, "AlarmRule"));
  CHECK_FALSE(strikes(cloud, "stack-AlarmRule-Y"));
  Cloud all({lost()});
  all.run_to(1s);
  CHECK(strikes(all, "anything"));
}

TEST_CASE("a logical id stands for the name in an ARN, and with a tag for an image") {
  Cloud cloud({});
  cloud.faults.note_resource("AppService", "arn:aws:ecs:sa-east-1:1:service/cluster/web");
  cloud.faults.note_resource("Repository", "repo-x");
  CHECK(cloud.faults.is_named("AppService", "web"));
  CHECK(cloud.faults.is_named("Repository:v2", "repo-x:v2"));
  CHECK_FALSE(cloud.faults.is_named("Repository:v2", "repo-x:v1"));
  CHECK_FALSE(cloud.faults.is_named("Repository", "repo-x:v2"));
}

TEST_CASE("each fault draws from a stream of its own") {
  const auto pattern = [](std::vector<Fault> list) {
    Cloud cloud(std::move(list));
    cloud.run_to(1s);
    std::string text;
    for (int i = 0; i < 200; ++i) {
      const auto strike = cloud.faults.draw(FaultType::event_lost, {"rule"});
      text += strike && strike.fault->name == "lost" ? '1' : '0';
    }
    return text;
  };
  Fault half = lost();
  half.probability = 0.5;
  const std::string alone = pattern({half});
  CHECK(static_cast<double>(std::count(alone.begin(), alone.end(), '1')) == Approx(100).margin(20));
  const Fault other = fault("other", FaultType::event_lost, "another");
  CHECK(pattern({other, half}) == alone);
  Fault renamed = half;
  renamed.name = "renamed";
  CHECK(pattern({half, renamed}) == alone);
  Fault never = half;
  never.probability = 0;
  CHECK(pattern({never}) == std::string(200, '0'));
}

TEST_CASE("each strike is told, of a frequent fault the first of a minute with their number") {
  Cloud cloud({lost(), fault("slow", FaultType::function_slow, "")});
  cloud.run_to(1s);
  for (int i = 0; i < 3; ++i) strikes(cloud, "rule");
  REQUIRE(cloud.told.size() == 3);
  CHECK(cloud.told[0] ==
        Json{{"name", "lost"}, {"type", "event_lost"}, {"target", "rule"}, {"detail", "gone"}});
  const auto slow = [&] { return cloud.faults.strike(FaultType::function_slow, {"f"}, "").event; };
  const EventSeq first = slow();
  CHECK(first == cloud.timeline.last());
  CHECK(slow() == first);
  CHECK(slow() == first);
  cloud.run_to(61s);
  CHECK(slow() != first);
  REQUIRE(cloud.told.size() == 5);
  CHECK(cloud.told[3]["count"] == 1);
  CHECK(cloud.told[4]["count"] == 3);
}

TEST_CASE("a fault is switched on and off by its name, whatever its time says") {
  Fault late = lost();
  late.from = TimePoint(10min);
  Cloud cloud({late});
  CHECK(cloud.faults.switch_on("lost"));
  CHECK(strikes(cloud, "rule"));
  CHECK(cloud.faults.switch_off("lost"));
  CHECK_FALSE(strikes(cloud, "rule"));
  cloud.run_to(11min);
  CHECK_FALSE(cloud.faults.is_active("lost"));
  CHECK_FALSE(cloud.faults.switch_on("nobody"));
  CHECK_FALSE(cloud.faults.add(lost()));
  Fault more = lost();
  more.name = "more";
  CHECK(cloud.faults.add(more));
  cloud.run_to(12min);
  CHECK(strikes(cloud, "rule"));
  CHECK(cloud.faults.all().size() == 2);
}

TEST_CASE("a fault that is removed ends, and its name is free again") {
  Cloud cloud({lost()});
  cloud.run_to(1s);
  int ended = 0;
  const auto watch = cloud.faults.on_end(FaultType::event_lost, [&](const Fault&) { ++ended; });
  CHECK(cloud.faults.remove("lost"));
  CHECK(ended == 1);
  CHECK_FALSE(strikes(cloud, "rule"));
  CHECK(cloud.faults.all().empty());
  CHECK_FALSE(cloud.faults.remove("lost"));
  CHECK(cloud.faults.add(lost()));
  cloud.run_to(2s);
  CHECK(strikes(cloud, "rule"));
}

TEST_CASE("who watches is told when a fault begins and ends, as long as he wants") {
  Fault crash = fault("crash", FaultType::task_crash, "");
  crash.from = TimePoint(10s);
  crash.length = 5s;
  Cloud cloud({crash});
  std::string log;
  auto start = cloud.faults.on_start(FaultType::task_crash,
                                     [&](const Fault& f) { log += "start " + f.name + " "; });
  const auto end = cloud.faults.on_end(FaultType::task_crash, [&](const Fault&) { log += "end"; });
  const auto other =
      cloud.faults.on_start(FaultType::event_lost, [&](const Fault&) { log += "?"; });
  cloud.run_to(20s);
  CHECK(log == "start crash end");
  start.reset();
  cloud.faults.switch_on("crash");
  CHECK(log == "start crash end");
}

TEST_CASE("an attribute that is absent has its default") {
  Fault made = lost();
  made.attributes = {{"text", "t"}, {"number", std::int64_t{3}}, {"delay", core::Delay(2s)}};
  CHECK(made.text("text") == "t");
  CHECK(made.text("none", "d") == "d");
  CHECK(made.integer("number", 1) == 3);
  CHECK(made.integer("none", 1) == 1);
  CHECK(made.rate("none", 2.5) == 2.5);
  Cloud cloud({made});
  cloud.run_to(1s);
  const auto strike = cloud.faults.draw(FaultType::event_lost, {"rule"});
  CHECK(strike.sample("delay") == 2s);
  CHECK(strike.sample("none", 7s) == 7s);
}

TEST_CASE("the table of kinds is in the order of the types, and each is found by its name") {
  for (const auto& kind : core::fault_kinds()) {
    CHECK(&core::fault_kind(kind.type) == &kind);
    CHECK(core::find_fault_kind(kind.name) == &kind);
    CHECK_FALSE(kind.about.empty());
    CHECK_FALSE(kind.target.empty());
  }
  CHECK(core::find_fault_kind("nonsense") == nullptr);
}
