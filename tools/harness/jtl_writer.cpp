#include "tools/harness/jtl_writer.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>

namespace spillway::harness {
namespace {

constexpr std::size_t kBufferSize = 1 << 16;

constexpr std::string_view kHeader =
    "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,"
    "failureMessage,"
    "bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect,\"target\"\n";

// Quoted where CSV needs it, as JMeter does.
std::string csv(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void append(std::string& out, std::int64_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

}  // namespace

JtlWriter::JtlWriter(const std::string& path, const std::vector<LoadStage>& stages, WallTime epoch,
                     std::string url_prefix)
    : path_(path),
      file_(std::fopen(path.c_str(), "wb")),
      epoch_ms_(
          std::chrono::duration_cast<std::chrono::milliseconds>(epoch.time_since_epoch()).count()) {
  if (file_ == nullptr) error_ = "cannot write " + path_ + ": " + std::strerror(errno);
  buffer_.reserve(kBufferSize + 1024);
  buffer_ += kHeader;
  for (const auto& stage : stages) {
    stage_names_.push_back(stage.name);
    thread_names_.push_back(csv(stage.name + " 1-1"));
    auto& labels = labels_.emplace_back();
    auto& urls = urls_.emplace_back();
    for (const auto& request : stage.requests) {
      labels.push_back(
          csv(request.method == "GET" ? request.target : request.method + " " + request.target));
      urls.push_back(csv(url_prefix + request.target));
    }
  }
}

JtlWriter::~JtlWriter() { close(); }

void JtlWriter::write(const RequestRecord& r) {
  const std::int64_t elapsed = (r.elapsed.count() + 500'000) / 1'000'000;
  append(buffer_, epoch_ms_ + r.sent.time_since_epoch().count() / 1'000'000);
  buffer_ += ',';
  append(buffer_, elapsed);
  buffer_ += ',';
  buffer_ += labels_[r.stage][r.path];
  if (r.status == 0) {
    buffer_ += ",Non HTTP response code: java.net.SocketTimeoutException,Read timed out,";
  } else {
    buffer_ += ',';
    append(buffer_, r.status);
    buffer_ += ',';
    buffer_ += r.reason;
    buffer_ += ',';
  }
  if (r.user == 1) {
    buffer_ += thread_names_[r.stage];
  } else {
    buffer_ += csv(stage_names_[r.stage] + " 1-" + std::to_string(r.user));
  }
  buffer_ += r.failed() ? ",text,false,," : ",text,true,,";
  append(buffer_, static_cast<std::int64_t>(r.bytes));
  buffer_ += ',';
  append(buffer_, static_cast<std::int64_t>(r.sent_bytes));
  buffer_ += ',';
  append(buffer_, r.active_users);
  buffer_ += ',';
  append(buffer_, r.all_active_users);
  buffer_ += ',';
  buffer_ += urls_[r.stage][r.path];
  buffer_ += ',';
  append(buffer_, r.status == 0 ? 0 : elapsed);
  buffer_ += ",0,0,";
  buffer_ += to_string(r.target);
  buffer_ += '\n';
  if (buffer_.size() >= kBufferSize) flush();
}

void JtlWriter::flush() {
  if (file_ != nullptr && error_.empty() &&
      std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) {
    error_ = "cannot write " + path_ + ": " + std::strerror(errno);
  }
  buffer_.clear();
}

std::string JtlWriter::close() {
  if (file_ == nullptr) return error_;
  flush();
  if (std::fclose(file_) != 0 && error_.empty()) {
    error_ = "cannot write " + path_ + ": " + std::strerror(errno);
  }
  file_ = nullptr;
  return error_;
}

}  // namespace spillway::harness
