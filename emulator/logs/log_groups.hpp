// LogGroups: the CloudWatch Logs log groups of one account and Region: that they exist, for how
// long they keep what is in them, and what was written into them line by line. A service that
// writes much keeps it itself (LogSource).
//
// Owned by the world. The constructor registers the API operations. Runtime's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/core/line_buffer.hpp"
#include "emulator/logs/ports.hpp"
#include "runtime/time.hpp"

namespace spillway::logs {

struct LogGroup {
  std::string name;
  std::string arn;  ///< ends in ":*", as Logs writes it
  std::optional<std::int64_t> retention_days;
  WallTime created_at{};
};

class LogGroups {
 public:
  explicit LogGroups(core::Context& context);
  LogGroups(const LogGroups&) = delete;
  LogGroups& operator=(const LogGroups&) = delete;

  /// Null if there is none of that name.
  const LogGroup* find(const std::string& name) const;

  /// Who writes logs. `source` must outlive this.
  void read_from(LogSource& source) { source_ = &source; }
  /// Is there a group of that name, made by a caller or by whoever writes?
  bool exists(const std::string& name);
  /// A line for a stream; group and stream are made if they are not there.
  void write(const std::string& group, const std::string& stream, std::string_view line);
  std::vector<LogStream> streams(const std::string& group) const;
  std::vector<LogEvent> events(const std::string& group, const std::string& stream) const;
  /// "arn:...:log-group:/aws/lambda/web:log-stream:..."
  std::string arn_of(const std::string& group, const std::string& stream) const;
  /// What IAM checks a call against.
  std::vector<std::string> arns(const Json& params) const;

 private:
  /// What was written into one group.
  struct Written {
    std::vector<std::string> streams;  // by their number in `lines`
    core::LineBuffer lines;
  };

  void adopt();
  void add_group(const std::string& name);
  WallTime wall(TimePoint at) const;
  core::ApiResult create(const Json& json);
  core::ApiResult remove(const Json& json);
  core::ApiResult put_retention(const Json& json);
  core::ApiResult describe(const Json& json);

  core::Context& context_;
  std::map<std::string, LogGroup> groups_;
  std::map<std::string, Written> written_;  // by group
  LogSource* source_ = nullptr;
};

}  // namespace spillway::logs
