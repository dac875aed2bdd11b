// RequestStats: a run's requests added up, in constant memory. Owned by the run.
//
// Counts by stage, status and target for summaries; slices for the metric expectations, which say
// beforehand which requests they are about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/harness/histogram.hpp"
#include "tools/harness/load/request_record.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// From then on a request counts as sent too late.
constexpr Duration kLate = std::chrono::milliseconds(10);

/// Some requests, added up.
struct RequestTotals {
  /// Requests that ended alike. There are few kinds, so they are found by looking through them.
  struct Outcome {
    Target target;
    int status;  ///< 0: no answer in time
    std::uint64_t count;
  };

  std::uint64_t total = 0;
  std::uint64_t failed = 0;
  std::uint64_t calls = 0;         ///< requests with all their retries as one
  std::uint64_t calls_failed = 0;  ///< whose last attempt failed
  std::uint64_t late = 0;          ///< sent more than kLate after their time
  Duration most_late{};            ///< of the one that was sent the latest
  std::vector<Outcome> outcomes;   ///< in the order of their first occurrence
  Histogram latency;

  void add(const RequestRecord& record);
  void add(const RequestTotals& other);
};

/// Which requests a slice is about; what is absent matches all.
struct RequestFilter {
  std::optional<std::uint32_t> stage;
  TimePoint from = TimePoint::min();
  TimePoint to = TimePoint::max();  ///< exclusive; by the time of sending
  std::optional<Target> target;
  std::optional<int> status;
  std::optional<std::string> path;

  bool matches(const RequestRecord& record, const std::vector<LoadStage>& stages) const;
};

class RequestStats {
 public:
  explicit RequestStats(const std::vector<LoadStage>& stages);

  /// The index under which slice() gives the totals of what matches. Before the first add().
  std::size_t add_slice(RequestFilter filter);
  void add(const RequestRecord& record);

  RequestTotals all() const;
  const RequestTotals& stage(std::size_t index) const { return by_stage_[index]; }
  const RequestTotals& slice(std::size_t index) const { return slices_[index].second; }

 private:
  const std::vector<LoadStage>& stages_;
  std::vector<RequestTotals> by_stage_;
  std::vector<std::pair<RequestFilter, RequestTotals>> slices_;
};

}  // namespace spillway::harness
