// Metric queries: the Metrics of PutMetricAlarm and the MetricDataQueries of GetMetricData, read,
// checked and evaluated.
//
// Plain values and pure functions, any thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/cloudwatch/expression.hpp"
#include "emulator/cloudwatch/statistic.hpp"
#include "emulator/core/params.hpp"
#include "emulator/core/ports.hpp"

namespace spillway::cloudwatch {

struct MetricStat {
  core::MetricKey key;
  std::chrono::seconds period{60};
  Statistic statistic = Statistic::average;
  std::string unit;  ///< empty: data in any unit
};

/// One of a list; either a metric's statistic or an expression over the others.
struct MetricQuery {
  std::string id;
  std::optional<std::string> label;
  bool return_data = true;
  std::optional<bool> return_data_given;
  std::optional<MetricStat> stat;
  std::optional<Expression> expression;
};
using MetricQueries = std::vector<MetricQuery>;

/// Reads the list `member`; every expression is tried, so that later its evaluation cannot fail.
/// Not modelled: metrics of different periods in one list that has expressions.
MetricQueries read_metric_queries(core::Params& params, const std::string& member,
                                  const std::string& operation, std::size_t most);

/// The period of all of them; of a list with expressions they are the same.
std::chrono::seconds period_of(const MetricQueries& queries);

/// The first of those that return data. Precondition: there is one.
const MetricQuery& watched_by(const MetricQueries& queries);

/// Evaluates queries over one range of time.
class MetricQueryRun {
 public:
  using Read = std::function<Series(const MetricStat&)>;

  /// Both must outlive it. `points` is the length of each series.
  MetricQueryRun(const MetricQueries& queries, std::size_t points, Read read);

  MathResult<MathValue> value_of(const std::string& id);

 private:
  MathSource source();

  const MetricQueries& queries_;
  std::size_t points_;
  Read read_;
  std::map<std::string, MathValue> known_;
  std::vector<std::string> under_way_;
};

/// As the API shows them again.
Json metric_queries_json(const MetricQueries& queries);

}  // namespace spillway::cloudwatch
