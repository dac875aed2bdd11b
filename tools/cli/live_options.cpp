#include "tools/cli/live_options.hpp"

#include <filesystem>

namespace spillway::cli {
namespace {

// Our programs lie beside this one.
std::string own_folder() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "." : path.parent_path().string();
}

}  // namespace

harness::LiveOptions live_options(const LiveArguments& arguments, LiveView& view) {
  harness::LiveOptions live;
  live.address = arguments.bind;
  live.port = arguments.port;
  live.alb_port = arguments.alb_port;
  live.hosts = arguments.hosts;
  live.access_log = arguments.access_log;
  live.freeze = !arguments.no_freeze;
  live.programs = own_folder();
  live.ready = [&view](const harness::LiveStart& start) { view.start(start); };
  live.output = [&view](const std::string& who, std::string_view line) { view.output(who, line); };
  live.event = [&view](const core::Event& event) { view.event(event); };
  live.status = [&view](const harness::LiveStatus& status) { view.status(status); };
  return live;
}

harness::RemoteOptions remote_options(const std::string& endpoint, Terminal& terminal,
                                      LiveView& view) {
  harness::RemoteOptions remote;
  remote.endpoint = endpoint;
  remote.ready = [&terminal](const std::string& url) {
    terminal.print("load for " + url + ", events from its emulator\n");
  };
  remote.event = [&view](const core::Event& event) { view.event(event); };
  return remote;
}

void warn_of_address(const LiveArguments& arguments, Terminal& terminal) {
  if (arguments.bind.starts_with("127.")) return;
  terminal.complain("spillway: listening on " + arguments.bind +
                    ": everybody who reaches this machine can drive the emulator\n");
}

}  // namespace spillway::cli
