// run_task: works a Runtime until a task is done, and gives its value. For tests.
#pragma once

#include <optional>
#include <stdexcept>

#include "emulator/sim/virtual_runtime.hpp"
#include "runtime/live_runtime.hpp"
#include "runtime/task.hpp"

namespace spillway::testing {

template <class T>
T run_task(sim::VirtualRuntime& runtime, Task<T> task) {
  std::optional<TaskResult<T>> result;
  const Spawned job =
      spawn(std::move(task), [&](TaskResult<T> end) { result.emplace(std::move(end)); });
  runtime.run_for(std::chrono::hours(24));
  if (!result) throw std::logic_error("the task is not done after a day");
  if (result->error) std::rethrow_exception(result->error);
  return std::move(*result->value);
}

template <class T>
T run_task(LiveRuntime& runtime, Task<T> task) {
  std::optional<TaskResult<T>> result;
  const Spawned job = spawn(std::move(task), [&](TaskResult<T> end) {
    result.emplace(std::move(end));
    runtime.stop();
  });
  runtime.run();
  if (!result) throw std::logic_error("the runtime was stopped before the task was done");
  if (result->error) std::rethrow_exception(result->error);
  return std::move(*result->value);
}

}  // namespace spillway::testing
