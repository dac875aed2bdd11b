#include "emulator/live/process_hosts.hpp"

#include <unistd.h>

#include <algorithm>

#include "emulator/core/code_names.hpp"
#include "emulator/live/bootstraps.hpp"
#include "emulator/live/container_process.hpp"
#include "runtime/environment.hpp"

namespace spillway::live {
namespace {

constexpr auto kTend = std::chrono::seconds(1);

std::string unmapped(const std::string& name) {
  return "no code is mapped to '" + name + "': add it to `code` in the scenario";
}

// An image brings its own PATH; here the machine's programs are used.
Variables machine_variables() {
  const Environment own = Environment::from_process();
  // Neither an instance's metadata nor the user's own files with keys are theirs.
  Variables variables = {{"AWS_EC2_METADATA_DISABLED", "true"},
                         {"AWS_CONFIG_FILE", "/dev/null"},
                         {"AWS_SHARED_CREDENTIALS_FILE", "/dev/null"}};
  for (const char* name : {"PATH", "HOME", "TMPDIR", "USER"}) {
    if (const auto value = own.get(name)) variables[name] = *value;
  }
  return variables;
}

std::vector<std::string> names_of(const lambda::FunctionSpec& spec) {
  return core::code_names_of_function(spec.logical_id, spec.function_name, spec.image_uri);
}

std::vector<std::string> names_of(const ecs::ContainerSpec& spec) {
  return core::code_names_of_container(spec.logical_id, spec.image);
}

}  // namespace

ProcessHosts::ProcessHosts(LiveRuntime& runtime, Programs programs, FunctionSettings settings,
                           OnOutput on_output)
    : runtime_(runtime),
      programs_(std::move(programs)),
      settings_(settings),
      lines_(std::move(on_output)),
      machine_(machine_variables()),
      metadata_(runtime) {}

ProcessHosts::~ProcessHosts() = default;

boost::system::result<void, std::string> ProcessHosts::open() {
  auto guardian = Guardian::start();
  if (!guardian) return guardian.error();
  guardian_ = std::move(*guardian);
  if (const auto started = metadata_.start(); !started) return started.error();
  tend();
  return {};
}

void ProcessHosts::tend() {
  const CauseScope nothing(runtime_, 0);
  guardian_->tend();
  runtime_.call_after(kTend, [this] { tend(); });
}

EventSeq ProcessHosts::cause_of(std::string_view access_key_id) const {
  const auto it = work_.find(access_key_id);
  return it == work_.end() ? 0 : it->second;
}

const Program* ProcessHosts::find(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (const auto it = programs_.find(name); it != programs_.end()) return &it->second;
  }
  return nullptr;
}

Program ProcessHosts::prepared(const Program& program, const std::string& who,
                               const Variables& from_aws) {
  ChildEnvironment made = child_environment(from_aws, machine_, program);
  for (const std::string& name : made.left_out) {
    if (!told_left_out_[who].insert(name).second) continue;
    lines_.print(who,
                 "(" + name +
                     " is not passed on, as it can make a program run others: set it in "
                     "`env` of its `code`)",
                 runtime_.now());
  }
  Program result = program;
  result.environment = std::move(made.variables);
  result.environment["AWS_ENDPOINT_URL"] = endpoint_url_;
  lines_.note_variables(result.environment);
  return result;
}

Process::OnLine ProcessHosts::teller(const std::string& who,
                                     std::function<void(std::string_view)> log) {
  return [this, who, log = std::move(log)](std::string_view line) {
    if (log) log(line);
    lines_.print(who, line, runtime_.now());
  };
}

std::string ProcessHosts::cannot_host(const lambda::FunctionSpec& spec) const {
  const Program* program = find(names_of(spec));
  if (program == nullptr) {
    return unmapped(spec.logical_id.empty() ? "function/" + spec.function_name : spec.logical_id);
  }
  return program->command.empty() ? cannot_bootstrap(spec.runtime) : "";
}

std::unique_ptr<lambda::FunctionEnvironment> ProcessHosts::start(
    const lambda::FunctionSpec& spec, UniqueFunction<void(lambda::InitOutput)> ready) {
  const auto key = spec.environment.find("AWS_ACCESS_KEY_ID");
  const std::string access_key = key == spec.environment.end() ? "" : key->second;
  const auto on_work = [this, access_key](EventSeq at) {
    if (at == 0) {
      work_.erase(access_key);
    } else {
      work_[access_key] = at;
    }
  };
  auto environment =
      std::make_unique<FunctionProcess>(runtime_, *guardian_, spec, settings_, on_work);
  Program program;  // none: nothing that a caller names is ever run
  if (const std::string why = cannot_host(spec); !why.empty()) {
    lines_.print(spec.function_name, why, runtime_.now());
  } else {
    program = prepared(*find(names_of(spec)), spec.function_name, spec.environment);
    if (program.command.empty()) program.command = bootstrap_command(spec.runtime);
    if (!program.directory.empty()) program.environment["LAMBDA_TASK_ROOT"] = program.directory;
  }
  environment->start(std::move(program), teller(spec.function_name, spec.output), std::move(ready));
  return environment;
}

std::string ProcessHosts::cannot_host(const ecs::ContainerSpec& spec) const {
  const Program* program = find(names_of(spec));
  if (program == nullptr) return unmapped(spec.logical_id.empty() ? spec.image : spec.logical_id);
  if (!program->command.empty()) return {};
  return "a container needs a command: name one for '" + spec.logical_id + "' in `code`";
}

std::unique_ptr<ecs::Container> ProcessHosts::start(const ecs::ContainerSpec& spec,
                                                    UniqueFunction<void(int)> exited) {
  auto container = std::make_unique<ContainerProcess>(runtime_, spec);
  ContainerProcess* const made = container.get();
  const auto shown = metadata_.add(spec, [made]() -> const Process* { return made->process(); });
  containers_.insert(made);
  container->on_gone([this, made, id = spec.runtime_id] {
    containers_.erase(made);
    metadata_.remove(id);
  });
  Program program;  // none: nothing that a caller names is ever run
  if (cannot_host(spec).empty()) {
    program = prepared(*find(names_of(spec)), spec.container_name, spec.environment);
    for (const auto& [name, value] : shown) program.environment[name] = value;
  }
  container->start(*guardian_, std::move(program), teller(spec.container_name, spec.output),
                   std::move(exited));
  return container;
}

void ProcessHosts::end_containers(Duration patience) {
  constexpr auto kLook = std::chrono::milliseconds(10);
  const auto runs = [](const ContainerProcess* container) {
    return container->process() != nullptr && !container->process()->has_ended();
  };
  for (ContainerProcess* container : containers_) container->signal(ecs::Signal::terminate);
  for (Duration waited{}; waited < patience; waited += kLook) {
    for (ContainerProcess* container : containers_) {
      if (container->process() != nullptr) container->process()->drain();
    }
    if (std::ranges::none_of(containers_, runs)) return;
    usleep(std::chrono::microseconds(kLook).count());
  }
}

}  // namespace spillway::live
