#include "emulator/lambda/invocation_log.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

std::string milliseconds(Duration d) {
  char text[48];
  std::snprintf(text, sizeof text, "%.2f ms", to_seconds(d) * 1e3);
  return text;
}

std::string_view id_of(const LogRecord& record) {
  return {record.request_id.data(), record.request_id.size()};
}

WallTime wall(TimePoint t, const LogStyle& style) {
  return WallTime(t.time_since_epoch() + style.wall_offset);
}

// What a line ends with if something went wrong; successes say nothing.
std::string status_of(const LogRecord& record, std::string_view separator) {
  std::string text;
  if (record.status == LogStatus::timeout) return text.append(separator).append("Status: timeout");
  if (record.status == LogStatus::error) {
    text.append(separator).append("Status: error").append(separator);
    text.append("Error Type: ").append(record.error_type);
  }
  return text;
}

std::string report_line(const LogRecord& record, const LogStyle& style) {
  const Duration whole = record.duration + record.init;
  std::string line = "REPORT RequestId: ";
  line.append(id_of(record)).append("\tDuration: ").append(milliseconds(record.duration));
  line += "\tBilled Duration: " +
          std::to_string(static_cast<std::int64_t>(std::ceil(to_seconds(whole) * 1e3))) + " ms";
  line += "\tMemory Size: " + std::to_string(record.memory_mb) + " MB";
  const std::int64_t used =
      record.used_memory_mb != 0
          ? record.used_memory_mb
          : std::min<std::int64_t>(style.reported_memory_mb, record.memory_mb);
  line += "\tMax Memory Used: " + std::to_string(used) + " MB";
  if (record.init > Duration::zero()) line += "\tInit Duration: " + milliseconds(record.init);
  if (record.status == LogStatus::timeout && style.old_timeouts) return line;
  return line + status_of(record, "\t");
}

std::string old_timeout_line(const LogRecord& record, WallTime at) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.2f", static_cast<double>(record.timeout_s));
  std::string line = format_iso8601_millis(at);
  line.append(1, ' ').append(id_of(record)).append(" Task timed out after ").append(seconds);
  return line + " seconds";
}

}  // namespace

std::uint32_t InvocationLog::add_stream(std::string name, std::string version) {
  streams_.push_back({std::move(name), std::move(version)});
  return static_cast<std::uint32_t>(streams_.size() - 1);
}

void InvocationLog::add(const LogRecord& record) {
  if (ring_.size() < capacity_) {
    ring_.push_back(record);
  } else if (capacity_ > 0) {
    ring_[next_] = record;
    next_ = (next_ + 1) % capacity_;
  }
}

void InvocationLog::clear() {
  ring_.clear();
  next_ = 0;
  printed_.clear();
}

std::vector<LogStream> InvocationLog::streams(const LogStyle& style) const {
  std::map<std::string, LogStream> found;
  const auto note = [&](std::uint32_t index, WallTime first, WallTime last) {
    LogStream stream{streams_[index].name, first, last};
    const auto [it, is_new] = found.try_emplace(stream.name, stream);
    if (is_new) return;
    it->second.first = std::min(it->second.first, first);
    it->second.last = std::max(it->second.last, last);
  };
  for (const LogRecord& record : ring_) {
    const WallTime first = wall(record.began, style);
    note(record.stream, first, first + record.duration);
  }
  for (const core::WrittenLine& line : printed_.lines()) {
    note(line.stream, wall(line.at, style), wall(line.at, style));
  }
  std::vector<LogStream> streams;
  for (auto& [name, stream] : found) streams.push_back(std::move(stream));
  return streams;
}

std::vector<LogLine> InvocationLog::lines(std::string_view stream, const LogStyle& style) const {
  std::vector<LogLine> all;
  for (std::size_t i = 0; i < ring_.size(); ++i) {
    const LogRecord& record = ring_[(next_ + i) % ring_.size()];
    if (streams_[record.stream].name != stream) continue;
    for (LogLine& line : lines_of(record, style)) all.push_back(std::move(line));
  }
  std::ranges::stable_sort(all, {}, &LogLine::at);
  // What was printed at the instant of an END was printed before it, and so with START: that comes
  // at the end of an init.
  std::vector<LogLine> merged;
  for (const core::WrittenLine& line : printed_.lines()) {
    if (streams_[line.stream].name == stream) merged.push_back({wall(line.at, style), line.text});
  }
  const auto printed = static_cast<std::ptrdiff_t>(merged.size());
  merged.insert(merged.end(), all.begin(), all.end());
  std::ranges::inplace_merge(merged, merged.begin() + printed, {}, &LogLine::at);
  return merged;
}

// A line of the instant at which the invocation began is the init's, if there was one.
std::string InvocationLog::newest(const LogStyle& style) const {
  if (ring_.empty()) return {};
  const LogRecord& record = ring_[(next_ + ring_.size() - 1) % ring_.size()];
  const TimePoint first = record.began + Duration(record.init > Duration::zero() ? 1 : 0);
  const TimePoint last = record.began + record.duration;
  std::string text;
  for (const LogLine& line : lines_of(record, style)) {
    const bool is_start = text.empty();
    text.append(line.message).append(1, '\n');
    if (!is_start) continue;
    for (const core::WrittenLine& printed : printed_.lines()) {
      const bool is_its = printed.stream == record.stream && printed.at >= first;
      if (is_its && printed.at <= last) text.append(printed.text).append(1, '\n');
    }
  }
  return text;
}

std::vector<LogLine> InvocationLog::lines_of(const LogRecord& record, const LogStyle& style) const {
  const WallTime first = wall(record.began, style);
  const WallTime last = first + record.duration;
  if (record.kind == LogRecord::Kind::init) {
    return {{last, "INIT_REPORT Init Duration: " + milliseconds(record.duration) + " Phase: init" +
                       status_of(record, " ")}};
  }
  const std::string id(id_of(record));
  std::vector<LogLine> lines = {
      {first, "START RequestId: " + id + " Version: " + streams_[record.stream].version}};
  if (record.status == LogStatus::timeout && style.old_timeouts) {
    lines.push_back({last, old_timeout_line(record, last)});
  }
  lines.push_back({last, "END RequestId: " + id});
  lines.push_back({last, report_line(record, style)});
  return lines;
}

std::string logged_error_type(std::string_view type) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::size_t dot = type.find('.');
  const std::string_view kind = type.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? "" : type.substr(dot + 1);
  const bool is_function = kind == "Function";
  if ((is_function || kind == "Runtime") && name.size() >= 2 && name[0] >= 'A' && name[0] <= 'Z' &&
      std::ranges::all_of(name, is_letter)) {
    return std::string(type);
  }
  return is_function ? "Function.Unknown" : "Runtime.Unknown";
}

}  // namespace spillway::lambda
