#include "emulator/logs/log_groups.hpp"

#include <algorithm>
#include <array>

#include "emulator/core/params.hpp"
#include "emulator/logs/log_events.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::logs {
namespace {

using core::ApiError;
using core::ApiResult;
using core::CallContext;
using core::Params;

constexpr const char* kValidation = "InvalidParameterException";

// logs:PutRetentionPolicy, "Possible values are".
constexpr std::array<std::int64_t, 22> kRetentions = {1,    3,    5,    7,    14,   30,  60,  90,
                                                      120,  150,  180,  365,  400,  545, 731, 1096,
                                                      1827, 2192, 2557, 2922, 3288, 3653};

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 512 &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/.#") ==
             std::string::npos;
}

ApiError not_found() {
  return {"ResourceNotFoundException", "The specified log group does not exist."};
}

}  // namespace

LogGroups::LogGroups(core::Context& context) : context_(context) {
  const auto add = [&](const char* action, auto member) {
    context_.operations.add(
        "logs", action,
        [this, member](const Json& params, const CallContext&) {
          adopt();
          return (this->*member)(params);
        },
        [this](const Json& params) { return arns(params); });
  };
  add("CreateLogGroup", &LogGroups::create);
  add("DeleteLogGroup", &LogGroups::remove);
  add("PutRetentionPolicy", &LogGroups::put_retention);
  add("DescribeLogGroups", &LogGroups::describe);
  register_event_operations(context_, *this);
}

// Whoever writes a log makes its group if there is none (LDG/monitoring-cloudwatchlogs).
void LogGroups::adopt() {
  if (source_ == nullptr) return;
  for (const std::string& name : source_->groups()) {
    if (groups_.contains(name)) continue;
    const auto streams = source_->streams(name);
    WallTime made = context_.runtime.wall_now();
    for (const LogStream& stream : streams) made = std::min(made, stream.first);
    groups_[name] = {name, context_.account.arn("logs", "log-group:" + name + ":*"), std::nullopt,
                     made};
  }
}

void LogGroups::add_group(const std::string& name) {
  groups_[name] = {name, context_.account.arn("logs", "log-group:" + name + ":*"), std::nullopt,
                   context_.runtime.wall_now()};
}

bool LogGroups::exists(const std::string& name) {
  adopt();
  return groups_.contains(name);
}

WallTime LogGroups::wall(TimePoint at) const {
  const Runtime& runtime = context_.runtime;
  return runtime.wall_now() + (at - runtime.now());
}

void LogGroups::write(const std::string& group, const std::string& stream, std::string_view line) {
  if (!groups_.contains(group)) add_group(group);
  Written& written = written_[group];
  auto it = std::ranges::find(written.streams, stream);
  if (it == written.streams.end()) it = written.streams.insert(it, stream);
  const auto index = static_cast<std::uint32_t>(it - written.streams.begin());
  written.lines.add(index, context_.runtime.now(), line);
}

std::vector<LogStream> LogGroups::streams(const std::string& group) const {
  std::map<std::string, LogStream> found;
  if (source_ != nullptr) {
    for (LogStream& stream : source_->streams(group)) found[stream.name] = stream;
  }
  if (const auto it = written_.find(group); it != written_.end()) {
    for (const core::WrittenLine& line : it->second.lines.lines()) {
      const std::string& name = it->second.streams[line.stream];
      const WallTime at = wall(line.at);
      const auto [stream, is_new] = found.try_emplace(name, LogStream{name, at, at});
      if (!is_new) stream->second.last = std::max(stream->second.last, at);
    }
  }
  std::vector<LogStream> streams;
  for (auto& [name, stream] : found) streams.push_back(std::move(stream));
  return streams;
}

std::vector<LogEvent> LogGroups::events(const std::string& group, const std::string& stream) const {
  std::vector<LogEvent> events;
  if (source_ != nullptr) events = source_->events(group, stream);
  const auto it = written_.find(group);
  if (it == written_.end()) return events;
  for (const core::WrittenLine& line : it->second.lines.lines()) {
    if (it->second.streams[line.stream] == stream) events.push_back({wall(line.at), line.text});
  }
  std::ranges::stable_sort(events, {}, &LogEvent::at);
  return events;
}

std::string LogGroups::arn_of(const std::string& group, const std::string& stream) const {
  return context_.account.arn("logs", "log-group:" + group + ":log-stream:" + stream);
}

std::vector<std::string> LogGroups::arns(const Json& params) const {
  const auto it = params.find("logGroupName");
  if (it == params.end() || !it->is_string()) return {};
  return {context_.account.arn("logs", "log-group:" + it->get<std::string>() + ":*")};
}

const LogGroup* LogGroups::find(const std::string& name) const {
  const auto it = groups_.find(name);
  return it == groups_.end() ? nullptr : &it->second;
}

ApiResult LogGroups::create(const Json& json) {
  Params params(json, "logs:CreateLogGroup", kValidation);
  const std::string name = params.string("logGroupName");
  params.inert("tags");
  params.inert("kmsKeyId");
  params.inert("logGroupClass");
  if (!params.failed() && !is_name(name)) {
    params.fail("logGroupName must be 1 to 512 letters, digits, '_', '-', '/', '.' or '#'");
  }
  if (auto error = params.finish()) return *error;
  if (groups_.contains(name)) {
    return ApiError("ResourceAlreadyExistsException", "The specified log group already exists");
  }
  add_group(name);
  return Json::object();
}

ApiResult LogGroups::remove(const Json& json) {
  Params params(json, "logs:DeleteLogGroup", kValidation);
  const std::string name = params.string("logGroupName");
  if (auto error = params.finish()) return *error;
  if (groups_.erase(name) == 0) return not_found();
  if (source_ != nullptr) source_->clear(name);
  written_.erase(name);
  return Json::object();
}

ApiResult LogGroups::put_retention(const Json& json) {
  Params params(json, "logs:PutRetentionPolicy", kValidation);
  const std::string name = params.string("logGroupName");
  const std::int64_t days = params.integer("retentionInDays", 1, 3653);
  if (!params.failed() &&
      std::find(kRetentions.begin(), kRetentions.end(), days) == kRetentions.end()) {
    params.fail("retentionInDays must be one of the values that Logs knows, not " +
                std::to_string(days));
  }
  if (auto error = params.finish()) return *error;
  const auto it = groups_.find(name);
  if (it == groups_.end()) return not_found();
  it->second.retention_days = days;
  return Json::object();
}

ApiResult LogGroups::describe(const Json& json) {
  Params params(json, "logs:DescribeLogGroups", kValidation);
  const std::string prefix = params.optional_string("logGroupNamePrefix").value_or("");
  const auto limit = params.optional_integer("limit", 1, 50).value_or(50);
  const std::string token = params.optional_string("nextToken").value_or(prefix);
  if (auto error = params.finish()) return *error;
  Json answer = {{"logGroups", Json::array()}};
  for (auto it = groups_.lower_bound(token); it != groups_.end() && it->first.starts_with(prefix);
       ++it) {
    if (static_cast<std::int64_t>(answer["logGroups"].size()) == limit) {
      answer["nextToken"] = it->first;
      break;
    }
    const LogGroup& group = it->second;
    Json shown = {{"logGroupName", group.name}, {"arn", group.arn}};
    shown["creationTime"] = static_cast<std::int64_t>(epoch_seconds(group.created_at) * 1000);
    if (group.retention_days) shown["retentionInDays"] = *group.retention_days;
    shown["metricFilterCount"] = 0;  // no metric filters are modelled
    shown["logGroupArn"] = context_.account.arn("logs", "log-group:" + group.name);
    answer["logGroups"].push_back(std::move(shown));
  }
  return answer;
}

}  // namespace spillway::logs
