#include "emulator/live/process_hosts.hpp"

#include "emulator/live/container_process.hpp"
#include "runtime/environment.hpp"

namespace spillway::live {
namespace {

std::string unmapped(const std::string& logical_id) {
  return "no code is mapped to '" + logical_id + "': add it to `code` in the scenario";
}

}  // namespace

ProcessHosts::ProcessHosts(LiveRuntime& runtime, Programs programs, FunctionSettings settings,
                           OnOutput on_output)
    : runtime_(runtime),
      programs_(std::move(programs)),
      settings_(settings),
      on_output_(std::move(on_output)) {}

EventSeq ProcessHosts::cause_of(std::string_view access_key_id) const {
  const auto it = work_.find(access_key_id);
  return it == work_.end() ? 0 : it->second;
}

const Program* ProcessHosts::find(const std::string& logical_id) const {
  const auto it = programs_.find(logical_id);
  return it == programs_.end() ? nullptr : &it->second;
}

// What AWS sets, what the user adds, and what a program needs of the machine that it runs on: its
// image is not there, so neither is its PATH.
Program ProcessHosts::prepared(
    const Program& program,
    const std::map<std::string, std::string, std::less<>>& environment) const {
  static const Environment own = Environment::from_process();
  Program result = program;
  result.environment = environment;
  result.environment.erase("LD_LIBRARY_PATH");
  for (const char* name : {"PATH", "HOME", "TMPDIR", "USER"}) {
    if (const auto value = own.get(name)) result.environment[name] = *value;
  }
  result.environment["AWS_ENDPOINT_URL"] = endpoint_url_;
  for (const auto& [name, value] : program.environment) result.environment[name] = value;
  return result;
}

Process::OnLine ProcessHosts::teller(const std::string& who) const {
  return [this, who](std::string_view line) { on_output_(who, line); };
}

std::string ProcessHosts::cannot_host(const lambda::FunctionSpec& spec) const {
  return find(spec.logical_id) == nullptr ? unmapped(spec.logical_id) : "";
}

std::unique_ptr<lambda::FunctionEnvironment> ProcessHosts::start(
    const lambda::FunctionSpec& spec, UniqueFunction<void(lambda::InitOutput)> ready) {
  const auto key = spec.environment.find("AWS_ACCESS_KEY_ID");
  const std::string access_key = key == spec.environment.end() ? "" : key->second;
  auto environment =
      std::make_unique<FunctionProcess>(runtime_, spec, settings_, [this, access_key](EventSeq at) {
        if (at == 0) {
          work_.erase(access_key);
        } else {
          work_[access_key] = at;
        }
      });
  const Program* program = find(spec.logical_id);
  environment->start(program == nullptr ? Program{{spec.logical_id}, {}, {}}
                                        : prepared(*program, spec.environment),
                     teller(spec.function_name), std::move(ready));
  return environment;
}

std::string ProcessHosts::cannot_host(const ecs::ContainerSpec& spec) const {
  return find(spec.logical_id) == nullptr ? unmapped(spec.logical_id) : "";
}

std::unique_ptr<ecs::Container> ProcessHosts::start(const ecs::ContainerSpec& spec,
                                                    UniqueFunction<void(int)> exited) {
  auto container = std::make_unique<ContainerProcess>(runtime_, spec);
  const Program* program = find(spec.logical_id);
  container->start(program == nullptr ? Program{{spec.logical_id}, {}, {}}
                                      : prepared(*program, spec.environment),
                   teller(spec.container_name), std::move(exited));
  return container;
}

}  // namespace spillway::live
