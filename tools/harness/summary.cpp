#include "tools/harness/summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace spillway::harness {
namespace {

double milliseconds(Duration d) { return std::round(to_seconds(d) * 1e6) / 1e3; }

double rounded_seconds(Duration d) { return std::round(to_seconds(d) * 1e3) / 1e3; }

Json totals_to_json(const RequestTotals& totals) {
  std::map<int, std::uint64_t> by_status;
  std::map<Target, std::uint64_t> by_target;
  std::map<Target, std::map<int, std::uint64_t>> answers;
  for (const auto& outcome : totals.outcomes) {
    by_status[outcome.status] += outcome.count;
    by_target[outcome.target] += outcome.count;
    answers[outcome.target][outcome.status] += outcome.count;
  }
  Json json = {{"total", totals.total}, {"failed", totals.failed}};
  if (totals.calls != totals.total)
    json["calls"] = {{"total", totals.calls}, {"failed", totals.calls_failed}};
  const auto status_name = [](int status) {
    return status == 0 ? "timeout" : std::to_string(status);
  };
  json["by_status"] = Json::object();
  for (const auto& [status, count] : by_status) json["by_status"][status_name(status)] = count;
  json["by_target"] = Json::object();
  for (const auto& [target, count] : by_target)
    json["by_target"][std::string(to_string(target))] = count;
  json["by_target_and_status"] = Json::object();
  for (const auto& [target, statuses] : answers) {
    Json& row = json["by_target_and_status"][std::string(to_string(target))] = Json::object();
    for (const auto& [status, count] : statuses) row[status_name(status)] = count;
  }
  json["latency_ms"] = {{"p50", milliseconds(totals.latency.percentile(0.5))},
                        {"p90", milliseconds(totals.latency.percentile(0.9))},
                        {"p99", milliseconds(totals.latency.percentile(0.99))},
                        {"max", milliseconds(totals.latency.max())}};
  return json;
}

Json requests_to_json(const SummaryInput& input) {
  const RequestTotals all = input.requests.all();
  Json json = totals_to_json(all);
  // In virtual time nobody is late.
  if (all.most_late > Duration::zero()) {
    json["late"] = {{"requests", all.late}, {"max_ms", milliseconds(all.most_late)}};
  }
  json["by_stage"] = Json::object();
  for (std::size_t i = 0; i < input.scenario.load.size(); ++i) {
    json["by_stage"][input.scenario.load[i].name] = totals_to_json(input.requests.stage(i));
  }
  return json;
}

// One entry an alarm: how often it fired, and every change of its state.
Json alarms_to_json(const std::vector<core::Event>& events) {
  Json alarms = Json::array();
  for (const auto& event : events) {
    if (event.name != "cloudwatch.alarm_state_changed") continue;
    const auto same = [&](const Json& alarm) { return alarm["alarm"] == event.data["alarm"]; };
    auto it = std::find_if(alarms.begin(), alarms.end(), same);
    if (it == alarms.end()) {
      alarms.push_back({{"alarm", event.data["alarm"]}, {"fired", 0}, {"changes", Json::array()}});
      it = alarms.end() - 1;
    }
    if (event.data["to"] == "ALARM") (*it)["fired"] = (*it)["fired"].get<int>() + 1;
    (*it)["changes"].push_back({{"t", rounded_seconds(event.t.time_since_epoch())},
                                {"from", event.data["from"]},
                                {"to", event.data["to"]}});
  }
  return alarms;
}

Json verdicts_to_json(const std::vector<Verdict>& verdicts) {
  Json json = Json::array();
  for (const Verdict& verdict : verdicts) {
    json.push_back({{"expectation", verdict.text},
                    {"line", verdict.line},
                    {"met", verdict.met},
                    {"seen", verdict.seen},
                    {"event", verdict.event}});
  }
  return json;
}

}  // namespace

Json make_summary(const SummaryInput& input) {
  Json json;
  json["scenario"] = input.scenario.name;
  json["about"] = input.scenario.about;
  json["file"] = input.scenario.file;
  json["mode"] = input.mode;
  json["result"] = input.result;
  if (!input.problem.empty()) json["problem"] = input.problem;
  json["seed"] = input.scenario.seed;
  json["duration_s"] = rounded_seconds(input.end.time_since_epoch());
  json["expectations"] = verdicts_to_json(input.verdicts);
  json["requests"] = requests_to_json(input);
  json["alarms"] = alarms_to_json(input.events);
  const double total = static_cast<double>(json["requests"]["total"].get<std::uint64_t>());
  json["simulated_requests_per_second"] =
      input.wall_seconds > 0 ? std::round(total / input.wall_seconds) : 0.0;
  return json;
}

}  // namespace spillway::harness
