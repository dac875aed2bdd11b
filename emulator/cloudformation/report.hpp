// Report: collects what is wrong with one template, with places. Private to this folder; lives on
// the stack of one check.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/document/document.hpp"

namespace spillway::cloudformation {

using document::Node;

class Report {
 public:
  explicit Report(std::string file) : file_(std::move(file)) {}

  void add(const Node& at, std::string path, std::string message, std::string hint = {});
  /// "`what` 'name' ...", with the nearest of `candidates` as the remedy.
  void add_unknown(const Node& at, std::string path, const std::string& message,
                   std::string_view name, const std::vector<std::string>& candidates);

  /// What stands at `path` is accepted, and has no influence because of `why`.
  void note_inert(std::string path, std::string why);
  /// The notes since the last call.
  std::vector<std::pair<std::string, std::string>> take_notes() {
    return std::exchange(notes_, {});
  }

  bool empty() const { return diagnostics_.empty(); }
  std::size_t size() const { return diagnostics_.size(); }
  /// In the order of the file; one that was found twice only once.
  document::Diagnostics take();

 private:
  std::string file_;
  document::Diagnostics diagnostics_;
  std::vector<std::pair<std::string, std::string>> notes_;
};

/// "Fn::Foo is not modelled by Spillway"
std::string not_modelled(std::string_view what);

}  // namespace spillway::cloudformation
