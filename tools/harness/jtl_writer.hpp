// JtlWriter: requests.jtl, one line a request in JMeter's CSV, so that JMeter's own listeners and
// report generator read it. One column more than JMeter's default: the target, as a sample
// variable.
//
// Owned by the run; writes through a buffer of its own. A disk that is full is an error, not a loss
// that goes unnoticed.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "runtime/time.hpp"
#include "tools/harness/load/request_record.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

class JtlWriter {
 public:
  /// `epoch` is the wall time of the run's start. Check ok() afterwards.
  JtlWriter(const std::string& path, const std::vector<LoadStage>& stages, WallTime epoch,
            std::string url_prefix);
  ~JtlWriter();
  JtlWriter(const JtlWriter&) = delete;
  JtlWriter& operator=(const JtlWriter&) = delete;

  void write(const RequestRecord& record);
  /// Not everything could be written so far; close() says why.
  bool lost() const { return !error_.empty(); }
  /// Flushes. Empty, or why not everything could be written.
  std::string close();

 private:
  void flush();

  std::string path_;
  std::FILE* file_ = nullptr;
  std::string buffer_;
  std::string error_;
  std::int64_t epoch_ms_;
  std::vector<std::string> stage_names_;
  std::vector<std::string> thread_names_;         // by stage: of its first user, as CSV
  std::vector<std::vector<std::string>> labels_;  // by stage and path, as CSV
  std::vector<std::vector<std::string>> urls_;
};

}  // namespace spillway::harness
