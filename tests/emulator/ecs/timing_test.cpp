// E3: the times of real Fargate tasks, row by row, from the model with that row's image and delays.
#include <cmath>

#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;

namespace {

Duration seconds(double s) { return Duration(std::llround(s * 1e9)); }

// What AWS's defaults would draw: the delay lies within the model's own bounds.
bool within(double s, const core::Delay& bounds) {
  return seconds(s) >= bounds.low() && seconds(s) <= bounds.high();
}

/// The times between one time stamp of a task and the next.
struct Start {
  std::optional<double> provisioning;  // createdAt to pullStartedAt
  double pull = 0;
  double to_running = 0;  // pullStoppedAt to startedAt
};

struct Settled {
  std::int64_t image_bytes = 0;
  double bandwidth = 40e6;
  double boot = 2;
  double activating = 1;
  int health_interval = 0;  // 0: no container health check
};

struct Seen {
  Json task;
  double registered = 0;  // after createdAt
  double steady = 0;      // after createdAt
};

// One task of a service with a target group, whose target is healthy `healthy_at` after createdAt.
Seen watch_one(const Start& row, const Settled& chosen, double healthy_at) {
  auto settings = round_settings();
  if (row.provisioning) settings.start.provisioning = seconds(*row.provisioning);
  settings.start.connectivity = seconds(4.9);
  settings.start.pull.reset();
  settings.pull_bandwidth = chosen.bandwidth;
  settings.start.boot = seconds(chosen.boot);
  settings.start.activating = seconds(chosen.activating);
  World w(settings);
  w.images.answer.compressed_bytes = chosen.image_bytes;
  Json definition = task_definition_params();
  if (chosen.health_interval > 0) {
    definition["containerDefinitions"][0]["healthCheck"] = {
        {"command", {"CMD-SHELL", "curl -f http://localhost:8080/"}},
        {"interval", chosen.health_interval}};
  }
  w.ok("CreateCluster", {{"clusterName", "c"}});
  w.ok("RegisterTaskDefinition", definition);
  w.ok("CreateService", w.service_params(1));
  constexpr double kReaction = 10;  // from CreateService to createdAt
  if (healthy_at > 0) w.targets.health = {"initial", "Elb.InitialHealthChecking", ""};
  w.run_to(kReaction + healthy_at);
  w.targets.health = {"healthy", "", ""};
  w.clusters->target_changed(kTargetGroup, "10.0.1.10", 8080);
  w.run_to(200);
  const auto seconds_of = [&](const std::string& words) {
    for (const auto& event : w.of("ecs.service_event")) {
      if (event.data["message"].get<std::string>().find(words) == std::string::npos) continue;
      return to_seconds(event.t.time_since_epoch()) - kReaction;
    }
    return -1.0;
  };
  return {w.task(0), seconds_of("registered 1 targets"), seconds_of("steady state")};
}

Json run_one(const Start& row, const Settled& chosen) { return watch_one(row, chosen, 0).task; }

double between(const Json& task, const char* from, const char* to) {
  return task[to].get<double>() - task[from].get<double>();
}

void check(const Start& row, const Settled& chosen) {
  const Json task = run_one(row, chosen);
  const auto close = [](double x) { return Approx(x).margin(0.06); };
  if (row.provisioning)
    CHECK(between(task, "createdAt", "pullStartedAt") == close(*row.provisioning));
  CHECK(between(task, "pullStartedAt", "pullStoppedAt") == close(row.pull));
  CHECK(between(task, "pullStoppedAt", "startedAt") == close(row.to_running));
}

struct Stop {
  double before_signal = 0;  // until the target is deregistered and unused
  std::optional<double> obeys_after;
  double execution = 0;  // stoppingAt to executionStoppedAt
  double network = 0;    // executionStoppedAt to stoppedAt
  int exit_code = 0;
};

void check(const Stop& row) {
  auto settings = round_settings();
  settings.stop.deregistering = seconds(row.before_signal);
  settings.stop.deprovisioning = seconds(row.network);
  World w(settings);
  w.targets.drain = 0s;
  w.host.obeys_sigterm_after = std::nullopt;
  if (row.obeys_after) w.host.obeys_sigterm_after = seconds(*row.obeys_after);
  w.host.sigterm_status = 0;
  w.create_service(1, row.before_signal > 0);
  w.run_to(100);
  w.scale(0);
  w.run_to(300);
  const Json task = w.task(0);
  CHECK(between(task, "stoppingAt", "executionStoppedAt") == Approx(row.execution).margin(0.01));
  CHECK(between(task, "executionStoppedAt", "stoppedAt") == Approx(row.network).margin(0.01));
  CHECK(task["containers"][0]["exitCode"] == row.exit_code);
}

}  // namespace

TEST_CASE("E3.1 case a: a small image, RUNNING 19.5 s after its creation") {
  const ecs::Settings usual;
  CHECK(within(12.9, usual.start.provisioning));
  CHECK(usual.start.connectivity.low() == seconds(4.9));
  // 100 MB at the usual bandwidth; no load balancer was told of, so nothing but the boot follows.
  check({12.9, 4.5, 2.1}, {100'000'000, usual.pull_bandwidth, 1.1, 1});
  const Json task = run_one({12.9, 4.5, 2.1}, {100'000'000, usual.pull_bandwidth, 1.1, 1});
  CHECK(between(task, "createdAt", "connectivityAt") == Approx(4.9));
  CHECK(between(task, "createdAt", "startedAt") == Approx(19.5).margin(0.01));
}

TEST_CASE("E3.2 case b: 24.2 s of provisioning, a pull of 21 s, RUNNING at 56.6 s") {
  // Beyond the usual 8 to 15 s of provisioning and 1 to 8 s of activating: a scenario sets them.
  check({24.2, 21.0, 11.4}, {760'000'000, 40e6, 3.4, 8});
}

TEST_CASE("E3.3 case c: from connectivity 5.8 s to the pull, 7 s of pull, 2 s to RUNNING") {
  const Start row{4.9 + 5.8, 7.0, 2.0};
  CHECK(within(*row.provisioning, ecs::Settings().start.provisioning));
  const Settled chosen{200'000'000, 40e6, 1, 1};
  check(row, chosen);
  CHECK(between(run_one(row, chosen), "connectivityAt", "startedAt") == Approx(14.8).margin(0.01));
}

TEST_CASE("E3.4 case d: a pull of 8.3 s, then 52 s of waiting for a container's health") {
  check({std::nullopt, 8.3, 51.7}, {252'000'000, 40e6, 2, 4.7, 45});
}

TEST_CASE(
    "E3.5 case e: 568.6 MB and a container health check, RUNNING at 59.7 s, steady at 102 s") {
  const Settled chosen{568'600'000, 27e6, 2, 8.35, 13};
  CHECK(within(12.94, ecs::Settings().start.provisioning));
  const double pull = 2 + 568.6 / 27;
  const Seen seen = watch_one({12.94, pull, 0}, chosen, 92);
  // Process, registration and RUNNING after the task was started; steady a reaction of the
  // scheduler after the target was healthy.
  CHECK(12.94 + pull + 2 == Approx(38).margin(0.1));
  CHECK(seen.registered == Approx(51.4).margin(0.5));
  CHECK(between(seen.task, "createdAt", "startedAt") == Approx(59.7).margin(0.5));
  CHECK(seen.steady == Approx(102).margin(0.5));
}

TEST_CASE("E3.6 the deployment before: registered at 40.8 s, steady at 133 s") {
  const Settled chosen{568'600'000, 59e6, 2, 8.35, 13};
  const Seen seen = watch_one({14.2, 2 + 568.6 / 59, 0}, chosen, 123);
  CHECK(seen.registered == Approx(40.8).margin(0.5));
  CHECK(seen.steady == Approx(133).margin(0.5));
}

TEST_CASE("E3.7 stop: SIGTERM ignored takes 43.4 s, obeyed 12.0 or 0.2 s, the network 23 s") {
  const core::Delay network = ecs::Settings().stop.deprovisioning;
  const Stop rows[] = {
      {13.4, std::nullopt, 43.4, 22.8, 137},
      {9.6, 2.4, 12.0, 22.6, 0},
      {0, 0.2, 0.2, 23.3, 0},
  };
  for (const Stop& row : rows) {
    CAPTURE(row.execution);
    CHECK(within(row.network, network));
    check(row);
  }
}

TEST_CASE("E3.8 the pull grows with the image, and no image is kept for the next task") {
  const Json small = run_one({12, 0, 0}, {250'000'000, 40e6});
  const Json large = run_one({12, 0, 0}, {900'000'000, 40e6});
  CHECK(between(small, "pullStartedAt", "pullStoppedAt") == Approx(8.25));
  CHECK(between(large, "pullStartedAt", "pullStoppedAt") == Approx(24.5));
  // Published, at the bandwidth that a scenario then sets: 900 MB in 70 s, 250 MB in a minute.
  CHECK(between(run_one({12, 0, 0}, {900'000'000, 900e6 / 68}), "pullStartedAt", "pullStoppedAt") ==
        Approx(70));
  CHECK(between(run_one({12, 0, 0}, {250'000'000, 250e6 / 58}), "pullStartedAt", "pullStoppedAt") ==
        Approx(60));
  auto settings = round_settings();
  settings.start.pull.reset();
  World w(settings);
  w.create_service(1);
  w.run_to(100);
  w.scale(2);
  w.run_to(200);
  for (const std::size_t n : {0, 1}) {
    CHECK(between(w.task(n), "pullStartedAt", "pullStoppedAt") == Approx(6));  // 160 MB
  }
}

TEST_CASE("E3.9 the suggested defaults are the defaults") {
  const ecs::Settings usual;
  const auto range = [](const core::Delay& delay) {
    return std::pair(to_seconds(delay.low()), to_seconds(delay.high()));
  };
  CHECK(range(usual.scheduler_reaction) == std::pair(5.0, 15.0));
  CHECK(range(usual.start.provisioning) == std::pair(8.0, 15.0));
  CHECK(range(usual.start.pull_setup) == std::pair(2.0, 2.0));
  CHECK(range(usual.start.boot) == std::pair(2.0, 2.0));
  CHECK(range(usual.start.activating) == std::pair(1.0, 8.0));
  CHECK(usual.pull_bandwidth >= 25e6);
  CHECK(usual.pull_bandwidth <= 60e6);
}

TEST_CASE("E3.9 from the request to RUNNING: 20 to 35 s, and 60 to 75 s with 900 MB at 25 MB/s") {
  struct Row {
    std::int64_t bytes;
    double bandwidth;
    double least, most;  // of any task
    double from, to;     // of their mean
  };
  for (const Row& row :
       {Row{70'000'000, 40e6, 19, 44, 20, 35}, Row{600'000'000, 25e6, 40, 67, 48, 60},
        Row{900'000'000, 25e6, 52, 79, 60, 75}}) {
    CAPTURE(row.bytes);
    ecs::Settings settings;
    settings.pull_bandwidth = row.bandwidth;
    World w{settings};
    w.images.answer.compressed_bytes = row.bytes;
    w.prepare();
    constexpr std::size_t kServices = 20;  // each with a reaction of the scheduler of its own
    for (std::size_t n = 0; n < kServices; ++n) {
      Json params = w.service_params(1);
      params["serviceName"] = "s" + std::to_string(n);
      w.ok("CreateService", params);
    }
    w.run_to(120);
    double sum = 0;
    for (std::size_t n = 0; n < kServices; ++n) {
      const double running = w.task(n)["startedAt"].get<double>() - 1767614400;
      CHECK(running >= row.least);
      CHECK(running <= row.most);
      sum += running / kServices;
    }
    CHECK(sum >= row.from);
    CHECK(sum <= row.to);
  }
}
