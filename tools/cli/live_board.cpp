#include "tools/cli/live_board.hpp"

#include <cmath>
#include <cstdio>

#include "tools/report/names.hpp"

namespace spillway::cli {
namespace {

using harness::LiveStatus;
using report::Colour;
using report::short_name;
using report::Style;

constexpr Duration kRateWindow = std::chrono::seconds(3);

std::string text_of(const Json& object, const char* member) {
  const auto it = object.find(member);
  if (it == object.end() || it->is_null()) return {};
  return it->is_string() ? it->get<std::string>() : it->dump();
}

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::string per_second(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, rate < 10 && rate > 0 ? "%.1f/s" : "%.0f/s", rate);
  return text;
}

std::string labelled(const Style& style, const char* label, const std::string& text) {
  return style.paint(Colour::dim, report::pad_right(label, 10)) + text;
}

Colour colour_of_alarm(const std::string& state) {
  if (state == "ALARM") return Colour::red;
  return state == "OK" ? Colour::green : Colour::yellow;
}

template <class Map, class Text>
std::string joined(const Map& map, Text text) {
  std::string all;
  for (const auto& entry : map) all += (all.empty() ? "" : "   ") + text(entry);
  return all;
}

// The summed weights of the target groups of a listener's default action, as the timeline has them.
std::pair<int, int> weights_of(const Json& listener, const Json& groups) {
  const auto is_lambda = [&](const Json& arn) {
    for (const Json& group : groups) {
      if (group["TargetGroupArn"] == arn) return group.value("TargetType", "") == "lambda";
    }
    return false;
  };
  std::pair<int, int> sums{0, 0};
  for (const Json& action : listener.value("DefaultActions", Json::array())) {
    const Json forward = action.value("ForwardConfig", Json::object());
    for (const Json& group : forward.value("TargetGroups", Json::array())) {
      (is_lambda(group["TargetGroupArn"]) ? sums.first : sums.second) += group.value("Weight", 1);
    }
  }
  return sums;
}

}  // namespace

void LiveBoard::begin(const Json& services) {
  *this = LiveBoard();
  const Json& elbv2 = services.at("elbv2");
  for (const Json& listener : elbv2.at("Listeners")) {
    const auto [lambda, ecs] = weights_of(listener, elbv2.at("TargetGroups"));
    weights_[text_of(listener, "ListenerArn")] = {std::to_string(lambda), std::to_string(ecs)};
  }
  for (const char* kind : {"MetricAlarms", "CompositeAlarms"}) {
    for (const Json& alarm : services.at("cloudwatch").at(kind)) {
      alarms_[text_of(alarm, "AlarmName")] = text_of(alarm, "StateValue");
    }
  }
  for (const Json& cluster : services.at("ecs").at("clusters")) {
    for (const Json& service : cluster.at("services")) {
      services_[text_of(service, "serviceName")].desired = text_of(service, "desiredCount");
    }
  }
}

void LiveBoard::note(const core::Event& event) {
  const Json& data = event.data;
  if (event.name == "elbv2.weights_changed") {
    weights_[text_of(data, "listener")] = {text_of(data, "lambda"), text_of(data, "ecs")};
  } else if (event.name == "cloudwatch.alarm_state_changed") {
    alarms_[text_of(data, "alarm")] = text_of(data, "to");
  } else if (event.name == "ecs.service_created") {
    services_[text_of(data, "service")].desired = text_of(data, "desired_count");
  } else if (event.name == "ecs.service_updated") {
    services_[text_of(data, "service")].desired = text_of(data, "to");
  } else if (event.name == "ecs.task_state_changed") {
    auto& tasks = services_[text_of(data, "service")].tasks;
    const std::string to = text_of(data, "to");
    const std::string task = text_of(data, "task");
    to == "STOPPED" || to == "DELETED" ? void(tasks.erase(task)) : void(tasks[task] = to);
  } else if (event.name == "elbv2.target_health_changed") {
    const std::string to = text_of(data, "to");
    const std::string target = text_of(data, "target");
    if (target.find(":function:") != std::string::npos) return;
    to == "unused" ? void(targets_.erase(target)) : void(targets_[target] = to);
  }
}

void LiveBoard::note(const LiveStatus& status) {
  statuses_.push_back(status);
  while (statuses_.size() > 2 && status.now - statuses_[1].now >= kRateWindow) {
    statuses_.pop_front();
  }
}

double LiveBoard::rate_of(std::uint64_t now, std::uint64_t before) const {
  const double seconds = to_seconds(statuses_.back().now - statuses_.front().now);
  return seconds <= 0 ? 0 : static_cast<double>(now - before) / seconds;
}

std::vector<std::string> LiveBoard::lines(const Style& style) const {
  std::vector<std::string> all;
  for (std::string line : {weights_line(style), alarms_line(style), functions_line(style),
                           tasks_line(style), requests_line(style)}) {
    if (!line.empty()) all.push_back(std::move(line));
  }
  return all;
}

std::string LiveBoard::weights_line(const Style& style) const {
  if (weights_.empty()) return {};
  return labelled(style, "weights", joined(weights_, [&](const auto& entry) {
                    const std::string text =
                        "lambda " + entry.second.lambda + " / ecs " + entry.second.ecs;
                    const bool spilled = entry.second.ecs != "0" && !entry.second.ecs.empty();
                    return style.paint(spilled ? Colour::blue : Colour::none, text);
                  }));
}

std::string LiveBoard::alarms_line(const Style& style) const {
  if (alarms_.empty()) return {};
  return labelled(style, "alarm", joined(alarms_, [&](const auto& entry) {
                    return short_name(entry.first) + " " +
                           style.paint(colour_of_alarm(entry.second), entry.second);
                  }));
}

std::string LiveBoard::functions_line(const Style& style) const {
  if (statuses_.empty() || statuses_.back().functions.empty()) return {};
  return labelled(style, "lambda", joined(statuses_.back().functions, [&](const auto& load) {
                    std::string busy = std::to_string(load.active);
                    if (load.reserved) busy += " of " + std::to_string(*load.reserved);
                    const bool full = load.reserved && load.active >= *load.reserved;
                    return short_name(load.name) + " " +
                           style.paint(full ? Colour::red : Colour::none, busy + " busy");
                  }));
}

std::string LiveBoard::tasks_line(const Style& style) const {
  if (services_.empty()) return {};
  std::string text = joined(services_, [&](const auto& entry) {
    std::map<std::string, int> counts;
    for (const auto& [task, status] : entry.second.tasks) ++counts[status];
    std::string all;
    for (const auto& [status, count] : counts) {
      const Colour colour = status == "RUNNING" ? Colour::green : Colour::yellow;
      all += ", " + style.paint(colour, std::to_string(count) + " " + status);
    }
    return (entry.first.empty() ? "tasks" : short_name(entry.first)) + " wants " +
           (entry.second.desired.empty() ? "0" : entry.second.desired) + all;
  });
  std::map<std::string, int> healths;
  for (const auto& [target, health] : targets_) ++healths[health];
  for (const auto& [health, count] : healths) {
    const Colour colour = health == "healthy" ? Colour::green : Colour::yellow;
    text += "   " + style.paint(colour, std::to_string(count) +
                                            (count == 1 ? " target " : " targets ") + health);
  }
  return labelled(style, "ecs", text);
}

std::string LiveBoard::traffic_line() const {
  if (statuses_.empty()) return {};
  const auto& now = statuses_.back().traffic.by_target;
  const auto& before = statuses_.front().traffic.by_target;
  double all = 0;
  for (std::size_t i = 0; i < now.size(); ++i) all += rate_of(now[i], before[i]);
  if (all <= 0) return {};
  static constexpr const char* kNames[] = {"load balancer", "lambda", "ecs"};
  std::string text = per_second(all) + ":";
  for (const std::size_t i : {std::size_t{1}, std::size_t{2}, std::size_t{0}}) {
    text +=
        std::string(i == 1 ? " " : ", ") + kNames[i] + " " + per_second(rate_of(now[i], before[i]));
  }
  return text;
}

std::string LiveBoard::requests_line(const Style& style) const {
  if (statuses_.empty()) return {};
  const auto& by_status = statuses_.back().traffic.by_status;
  std::uint64_t total = 0;
  for (const std::uint64_t count : by_status) total += count;
  if (total == 0) return labelled(style, "requests", "none yet");
  std::string text = grouped(total) + ":";
  for (std::size_t digit = 1; digit < by_status.size(); ++digit) {
    if (by_status[digit] == 0) continue;
    const Colour colour = digit == 5 ? Colour::red : digit == 4 ? Colour::yellow : Colour::none;
    text += " " + style.paint(colour, std::to_string(digit) + "xx " + grouped(by_status[digit]));
  }
  const std::string traffic = traffic_line();
  return labelled(style, "requests", text + (traffic.empty() ? "" : "   now " + traffic));
}

}  // namespace spillway::cli
