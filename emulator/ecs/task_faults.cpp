// What faults do to tasks: crashes, network interfaces that are never ready, and images that cannot
// be pulled.
#include "emulator/ecs/task_faults.hpp"

namespace spillway::ecs {
namespace {

using core::Fault;
using core::FaultType;

constexpr const char* kPrefix = "CannotPullContainerError: ";
// The form is that of a missing image (aws-facts E3); the words are UNSOURCED.
constexpr const char* kPullReason =
    "ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: unexpected "
    "status code 503 Service Unavailable";

core::Faults::Names names_of(const TaskRecord& task) {
  return {task.id, task.logical_id, task.service, task.definition->family, task.definition->arn};
}

// "repository:tag" of an image, and "repository".
void add_names_of_image(core::Faults::Names& names, const std::string& image) {
  const std::string name = image.substr(image.find('/') + 1);
  names.push_back(image);
  names.push_back(name);
  names.push_back(name.substr(0, name.find_first_of(":@")));
}

int exit_code_of(const Fault& fault) { return static_cast<int>(fault.integer("exit_code", 1)); }

std::string detail_of(const Fault& fault) {
  return "exit code " + std::to_string(exit_code_of(fault));
}

}  // namespace

TaskFaults::TaskFaults(core::Context& context, Fleet& fleet) : context_(context), fleet_(fleet) {
  if (context.faults == nullptr) return;
  watch_ =
      context.faults->on_start(FaultType::task_crash, [this](const Fault& fault) { crash(fault); });
}

void TaskFaults::crash(const Fault& fault) {
  if (fault.has("after")) return;
  for (const auto& task : fleet_.all()) {
    if (task->record().last_status != TaskStatus::running || !task->record().wanted) continue;
    const auto strike =
        context_.faults->strike(FaultType::task_crash, names_of(task->record()), detail_of(fault),
                                [&](const Fault& other) { return &other == &fault; });
    if (!strike) continue;
    const CauseScope scope(context_.runtime, strike.event);
    task->crash(exit_code_of(fault));
    if (fault.text("tasks") == "one") return;
  }
}

// Does a fault keep the network interface from becoming ready?
bool TaskRun::network_fault() {
  core::Faults* faults = core::armed(ports_.context.faults, core::FaultType::network_timeout);
  if (faults == nullptr) return false;
  const auto strike = faults->strike(core::FaultType::network_timeout, names_of(record_),
                                     record_.network.id + " never becomes ready");
  if (strike) runtime().set_cause(strike.event);
  return static_cast<bool>(strike);
}

// Empty, or why a fault keeps the image from being pulled.
std::string TaskRun::pull_fault(const std::string& image) {
  core::Faults* faults = core::armed(ports_.context.faults, FaultType::image_pull_failure);
  if (faults == nullptr) return {};
  core::Faults::Names names = names_of(record_);
  add_names_of_image(names, image);
  const auto strike = faults->strike(FaultType::image_pull_failure, names, image);
  if (!strike) return {};
  runtime().set_cause(strike.event);
  const std::string reason = strike.fault->text("reason", kPullReason);
  return reason.starts_with(kPrefix) ? reason : kPrefix + reason;
}

// The task has become RUNNING: a fault may have set it a term.
void TaskRun::await_crash() {
  core::Faults* faults = core::armed(ports_.context.faults, FaultType::task_crash);
  if (faults == nullptr) return;
  auto strike = faults->draw(FaultType::task_crash, names_of(record_),
                             [](const Fault& fault) { return fault.has("after"); });
  if (strike) crash_ = spawn(crash_later(strike), [](const TaskResult<void>&) {});
}

Task<void> TaskRun::crash_later(core::Strike strike) {
  co_await sleep_for(runtime(), strike.sample("after"));
  if (!record_.wanted) co_return;
  ports_.context.faults->tell(strike, detail_of(*strike.fault));
  const CauseScope scope(runtime(), strike.event);
  crash(exit_code_of(*strike.fault));
}

void TaskRun::crash(int exit_code) {
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    if (is_running(i) && record_.definition->containers[i].essential) {
      containers_[i]->crash(exit_code);
    }
  }
}

}  // namespace spillway::ecs
