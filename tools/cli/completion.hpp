// Shell completion, written from the command's own description, so that it cannot fall behind.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace spillway::cli {

/// `shell` is bash, zsh or fish; empty for another.
std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace spillway::cli
