// From the command line's options of live mode to the harness's, with what a person sees meanwhile.
// Called by the commands; the terminal outlives the run.
#pragma once

#include "tools/cli/commands.hpp"
#include "tools/harness/live_run.hpp"

namespace spillway::cli {

/// Prints where everything listens, what programs say, and the story as it happens.
harness::LiveOptions live_options(const LiveArguments& arguments, Terminal& terminal);

/// Says what it means to listen on more than the loopback interface.
void warn_of_address(const LiveArguments& arguments, Terminal& terminal);

}  // namespace spillway::cli
