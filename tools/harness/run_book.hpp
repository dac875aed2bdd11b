// RunBook: what a run leaves behind, whatever its clock: the record, its files and the verdict.
//
// Owned by a run, fed with events and requests. Used from the run's thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/core/faults.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/expectation.hpp"
#include "tools/harness/jtl_writer.hpp"
#include "tools/harness/request_stats.hpp"
#include "tools/harness/run.hpp"
#include "tools/harness/run_files.hpp"

namespace spillway::harness {

/// The scenario's faults; null if it has none.
std::unique_ptr<core::Faults> make_faults(const Scenario& scenario, Runtime& runtime,
                                          core::Timeline& timeline);

class RunBook {
 public:
  /// All three outlive the book.
  RunBook(const Scenario& scenario, const RunOptions& options, Runtime& runtime);

  void note(const core::Event& event);
  void note(const RequestRecord& request);

  /// Creates the template's resources. False: it could not, and the record says why.
  bool deploy(world::World& world, const document::Node& root);
  /// False: the folder cannot be used, and the record says why.
  bool open_files();
  /// requests.jtl, if it is wanted.
  void open_requests(const std::string& host);
  bool fail(document::Diagnostics errors);

  /// The run ends early; gives false.
  bool end(ExitCode code, std::string reason, std::string problem);
  bool end_refused() { return end(ExitCode::not_modelled, "not modelled", refused_); }
  bool end_interrupted();
  bool ended() const { return !end_.empty(); }
  /// Something that is not modelled was asked for.
  bool refused() const { return !refused_.empty(); }
  /// A file could not be written whole: the disk is full.
  bool lost_file() const;
  std::string reason() const { return end_.empty() ? "duration" : end_; }

  /// The verdict and the files; after run.finished.
  void finish(double wall_seconds);
  RunRecord take_record() { return std::move(record_); }

 private:
  void write_summary();

  const Scenario& scenario_;
  const RunOptions& options_;
  Runtime& runtime_;
  RunRecord record_;
  std::vector<std::string> without_influence_;  // names
  std::string mode_ = "virtual";
  std::string refused_;
  std::string end_;  // why the run ended early
  RequestStats stats_;
  ExpectationJudge judge_;
  FolderClaim claim_;
  std::unique_ptr<TimelineWriter> timeline_file_;
  std::unique_ptr<JtlWriter> jtl_;
};

}  // namespace spillway::harness
