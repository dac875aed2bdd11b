// From the command line's options of live mode to the harness's. Called by the commands; the view
// outlives the run.
#pragma once

#include "tools/cli/commands.hpp"
#include "tools/cli/live_view.hpp"
#include "tools/harness/live_run.hpp"
#include "tools/harness/remote/remote_run.hpp"

namespace spillway::cli {

harness::LiveOptions live_options(const LiveArguments& arguments, LiveView& view);

/// The same for a run against an emulator elsewhere.
harness::RemoteOptions remote_options(const std::string& endpoint, Terminal& terminal,
                                      LiveView& view);

/// Says what it means to listen on more than the loopback interface.
void warn_of_address(const LiveArguments& arguments, Terminal& terminal);

}  // namespace spillway::cli
