// The token buckets of ECS as the wire enforces them.
#include "emulator/ecs/throttling.hpp"

#include "emulator/wire/throttle.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;

namespace {

wire::Throttle account() {
  wire::ThrottleTable table;
  for (const auto& row : ecs::throttle_classes()) {
    table.push_back(
        {"ecs", std::string(row.action), std::string(row.bucket), row.burst, row.per_second});
  }
  return wire::Throttle(table);
}

int admitted(wire::Throttle& throttle, const std::string& action, int calls, double seconds) {
  const TimePoint at{std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds))};
  int count = 0;
  for (int i = 0; i < calls; ++i) count += throttle.admit("ecs", action, at) ? 1 : 0;
  return count;
}

// All of `actions` draw from one bucket: `burst` calls at once, and `per_second` a second later.
void check_bucket(const std::vector<std::string>& actions, int burst, int per_second) {
  for (const std::string& first : actions) {
    for (const std::string& second : actions) {
      CAPTURE(first, second);
      wire::Throttle throttle = account();
      CHECK(admitted(throttle, first, burst / 2, 0) == burst / 2);
      CHECK(admitted(throttle, second, burst, 0) == burst - burst / 2);
      CHECK(admitted(throttle, first, burst, 1) == per_second);
      CHECK(admitted(throttle, second, 10 * burst, 3600) == burst);
    }
  }
}

}  // namespace

TEST_CASE("E4.1 CreateService, UpdateService and DeleteService: 50 at once, 5 a second") {
  check_bucket({"CreateService", "UpdateService", "DeleteService"}, 50, 5);
}

TEST_CASE("E4.2 DescribeServices and ListServices: 100 at once, 20 a second") {
  check_bucket({"DescribeServices", "ListServices"}, 100, 20);
}

TEST_CASE("E4.3 H21 DescribeTasks and ListTasks: 100 at once, 20 a second, account-wide") {
  check_bucket({"DescribeTasks", "ListTasks"}, 100, 20);
}

TEST_CASE("E4.4 RunTask and StopTask: 100 at once, 40 a second") {
  check_bucket({"RunTask", "StopTask"}, 100, 40);
}

TEST_CASE("E4.5 RegisterTaskDefinition: 20 at once, 1 a second") {
  check_bucket({"RegisterTaskDefinition"}, 20, 1);
}

TEST_CASE("E4.6 DescribeTaskDefinition: 50 at once, 20 a second") {
  check_bucket({"DescribeTaskDefinition"}, 50, 20);
}

TEST_CASE("the groups of actions do not draw on each other") {
  wire::Throttle throttle = account();
  CHECK(admitted(throttle, "ListTasks", 200, 0) == 100);
  CHECK(admitted(throttle, "DescribeServices", 200, 0) == 100);
  CHECK(admitted(throttle, "StopTask", 200, 0) == 100);
  CHECK(admitted(throttle, "UpdateService", 200, 0) == 50);
}
