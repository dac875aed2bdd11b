// The arguments of a program that is configured by its environment: --help and --version. For the
// beginning of main().
#pragma once

#include <optional>

namespace spillway {

inline constexpr int kBadUsage = 2;

/// What `program` ("spillway-app") of `version` ("1.0.0") is to exit with at once, after it has
/// answered --help, -h or --version, or refused anything else; nothing if it was started without
/// arguments.
std::optional<int> answer_arguments(const char* program, const char* version, const char* help,
                                    int argc, char** argv);

}  // namespace spillway
