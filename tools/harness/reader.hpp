// MapReader: reads one mapping of a document strictly, collecting what is wrong with it.
//
// Every key is asked for once; finish() names those that nobody asked for, with the nearest known
// one. Errors go to the Diagnostics it was given, each with its line and path. Lives on the stack.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/delay.hpp"
#include "emulator/document/document.hpp"
#include "runtime/time.hpp"

namespace spillway::harness {

/// What readers of one file share.
struct ReadContext {
  std::string file;
  document::Diagnostics errors;
  bool endless = false;  ///< it need not say for how long it runs

  void fail(const document::Node& at, const std::string& path, std::string message,
            std::string hint = {});
};

class MapReader {
 public:
  /// `node` must outlive the reader. A node that is no mapping is an error, and every key is
  /// missing.
  MapReader(ReadContext& context, const document::Node& node, std::string path);

  /// Null if the key is absent.
  const document::Node* find(std::string_view key);
  /// Like find(), but absence is an error.
  const document::Node* require(std::string_view key);

  std::optional<std::string> string(std::string_view key);
  std::string require_string(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<double> number(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  std::optional<double> rate(std::string_view key);
  std::optional<double> ratio(std::string_view key);
  std::optional<double> probability(std::string_view key);  ///< 0.5 or 50%
  std::optional<core::Delay> delay(std::string_view key);
  std::optional<std::string> choice(std::string_view key, const std::vector<std::string>& allowed);

  std::string path_of(std::string_view key) const;
  const std::string& path() const { return path_; }
  const document::Node& node() const { return node_; }
  ReadContext& context() { return context_; }
  void fail(std::string_view key, std::string message, std::string hint = {});

  /// Reports the keys that were not asked for. Call it last.
  void finish();

 private:
  ReadContext& context_;
  const document::Node& node_;
  std::string path_;
  std::vector<std::string> known_;
};

/// The unit parsers with the diagnostics of a node; empty on error.
std::optional<Duration> read_duration(ReadContext& context, const document::Node& node,
                                      const std::string& path);
std::optional<double> read_rate(ReadContext& context, const document::Node& node,
                                const std::string& path);
/// "10s", {uniform: [5s, 15s]}, {lognormal: {median: 1s, sigma: 0.5}} or {empirical: [1s, 2s, 9s]}.
std::optional<core::Delay> read_delay(ReadContext& context, const document::Node& node,
                                      const std::string& path);

}  // namespace spillway::harness
