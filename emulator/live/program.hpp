// Program: what to start behind a function or a container: somebody's executable. A plain value;
// only the user's files make one, never an API call.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace spillway::live {

struct Program {
  /// The executable, looked up in PATH, and its arguments. Empty: of a function in Python or
  /// JavaScript, whose Handler names what is called in `directory`.
  std::vector<std::string> command;
  std::map<std::string, std::string, std::less<>> environment;  ///< beside what AWS sets
  std::string directory;  ///< to run in; empty: the emulator's
};

/// By logical id of the function or task definition; what the template does not have, by the
/// function's name or the image's.
using Programs = std::map<std::string, Program, std::less<>>;

}  // namespace spillway::live
