// InvocationLog: a function's log group: what Lambda itself writes into it, START, END, REPORT and
// INIT_REPORT (aws-facts B1), and what the function's processes print. Owned by its Function;
// runtime's thread only.
//
// On the path of every request: an invocation leaves a short record in a ring, and the lines are
// only written when somebody reads them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/line_buffer.hpp"
#include "emulator/lambda/ports.hpp"
#include "runtime/time.hpp"

namespace spillway::lambda {

/// How an invocation or an init ended, as its line says it.
enum class LogStatus : std::uint8_t { success, error, timeout };

struct LogRecord {
  enum class Kind : std::uint8_t { invocation, init };
  Kind kind = Kind::invocation;
  LogStatus status = LogStatus::success;
  std::uint32_t stream = 0;
  std::array<char, 36> request_id{};
  TimePoint began{};    ///< START
  Duration duration{};  ///< until END and REPORT; of the init
  Duration init{};      ///< "Init Duration"; zero: not shown
  std::int32_t memory_mb = 0;
  std::int32_t used_memory_mb = 0;  ///< 0: not measured, the style's
  std::int32_t timeout_s = 0;
  std::string error_type;  ///< empty without an error
};

/// How the lines are written.
struct LogStyle {
  std::int64_t reported_memory_mb = 0;
  bool old_timeouts = false;
  Duration wall_offset{};  ///< from the run's time to the wall's
};

class InvocationLog {
 public:
  /// So many records are kept, the newest.
  void set_capacity(std::size_t capacity) { capacity_ = capacity; }
  /// A new stream; `version` is what START says.
  std::uint32_t add_stream(std::string name, std::string version);

  void add(const LogRecord& record);
  /// A line that a process printed.
  void print(std::uint32_t stream, TimePoint at, std::string_view line) {
    printed_.add(stream, at, line);
  }

  bool empty() const { return ring_.empty() && printed_.empty(); }
  /// Streams of which something is kept, by name.
  std::vector<LogStream> streams(const LogStyle& style) const;
  /// The lines of a stream, in order of time.
  std::vector<LogLine> lines(std::string_view stream, const LogStyle& style) const;
  /// What the invocation that ended last left: START, what was printed during it, END and REPORT.
  /// Empty if nothing is kept.
  std::string newest(const LogStyle& style) const;
  void clear();

 private:
  struct Stream {
    std::string name;
    std::string version;
  };
  std::vector<LogLine> lines_of(const LogRecord& record, const LogStyle& style) const;

  std::size_t capacity_ = 0;
  std::size_t next_ = 0;  // where the ring is written
  std::vector<LogRecord> ring_;
  std::vector<Stream> streams_;
  core::LineBuffer printed_;
};

/// "Runtime.ExitError" as it is; what does not look like a runtime's or function's error type
/// becomes Runtime.Unknown or Function.Unknown (aws-facts B2).
std::string logged_error_type(std::string_view type);

}  // namespace spillway::lambda
