#include "emulator/cloudformation/report.hpp"

#include <algorithm>
#include <tuple>

namespace spillway::cloudformation {
namespace {

constexpr const char* kNotModelled = " is not modelled by Spillway";

}  // namespace

void Report::add(const Node& at, std::string path, std::string message, std::string hint) {
  diagnostics_.push_back(
      {file_, at.line, at.column, std::move(path), std::move(message), std::move(hint)});
}

void Report::note_inert(std::string path, std::string why) {
  notes_.emplace_back(std::move(path), std::move(why));
}

void Report::add_unknown(const Node& at, std::string path, const std::string& message,
                         std::string_view name, const std::vector<std::string>& candidates) {
  // What is not modelled mostly exists: only a slip of the pen is worth a hint.
  const bool may_exist = message.ends_with(kNotModelled);
  const auto near = document::nearest(name, candidates, may_exist ? 2 : std::string::npos);
  add(at, std::move(path), message, near ? "did you mean " + *near + "?" : "");
}

document::Diagnostics Report::take() {
  const auto key = [](const document::Diagnostic& d) {
    return std::tie(d.line, d.column, d.path, d.message);
  };
  std::sort(diagnostics_.begin(), diagnostics_.end(),
            [&key](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto end = std::unique(diagnostics_.begin(), diagnostics_.end(),
                               [&key](const auto& a, const auto& b) { return key(a) == key(b); });
  diagnostics_.erase(end, diagnostics_.end());
  return std::move(diagnostics_);
}

std::string not_modelled(std::string_view what) { return std::string(what) + kNotModelled; }

}  // namespace spillway::cloudformation
