#include "tools/cli/live_options.hpp"

#include <filesystem>

#include "tools/report/characters.hpp"
#include "tools/report/narrative.hpp"
#include "tools/report/style.hpp"

namespace spillway::cli {
namespace {

// Our programs lie beside this one.
std::string own_folder() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "." : path.parent_path().string();
}

void tell_addresses(const harness::LiveAddresses& addresses, Terminal& terminal) {
  std::string text;
  for (const auto& at : addresses.listeners) {
    text += "load balancer " + at.load_balancer + ":" + std::to_string(at.listener_port) + "  " +
            at.url + "\n";
  }
  text += "AWS endpoint  AWS_ENDPOINT_URL=" + addresses.endpoint +
          "  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n";
  terminal.print(text);
}

void tell_event(const core::Event& event, Terminal& terminal) {
  const report::StoryLine line = report::describe(event);
  if (line.text.empty()) return;
  terminal.print(report::pad_left(harness::format_time(line.t), 10) + "  " +
                 report::pad_right(line.part, 7) + " " + report::printable(line.text) + "\n");
}

}  // namespace

harness::LiveOptions live_options(const LiveArguments& arguments, Terminal& terminal) {
  harness::LiveOptions live;
  live.address = arguments.bind;
  live.port = arguments.port;
  live.alb_port = arguments.alb_port;
  live.hosts = arguments.hosts;
  live.freeze = !arguments.no_freeze;
  live.programs = own_folder();
  live.ready = [&terminal](const harness::LiveAddresses& at) { tell_addresses(at, terminal); };
  live.output = [&terminal](const std::string& who, std::string_view line) {
    terminal.complain(who + ": " + report::printable(line) + "\n");
  };
  live.event = [&terminal](const core::Event& event) { tell_event(event, terminal); };
  return live;
}

void warn_of_address(const LiveArguments& arguments, Terminal& terminal) {
  if (arguments.bind.starts_with("127.")) return;
  terminal.complain("spillway: listening on " + arguments.bind +
                    ": everybody who reaches this machine can drive the emulator\n");
}

}  // namespace spillway::cli
