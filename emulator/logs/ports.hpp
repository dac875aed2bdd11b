// What CloudWatch Logs needs of its neighbours: whoever writes logs keeps them, and shows them when
// they are read. The world connects them. Single-threaded.
#pragma once

#include <string>
#include <vector>

#include "runtime/time.hpp"

namespace spillway::logs {

struct LogEvent {
  WallTime at{};
  std::string message;
};

struct LogStream {
  std::string name;
  WallTime first{};
  WallTime last{};
};

class LogSource {
 public:
  virtual ~LogSource() = default;
  /// The groups that were written to; the service that writes makes them.
  virtual std::vector<std::string> groups() const = 0;
  /// In the order of their names; empty if the group is somebody else's.
  virtual std::vector<LogStream> streams(const std::string& group) const = 0;
  /// In order of time.
  virtual std::vector<LogEvent> events(const std::string& group,
                                       const std::string& stream) const = 0;
  /// The group is deleted, and what it held.
  virtual void clear(const std::string& group) = 0;
};

}  // namespace spillway::logs
