#include "runtime/program_arguments.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace spillway {

std::optional<int> answer_arguments(const char* program, const char* version, const char* help,
                                    int argc, char** argv) {
  const std::string_view argument = argc > 1 ? argv[1] : "";
  if (argc == 2 && (argument == "--help" || argument == "-h")) {
    std::fputs(help, stdout);
    return EXIT_SUCCESS;
  }
  if (argc == 2 && argument == "--version") {
    std::printf("%s %s\n", program, version);
    return EXIT_SUCCESS;
  }
  if (argc > 1) {
    std::fprintf(stderr, "%s: it takes no such arguments; see --help\n", program);
    return kBadUsage;
  }
  return std::nullopt;
}

}  // namespace spillway
