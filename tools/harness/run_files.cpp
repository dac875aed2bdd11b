#include "tools/harness/run_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace spillway::harness {
namespace {

std::string cannot_write(const std::string& path) {
  return "cannot write " + path + ": " + std::strerror(errno);
}

document::Diagnostic unwritable(std::string problem) {
  return {{}, 0, 0, {}, std::move(problem), "name another place with --out"};
}

Json parse(const std::string& text, const std::string& file, int line, RunRecord& record) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return json;
  record.errors.push_back(
      {file, line, 0, {}, "is not a JSON object", "run the scenario again with --out"});
  return Json::object();
}

}  // namespace

TimelineWriter::TimelineWriter(std::string path)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {
  if (file_ == nullptr) error_ = cannot_write(path_);
}

TimelineWriter::~TimelineWriter() { close(); }

void TimelineWriter::write(const std::string& line) {
  if (file_ == nullptr || !error_.empty()) return;
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size() ||
      std::fputc('\n', file_) == EOF) {
    error_ = cannot_write(path_);
  }
}

std::string TimelineWriter::close() {
  if (file_ != nullptr && std::fclose(file_) != 0 && error_.empty()) error_ = cannot_write(path_);
  file_ = nullptr;
  return error_;
}

std::string write_text_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return cannot_write(path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  return written && closed ? std::string() : cannot_write(path);
}

std::string check_writable(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (file == nullptr) return cannot_write(path);
  std::fclose(file);
  return {};
}

FolderClaim::~FolderClaim() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string FolderClaim::take(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return "cannot make the folder " + folder + ": " + error.message();
  const std::string path = folder + "/timeline.jsonl";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return cannot_write(path);
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return {};
  return "another run writes to " + folder;
}

document::Diagnostics prepare_folder(const std::string& folder, bool with_requests,
                                     FolderClaim& claim) {
  std::error_code error;
  if (std::string problem = claim.take(folder); !problem.empty()) {
    return {unwritable(std::move(problem))};
  }
  for (const char* name : {"/timeline.jsonl", "/summary.json", "/junit.xml", "/requests.jtl"}) {
    const std::string path = folder + name;
    if (!with_requests && path.ends_with(".jtl")) {
      std::filesystem::remove(path, error);
      continue;
    }
    const std::string problem = write_text_file(path, "");
    if (!problem.empty()) return {unwritable(problem)};
  }
  std::filesystem::remove(folder + "/access.log", error);  // which live mode alone writes
  return {};
}

void note_lost_file(RunRecord& record, const std::string& problem) {
  record.problem = problem;
  record.exit_code = ExitCode::stopped;
  record.summary["result"] = "stopped";
  record.summary["problem"] = problem;
}

core::Event event_of(const Json& json) {
  core::Event event;
  event.t =
      TimePoint(Duration(static_cast<std::int64_t>(std::llround(json.value("t", 0.0) * 1e9))));
  event.seq = json.value("seq", EventSeq{0});
  event.cause = json.value("cause", EventSeq{0});
  event.name = json.value("event", "");
  event.data = json.value("data", Json::object());
  return event;
}

RunRecord read_run(const std::string& folder) {
  RunRecord record;
  const std::string summary_file = folder + "/summary.json";
  const std::string timeline_file = folder + "/timeline.jsonl";
  std::ifstream summary(summary_file);
  std::ifstream timeline(timeline_file);
  if (!summary || !timeline) {
    record.exit_code = ExitCode::bad_input;
    record.errors.push_back({!summary ? summary_file : timeline_file,
                             0,
                             0,
                             {},
                             "cannot be read",
                             "name a folder that spillway run wrote with --out"});
    return record;
  }
  std::stringstream text;
  text << summary.rdbuf();
  record.summary = parse(text.str(), summary_file, 1, record);
  std::string line;
  for (int number = 1; std::getline(timeline, line); ++number) {
    const Json json = parse(line, timeline_file, number, record);
    if (!record.errors.empty()) break;
    record.events.push_back(event_of(json));
  }
  if (!record.errors.empty()) record.exit_code = ExitCode::bad_input;
  return record;
}

}  // namespace spillway::harness
