// The files of a run's folder, and reading them again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "emulator/core/timeline.hpp"
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
  /// Empty, or why not everything could be written.
  std::string close();

 private:
  std::string path_;
  std::FILE* file_;
  std::string error_;
};

/// Empty, or why the file could not be written.
std::string write_text_file(const std::string& path, const std::string& text);

/// Makes the folder. Empty, or why that failed.
std::string make_folder(const std::string& path);

/// Reads summary.json and timeline.jsonl of a run's folder; errors name file and line.
RunRecord read_run(const std::string& folder);

}  // namespace spillway::harness
