// Environment: the variables a program is started with, as a value.
//
// main() reads the process's own (from_process); a host in virtual time hands over the ones that
// the template and AWS define. Nothing else in the project may call getenv.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace spillway {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables)
      : variables_(std::move(variables)) {}
  static Environment from_process();

  std::optional<std::string> get(std::string_view name) const {
    const auto it = variables_.find(name);
    if (it == variables_.end()) return std::nullopt;
    return it->second;
  }
  /// Like get(), but an empty variable counts as missing.
  std::optional<std::string> get_nonempty(std::string_view name) const {
    auto value = get(name);
    if (value && value->empty()) return std::nullopt;
    return value;
  }
  void set(std::string name, std::string value) {
    variables_.insert_or_assign(std::move(name), std::move(value));
  }
  const std::map<std::string, std::string, std::less<>>& all() const { return variables_; }

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace spillway
