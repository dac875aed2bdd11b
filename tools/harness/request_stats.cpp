#include "tools/harness/request_stats.hpp"

#include <algorithm>

namespace spillway::harness {

void RequestTotals::add(const RequestRecord& record) {
  ++total;
  failed += record.failed() ? 1 : 0;
  calls += record.last_attempt ? 1 : 0;
  calls_failed += record.last_attempt && record.failed() ? 1 : 0;
  latency.add(record.elapsed);
  late += record.late > kLate ? 1 : 0;
  most_late = std::max(most_late, record.late);
  for (Outcome& outcome : outcomes) {
    if (outcome.status == record.status && outcome.target == record.target) {
      ++outcome.count;
      return;
    }
  }
  outcomes.push_back({record.target, record.status, 1});
}

void RequestTotals::add(const RequestTotals& other) {
  total += other.total;
  failed += other.failed;
  calls += other.calls;
  calls_failed += other.calls_failed;
  latency.add(other.latency);
  late += other.late;
  most_late = std::max(most_late, other.most_late);
  for (const Outcome& theirs : other.outcomes) {
    const auto same = [&](const Outcome& o) {
      return o.status == theirs.status && o.target == theirs.target;
    };
    const auto it = std::find_if(outcomes.begin(), outcomes.end(), same);
    if (it == outcomes.end()) {
      outcomes.push_back(theirs);
    } else {
      it->count += theirs.count;
    }
  }
}

bool RequestFilter::matches(const RequestRecord& record,
                            const std::vector<LoadStage>& stages) const {
  return (!stage || *stage == record.stage) && record.sent >= from && record.sent < to &&
         (!target || *target == record.target) && (!status || *status == record.status) &&
         (!path || *path == stages[record.stage].requests[record.path].target);
}

RequestStats::RequestStats(const std::vector<LoadStage>& stages)
    : stages_(stages), by_stage_(stages.size()) {}

std::size_t RequestStats::add_slice(RequestFilter filter) {
  slices_.emplace_back(std::move(filter), RequestTotals{});
  return slices_.size() - 1;
}

void RequestStats::add(const RequestRecord& record) {
  by_stage_[record.stage].add(record);
  for (auto& [filter, totals] : slices_) {
    if (filter.matches(record, stages_)) totals.add(record);
  }
}

RequestTotals RequestStats::all() const {
  RequestTotals all;
  for (const RequestTotals& stage : by_stage_) all.add(stage);
  return all;
}

}  // namespace spillway::harness
