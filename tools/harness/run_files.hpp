// The files of a run's folder, and reading them again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "emulator/core/timeline.hpp"
#include "emulator/document/document.hpp"
#include "tools/harness/run.hpp"

namespace spillway::harness {

/// timeline.jsonl, written as the events come. A disk that is full is an error that close() tells.
class TimelineWriter {
 public:
  explicit TimelineWriter(std::string path);
  ~TimelineWriter();
  TimelineWriter(const TimelineWriter&) = delete;
  TimelineWriter& operator=(const TimelineWriter&) = delete;

  void write(const std::string& line);
  /// Not everything could be written so far; close() says why.
  bool lost() const { return !error_.empty(); }
  /// Empty, or why not everything could be written.
  std::string close();

 private:
  std::string path_;
  std::FILE* file_;
  std::string error_;
};

/// Keeps a folder for one run, as long as it lives.
class FolderClaim {
 public:
  FolderClaim() = default;
  ~FolderClaim();
  FolderClaim(const FolderClaim&) = delete;
  FolderClaim& operator=(const FolderClaim&) = delete;

  /// Makes the folder. Empty, or what is wrong: it cannot be written to, or another run writes
  /// there.
  std::string take(const std::string& folder);

 private:
  int descriptor_ = -1;
};

/// Makes the folder ready for a run's files: each can be written, and nothing of a run before is
/// left in it. Empty, or what is wrong.
document::Diagnostics prepare_folder(const std::string& folder, bool with_requests,
                                     FolderClaim& claim);

/// Notes that a file of the run could not be written, which makes the run worthless to whoever
/// asked for it.
void note_lost_file(RunRecord& record, const std::string& problem);

/// Empty if the file can be written; else why not. An absent file is made, and is empty.
std::string check_writable(const std::string& path);

/// Empty, or why the file could not be written.
std::string write_text_file(const std::string& path, const std::string& text);

/// Of one line of a timeline.
core::Event event_of(const Json& json);

/// Reads summary.json and timeline.jsonl of a run's folder; errors name file and line.
RunRecord read_run(const std::string& folder);

}  // namespace spillway::harness
