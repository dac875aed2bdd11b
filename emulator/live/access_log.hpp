// AccessLog: what the load balancer was asked and answered, a line a request, in the format of an
// Application Load Balancer's access log (aws-facts A3, A4), into a file of this machine.
//
// Owned by AlbListeners. Written in blocks, at the latest once a second. LiveRuntime's thread only.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/alb/passage.hpp"
#include "emulator/live/desync.hpp"
#include "runtime/time.hpp"

namespace spillway::live {

/// Views and references need to hold during AccessLog::write() only.
struct AccessEntry {
  bool web_socket = false;
  WallTime created{};  ///< when the request came
  WallTime answered{};
  std::string_view load_balancer;  ///< "app/name/16hex"
  std::string_view client_ip;
  std::uint16_t client_port = 0;
  /// Till it was sent to the target, till that began to answer, till the client had the beginning
  /// of it; nothing where it did not come to that.
  std::optional<Duration> request_time, target_time, response_time;
  int status = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_bytes = 0;
  std::string_view method;  ///< empty: the request could not be read
  std::string_view url;     ///< with scheme, host and port
  std::string_view version;
  std::string_view user_agent;
  std::string_view redirect_url;
  Desync desync;
  std::string_view connection;  ///< its number, as "TID_..." shows it
};

class AccessLog {
 public:
  AccessLog() = default;
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// Empty, or why the file cannot be written. Until then nothing is.
  std::string open(const std::string& path, bool append);
  bool is_open() const { return file_ != nullptr; }
  void write(const AccessEntry& entry, const alb::PassageNotes& notes);
  void flush();
  /// Something of it could not be written.
  bool lost() const { return !error_.empty(); }
  /// Empty, or why not everything could be written.
  std::string close();

 private:
  void fail();

  std::string path_;
  std::FILE* file_ = nullptr;
  std::string lines_;
  std::string error_;
};

/// The line, with its end.
std::string access_line(const AccessEntry& entry, const alb::PassageNotes& notes);

}  // namespace spillway::live
