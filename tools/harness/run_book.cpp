#include "tools/harness/run_book.hpp"

#include <algorithm>

#include "tools/harness/summary.hpp"

namespace spillway::harness {

std::unique_ptr<core::Faults> make_faults(const Scenario& scenario, Runtime& runtime,
                                          core::Timeline& timeline) {
  if (scenario.faults.empty()) return nullptr;
  std::vector<core::Fault> faults;
  for (const ScenarioFault& read : scenario.faults) faults.push_back(read.fault);
  return std::make_unique<core::Faults>(runtime, timeline, std::move(faults));
}

RunBook::RunBook(const Scenario& scenario, const RunOptions& options, Runtime& runtime)
    : scenario_(scenario),
      options_(options),
      runtime_(runtime),
      stats_(scenario.load),
      judge_(scenario, stats_) {}

void RunBook::note(const core::Event& event) {
  if (timeline_file_) timeline_file_->write(event.to_line());
  auto& events = record_.events;
  events.push_back(event);
  if (events.size() > options_.most_events) {
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(events.size() / 10));
  }
  if (event.name == "run.started") mode_ = event.data.value("mode", mode_);
  if (event.name == "run.refused") {
    refused_ =
        event.data.value("what", "") + " (asked for by " + event.data.value("caller", "") + ")";
  }
}

void RunBook::note(const RequestRecord& request) {
  stats_.add(request);
  if (jtl_) jtl_->write(request);
}

bool RunBook::deploy(world::World& world, const document::Node& root) {
  const auto stack =
      world.deploy(root, scenario_.template_file, scenario_.name, scenario_.parameters);
  if (!stack) return fail(stack.error());
  without_influence_.clear();
  for (const auto& item : stack->without_influence) without_influence_.push_back(item.name);
  if (!world.load_balancers().listeners().empty() || scenario_.load.empty()) return true;
  return fail({{scenario_.template_file,
                0,
                0,
                {},
                "has no listener that the load could go to",
                "add an AWS::ElasticLoadBalancingV2::Listener"}});
}

bool RunBook::open_files() {
  if (options_.out_dir.empty()) return true;
  document::Diagnostics errors = prepare_folder(options_.out_dir, options_.requests, claim_);
  if (!errors.empty()) return fail(std::move(errors));
  timeline_file_ = std::make_unique<TimelineWriter>(options_.out_dir + "/timeline.jsonl");
  for (const core::Event& event : record_.events) timeline_file_->write(event.to_line());
  return true;
}

void RunBook::open_requests(const std::string& host) {
  if (options_.out_dir.empty() || !options_.requests || jtl_) return;
  jtl_ = std::make_unique<JtlWriter>(options_.out_dir + "/requests.jtl", scenario_.load,
                                     runtime_.wall_now() - runtime_.now().time_since_epoch(),
                                     "http://" + host);
}

bool RunBook::fail(document::Diagnostics errors) {
  record_.errors = std::move(errors);
  record_.exit_code = refused_.empty() ? exit_code_of(record_.errors) : ExitCode::not_modelled;
  return false;
}

bool RunBook::end(ExitCode code, std::string reason, std::string problem) {
  record_.exit_code = code;
  record_.problem = std::move(problem);
  end_ = std::move(reason);
  return false;
}

bool RunBook::end_interrupted() {
  return end(ExitCode::interrupted, "interrupted", "interrupted at " + format_time(runtime_.now()));
}

bool RunBook::lost_file() const {
  return (timeline_file_ && timeline_file_->lost()) || (jtl_ && jtl_->lost());
}

void RunBook::finish(double wall_seconds) {
  std::string lost;
  if (timeline_file_) lost = timeline_file_->close();
  if (jtl_ && lost.empty()) lost = jtl_->close();
  const auto verdicts = judge_.judge(record_.events);
  const bool all_met =
      std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.met; });
  if (record_.exit_code == ExitCode::ok && !all_met)
    record_.exit_code = ExitCode::expectation_failed;
  const std::string result = !end_.empty() ? end_ : all_met ? "passed" : "failed";
  record_.summary = make_summary({scenario_, record_.events, stats_, verdicts, runtime_.now(),
                                  result, record_.problem, mode_, wall_seconds});
  if (!without_influence_.empty()) record_.summary["without_influence"] = without_influence_;
  if (!options_.reproduce.empty()) record_.summary["reproduce"] = options_.reproduce;
  if (!lost.empty()) note_lost_file(record_, lost);
  if (!options_.out_dir.empty()) write_summary();
}

void RunBook::write_summary() {
  const std::string lost =
      write_text_file(options_.out_dir + "/summary.json",
                      record_.summary.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  if (!lost.empty()) note_lost_file(record_, lost);
}

}  // namespace spillway::harness
