#include "tools/harness/live_start.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace spillway::harness {

bool wait_for_start(const Scenario& scenario, const RunOptions& options) {
  using Clock = std::chrono::system_clock;
  if (!scenario.starts_at) return true;
  constexpr auto kLook = std::chrono::milliseconds(20);
  const auto now = Clock::now();
  auto start = std::chrono::floor<std::chrono::minutes>(now) +
               std::chrono::duration_cast<Clock::duration>(*scenario.starts_at);
  if (start < now) start += std::chrono::minutes(1);
  while (start - Clock::now() > kLook) {
    if (options.progress && options.progress(TimePoint{}, 0)) return false;
    std::this_thread::sleep_for(kLook);
  }
  std::this_thread::sleep_until(start);
  return true;
}

RunRecord interrupted_before_start() {
  RunRecord record;
  record.exit_code = ExitCode::interrupted;
  record.problem = "interrupted before it began";
  record.summary = {{"result", "interrupted"}, {"problem", record.problem}};
  return record;
}

std::vector<LoadStage> beginning(const std::vector<LoadStage>& stages, TimePoint now) {
  std::vector<LoadStage> result = stages;
  for (LoadStage& stage : result) stage.begin += now.time_since_epoch();
  return result;
}

void raise_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace spillway::harness
