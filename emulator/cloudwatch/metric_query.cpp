#include "emulator/cloudwatch/metric_query.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "emulator/cloudwatch/parameters.hpp"
#include "runtime/check.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr char kValidation[] = "ValidationError";

bool is_id(const std::string& id) {
  const auto word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  return !id.empty() && id.size() <= 255 && id.front() >= 'a' && id.front() <= 'z' &&
         std::all_of(id.begin(), id.end(), word);
}

std::chrono::seconds read_query_period(core::Params& p) {
  const std::int64_t period = p.integer("Period", 1, std::int64_t{86'400} * 365);
  if (period != 10 && period != 20 && period != 30 && period % 60 != 0) {
    p.fail("Period must be 10, 20, 30 or a multiple of 60");
  }
  return std::chrono::seconds(period);
}

MetricStat read_stat(core::Params& outer, const Json& stat, const std::string& operation) {
  core::Params p(stat, operation, kValidation, "MetricStat.");
  MetricStat read;
  if (const Json* metric = p.object("Metric")) {
    core::Params key(*metric, operation, kValidation, "Metric.");
    read.key = read_metric(key, operation);
    if (auto error = key.finish()) p.fail(*error);
  } else {
    p.fail("The parameter MetricStat.Metric is required.");
  }
  read.period = read_query_period(p);
  const std::string name = p.string("Stat");
  const auto statistic = statistic_from(name);
  if (!statistic) p.fail(core::not_modelled("the Stat " + name + " of " + operation));
  read.statistic = statistic.value_or(Statistic::average);
  read.unit = read_unit(p);
  if (auto error = p.finish()) outer.fail(*error);
  return read;
}

void read_expression(core::Params& p, MetricQuery& query, const std::string& text) {
  auto expression = Expression::parse(text);
  if (expression) {
    query.expression = *expression;
  } else if (expression.error().not_modelled) {
    p.fail(core::not_modelled(expression.error().message));
  } else {
    p.fail("Error in expression '" + query.id + "': " + expression.error().message);
  }
}

MetricQuery read_query(core::Params& outer, const Json& item, const std::string& member,
                       const std::string& operation) {
  core::Params p(item, operation, kValidation, member + "[].");
  MetricQuery query;
  query.id = p.string("Id");
  if (!is_id(query.id)) {
    p.fail("The value '" + query.id + "' for parameter " + member +
           "[].Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$");
  }
  query.label = p.optional_string("Label");
  query.return_data_given = p.optional_boolean("ReturnData");
  query.return_data = query.return_data_given.value_or(true);
  if (p.has("AccountId")) p.fail(core::not_modelled("AccountId of " + operation));
  const auto expression = p.optional_string("Expression");
  const Json* stat = p.object("MetricStat");
  if (expression.has_value() == (stat != nullptr)) {
    p.fail("Either " + member + "[].Expression or " + member +
           "[].MetricStat must be given, not both.");
  }
  if (expression) read_expression(p, query, *expression);
  if (stat != nullptr) query.stat = read_stat(p, *stat, operation);
  if (expression && p.has("Period")) read_query_period(p);
  if (auto error = p.finish()) outer.fail(*error);
  return query;
}

void check_ids(core::Params& params, const MetricQueries& queries, const std::string& member) {
  for (std::size_t i = 0; i < queries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (queries[i].id == queries[j].id) {
        params.fail("The id '" + queries[i].id + "' is given twice in " + member);
      }
    }
  }
}

void check_periods(core::Params& params, const MetricQueries& queries,
                   const std::string& operation) {
  const bool has_expressions =
      std::any_of(queries.begin(), queries.end(), [](const auto& one) { return one.expression; });
  if (!has_expressions) return;
  for (const MetricQuery& query : queries) {
    if (query.stat && query.stat->period != period_of(queries)) {
      params.fail(
          core::not_modelled("metrics of different periods beside an Expression of " + operation));
    }
  }
}

// Kinds of values, cycles and unknown ids do not depend on the data.
void try_expressions(core::Params& params, const MetricQueries& queries) {
  constexpr std::size_t kPoints = 2;
  MetricQueryRun run(queries, kPoints, [](const MetricStat&) { return Series(kPoints, 1.0); });
  for (const MetricQuery& query : queries) {
    const auto value = run.value_of(query.id);
    if (!value) {
      params.fail("Error in expression '" + query.id + "': " + value.error().message);
      return;
    }
  }
}

}  // namespace

MetricQueries read_metric_queries(core::Params& params, const std::string& member,
                                  const std::string& operation, std::size_t most) {
  MetricQueries queries;
  const Json* list = params.array(member);
  if (list == nullptr || list->empty() || list->size() > most) {
    params.fail("The collection " + member + " must have a size from 1 to " + std::to_string(most) +
                ".");
    return queries;
  }
  for (const Json& item : *list) queries.push_back(read_query(params, item, member, operation));
  if (params.failed()) return queries;
  check_ids(params, queries, member);
  check_periods(params, queries, operation);
  if (!params.failed()) try_expressions(params, queries);
  return queries;
}

std::chrono::seconds period_of(const MetricQueries& queries) {
  for (const MetricQuery& query : queries) {
    if (query.stat) return query.stat->period;
  }
  return std::chrono::seconds(60);
}

const MetricQuery& watched_by(const MetricQueries& queries) {
  const auto found = std::find_if(queries.begin(), queries.end(),
                                  [](const MetricQuery& query) { return query.return_data; });
  SPILLWAY_CHECK(found != queries.end());
  return *found;
}

MetricQueryRun::MetricQueryRun(const MetricQueries& queries, std::size_t points, Read read)
    : queries_(queries), points_(points), read_(std::move(read)) {}

MathResult<MathValue> MetricQueryRun::value_of(const std::string& id) {
  const auto known = known_.find(id);
  if (known != known_.end()) return known->second;
  const auto query = std::find_if(queries_.begin(), queries_.end(),
                                  [&](const MetricQuery& one) { return one.id == id; });
  if (query == queries_.end()) return MathError{"there is no id '" + id + "'", false};
  if (query->stat) return known_.emplace(id, read_(*query->stat)).first->second;
  if (std::find(under_way_.begin(), under_way_.end(), id) != under_way_.end()) {
    return MathError{"the id '" + id + "' refers to itself", false};
  }
  under_way_.push_back(id);
  auto value = query->expression->evaluate(source());
  under_way_.pop_back();
  if (!value) return value.error();
  return known_.emplace(id, std::move(*value)).first->second;
}

MathSource MetricQueryRun::source() {
  MathSource source;
  source.points = points_;
  source.period = period_of(queries_);
  source.value_of = [this](const std::string& id) { return value_of(id); };
  source.metrics = [this](const std::string& text) {
    std::vector<Series> all;
    for (const MetricQuery& query : queries_) {
      if (!query.stat) continue;
      const bool wanted = query.id.find(text) != std::string::npos ||
                          query.label.value_or("").find(text) != std::string::npos;
      if (wanted) all.push_back(read_(*query.stat));
    }
    return all;
  };
  return source;
}

Json metric_queries_json(const MetricQueries& queries) {
  Json list = Json::array();
  for (const MetricQuery& query : queries) {
    Json item = {{"Id", query.id}};
    if (query.expression) item["Expression"] = query.expression->text();
    if (query.stat) {
      item["MetricStat"] = {{"Metric",
                             {{"Namespace", query.stat->key.name_space},
                              {"MetricName", query.stat->key.name},
                              {"Dimensions", dimensions_json(query.stat->key.dimensions)}}},
                            {"Period", query.stat->period.count()},
                            {"Stat", name_of(query.stat->statistic)}};
      if (!query.stat->unit.empty()) item["MetricStat"]["Unit"] = query.stat->unit;
    }
    if (query.label) item["Label"] = *query.label;
    item["ReturnData"] = query.return_data;
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace spillway::cloudwatch
