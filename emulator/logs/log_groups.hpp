// LogGroups: the CloudWatch Logs log groups of one account and Region: that they exist, and for how
// long they keep what is in them. What services write into them, they keep themselves (LogSource).
//
// Owned by the world. The constructor registers the API operations. Runtime's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/context.hpp"
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
  std::vector<LogStream> streams(const std::string& group) const;
  std::vector<LogEvent> events(const std::string& group, const std::string& stream) const;
  /// "arn:...:log-group:/aws/lambda/web:log-stream:..."
  std::string arn_of(const std::string& group, const std::string& stream) const;
  /// What IAM checks a call against.
  std::vector<std::string> arns(const Json& params) const;

 private:
  void adopt();
  core::ApiResult create(const Json& json);
  core::ApiResult remove(const Json& json);
  core::ApiResult put_retention(const Json& json);
  core::ApiResult describe(const Json& json);

  core::Context& context_;
  std::map<std::string, LogGroup> groups_;
  LogSource* source_ = nullptr;
};

}  // namespace spillway::logs
