// LogGroups: the CloudWatch Logs log groups of one account and Region: that they exist, and for how
// long they keep what is in them. Log events are not modelled.
//
// Owned by the world. The constructor registers the API operations. Runtime's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "emulator/core/context.hpp"
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

 private:
  core::ApiResult create(const Json& json);
  core::ApiResult remove(const Json& json);
  core::ApiResult put_retention(const Json& json);
  core::ApiResult describe(const Json& json) const;

  core::Context& context_;
  std::map<std::string, LogGroup> groups_;
};

}  // namespace spillway::logs
