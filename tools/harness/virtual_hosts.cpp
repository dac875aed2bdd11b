#include "tools/harness/virtual_hosts.hpp"

#include <algorithm>

#include "emulator/core/code_names.hpp"
#include "tools/harness/virtual_container.hpp"
#include "tools/harness/virtual_function.hpp"

namespace spillway::harness {
namespace {

std::string unmapped(const std::string& logical_id) {
  return "no code is mapped to '" + logical_id + "': add it to `code` in the scenario";
}

std::string needs_live(const std::string& logical_id) {
  return "a command stands behind '" + logical_id +
         "', which cannot run in virtual time: run the scenario with --live";
}

}  // namespace

VirtualHosts::VirtualHosts(Runtime& runtime, const std::map<std::string, Code>& code)
    : runtime_(runtime), code_(code) {}

void VirtualHosts::connect(wire::Endpoint& api) {
  transport_ = std::make_unique<wire::MemoryTransport>(runtime_, api);
}

const Code* VirtualHosts::code_of(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (const auto it = code_.find(name); it != code_.end()) return &it->second;
  }
  return nullptr;
}

const Code* VirtualHosts::code_of(const lambda::FunctionSpec& spec) const {
  return code_of(core::code_names_of_function(spec.logical_id, spec.function_name, spec.image_uri));
}

const Code* VirtualHosts::code_of(const ecs::ContainerSpec& spec) const {
  return code_of(core::code_names_of_container(spec.logical_id, spec.image));
}

std::string VirtualHosts::cannot_host(const lambda::FunctionSpec& spec) const {
  const Code* code = code_of(spec);
  if (code == nullptr) return unmapped(spec.logical_id);
  return *code == Code::command ? needs_live(spec.logical_id) : "";
}

std::unique_ptr<lambda::FunctionEnvironment> VirtualHosts::start(
    const lambda::FunctionSpec& spec, UniqueFunction<void(lambda::InitOutput)> ready) {
  const Code* code = code_of(spec);
  FunctionProgram program;
  if (const std::string why = cannot_host(spec); !why.empty()) {
    program = FunctionError{"Runtime.InvalidEntrypoint", why};
  } else if (*code == Code::app) {
    program = make_app_function(runtime_);
  } else {
    program = make_controller_function(runtime_, *transport_, spec);
  }
  auto environment =
      std::make_unique<VirtualFunction>(spec, program ? std::move(*program) : InvocationHandler());
  if (program) {
    ready({});
  } else {
    ready({false, error_body(program.error())});
  }
  return environment;
}

std::string VirtualHosts::cannot_host(const ecs::ContainerSpec& spec) const {
  const Code* code = code_of(spec);
  if (code == nullptr) return unmapped(spec.logical_id);
  if (*code == Code::command) return needs_live(spec.logical_id);
  return *code == Code::app
             ? ""
             : "the controller is no HTTP server: map '" + spec.logical_id + "' to app";
}

std::unique_ptr<ecs::Container> VirtualHosts::start(const ecs::ContainerSpec& spec,
                                                    UniqueFunction<void(int)> exited) {
  return std::make_unique<VirtualContainer>(runtime_, spec, std::move(exited));
}

}  // namespace spillway::harness
