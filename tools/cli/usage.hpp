// What is wrong with a command line, in words, with the nearest known name.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace spillway::cli {

std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace spillway::cli
