#include "emulator/live/access_log.hpp"

#include <cerrno>
#include <cstring>

#include "runtime/wall_time.hpp"

namespace spillway::live {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kMaxUserAgent = 8 * 1024;

std::string micros(WallTime time) {
  std::string text = format_iso8601_seconds(time);
  const auto fraction = std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch() %
                        std::chrono::seconds(1);
  char digits[16];
  std::snprintf(digits, sizeof(digits), ".%06dZ", static_cast<int>(fraction.count()));
  text.pop_back();
  return text + digits;
}

std::string seconds(const std::optional<Duration>& time) {
  if (!time) return "-1";
  char text[32];
  std::snprintf(text, sizeof(text), "%.3f", to_seconds(*time));
  return text;
}

std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

// What would end the field or the line is escaped (UNSOURCED).
void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char code[8];
      std::snprintf(code, sizeof(code), "\\x%02x", static_cast<unsigned>(c) & 0xff);
      line += code;
    } else {
      line += c;
    }
  }
}

void quote(std::string& line, std::string_view text) {
  line += " \"";
  append_escaped(line, or_dash(text));
  line += '"';
}

}  // namespace

std::string access_line(const AccessEntry& e, const alb::PassageNotes& notes) {
  std::string line = e.web_socket ? "ws " : "http ";
  const std::string target_status =
      notes.target_status ? std::to_string(*notes.target_status) : "-";
  line.append(micros(e.answered)).append(" ").append(e.load_balancer).append(" ");
  line.append(e.client_ip).append(":").append(std::to_string(e.client_port)).append(" ");
  line.append(or_dash(notes.target)).append(" ").append(seconds(e.request_time)).append(" ");
  line.append(seconds(e.target_time)).append(" ").append(seconds(e.response_time)).append(" ");
  line.append(std::to_string(e.status)).append(" ").append(target_status).append(" ");
  line.append(std::to_string(e.received_bytes)).append(" ");
  line.append(std::to_string(e.sent_bytes)).append(" \"");
  append_escaped(line, or_dash(e.method));
  line += ' ';
  append_escaped(line, e.url);
  line.append(" ").append(e.method.empty() ? "-" : e.version).append("\"");
  quote(line, e.user_agent.substr(0, kMaxUserAgent));
  line.append(" - - ").append(or_dash(notes.target_group_arn));  // no cipher, no TLS
  quote(line, notes.trace_id);
  quote(line, {});  // the name that TLS was asked for
  quote(line, {});  // the certificate
  line.append(" ").append(notes.rule_priority < 0 ? "-" : std::to_string(notes.rule_priority));
  line.append(" ").append(micros(e.created));
  quote(line, notes.action);
  quote(line, e.redirect_url);
  quote(line, notes.error_reason);
  quote(line, notes.target);
  quote(line, target_status);
  quote(line, name_of(e.desync.tier));
  quote(line, e.desync.reason);
  line.append(" TID_").append(e.connection).append("\n");
  return line;
}

std::string AccessLog::open(const std::string& path, bool append) {
  path_ = path;
  file_ = std::fopen(path.c_str(), append ? "ae" : "we");
  if (file_ == nullptr) fail();
  return error_;
}

AccessLog::~AccessLog() { close(); }

void AccessLog::fail() {
  if (error_.empty()) error_ = "cannot write " + path_ + ": " + std::strerror(errno);
}

void AccessLog::write(const AccessEntry& entry, const alb::PassageNotes& notes) {
  if (file_ == nullptr) return;
  lines_ += access_line(entry, notes);
  if (lines_.size() >= kBlock) flush();
}

void AccessLog::flush() {
  if (file_ == nullptr || lines_.empty()) return;
  const bool written = std::fwrite(lines_.data(), 1, lines_.size(), file_) == lines_.size() &&
                       std::fflush(file_) == 0;
  if (!written) fail();
  lines_.clear();
}

std::string AccessLog::close() {
  flush();
  if (file_ != nullptr && std::fclose(std::exchange(file_, nullptr)) != 0) fail();
  return error_;
}

}  // namespace spillway::live
