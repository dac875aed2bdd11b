#include "tools/cli/reproduce.hpp"

namespace spillway::cli {
namespace {

// As a shell takes it for one word.
std::string quoted(const std::string& word) {
  const bool plain =
      !word.empty() && word.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                           "_-./=:,%+@") == std::string::npos;
  if (plain) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string reproduce(const std::string& scenario, std::uint64_t seed,
                      const std::vector<std::string>& set) {
  std::string command = "spillway run " + quoted(scenario) + " --seed " + std::to_string(seed);
  for (const std::string& change : set) command += " --set " + quoted(change);
  return command;
}

}  // namespace spillway::cli
