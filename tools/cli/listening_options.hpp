// The options of live mode, of every command that has it, and what they share with others. Internal
// to options.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tools/cli/commands.hpp"

namespace spillway::cli {

/// For CLI::Validator: an empty name would be taken for the option's absence.
std::string check_named(const std::string& path);

/// `live`: the flag without which they would mean nothing; null if the command is always live.
void add_listening(CLI::App& command, LiveArguments& listen, CLI::Option* live);

/// A run against an emulator elsewhere (--endpoint) opens nothing of its own: throws
/// CLI::ExcludesError. (CLI11's own excludes() would make the help's line too long for a screen.)
void refuse_own_listening(const CLI::App& command);

}  // namespace spillway::cli
