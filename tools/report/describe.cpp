// One event in words: a teller for each kind of event that the story holds.
#include <array>
#include <cmath>
#include <cstdio>

#include "emulator/document/units.hpp"
#include "tools/report/characters.hpp"
#include "tools/report/names.hpp"
#include "tools/report/narrative.hpp"

namespace spillway::report {
namespace {

using core::Event;

struct Telling {
  std::string text;
  Colour colour = Colour::none;
};

std::string text_of(const Event& event, const char* member) {
  const auto it = event.data.find(member);
  if (it == event.data.end() || it->is_null()) return {};
  return it->is_string() ? printable(it->get_ref<const std::string&>()) : it->dump();
}

std::string name_of(const Event& event, const char* member) {
  return short_name(text_of(event, member));
}

// Text put between others only if there is any.
std::string joined(std::string_view before, const std::string& text, std::string_view after = {}) {
  return text.empty() ? std::string() : std::string(before).append(text).append(after);
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::string rate_of(const Json& rate) {
  if (rate.is_array() && rate.size() == 2) {
    return number(rate[0].get<double>()) + " to " + number(rate[1].get<double>()) + "/s";
  }
  return rate.is_number() ? number(rate.get<double>()) + "/s" : "";
}

Telling load_stage(const Event& e) {
  const auto length = Duration(static_cast<std::int64_t>(e.data.value("for_s", 0.0) * 1e9));
  std::string what = rate_of(e.data.value("rate", Json()));
  if (e.data.contains("users")) what = number(e.data.value("users", 0.0)) + " users";
  if (e.data.contains("requests"))
    what = number(e.data.value("requests", 0.0)) + " requests of a log";
  return {
      "stage " + text_of(e, "stage") + ": " + what + " for " + document::format_duration(length),
      Colour::bold};
}

Telling alarm_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  const Colour colour = to == "ALARM" ? Colour::red : to == "OK" ? Colour::green : Colour::yellow;
  return {name_of(e, "alarm") + " " + text_of(e, "from") + " -> " + to +
              joined(": ", text_of(e, "reason")),
          colour};
}

Telling api_call(const Event& e) {
  const std::string error = text_of(e, "error");
  return {text_of(e, "caller") + " calls " + text_of(e, "service") + ":" + text_of(e, "action") +
              joined(" -> ", error),
          error.empty() ? Colour::dim : Colour::red};
}

Telling invocation_started(const Event& e) {
  const std::string attempt = text_of(e, "attempt");
  return {name_of(e, "function") + " is invoked" +
          (attempt == "1" ? "" : joined(", attempt ", attempt))};
}

Telling invocation_finished(const Event& e) {
  const std::string status = text_of(e, "status");
  const std::chrono::milliseconds took(std::llround(e.data.value("duration_ms", 0.0)));
  return {name_of(e, "function") + " ends: " + status + " after " +
              document::format_duration(took) + joined(", ", text_of(e, "error_message")),
          status == "success" ? Colour::none : Colour::red};
}

Telling task_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  return {"task " + name_of(e, "task") + " " + to + joined(": ", shortened(text_of(e, "reason"))),
          to == "RUNNING" ? Colour::green : Colour::none};
}

// A container's other states are those of its task.
Telling container_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  if (to != "RUNNING" && to != "STOPPED") return {};
  return {"container " + text_of(e, "container") + " of task " + name_of(e, "task") + " " + to +
          joined(", exit code ", text_of(e, "exit_code")) +
          joined(": ", shortened(text_of(e, "reason")))};
}

Telling container_health_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  return {"container " + text_of(e, "container") + " of task " + name_of(e, "task") + " " + to,
          to == "UNHEALTHY" ? Colour::red : Colour::green};
}

Telling health_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  const std::string reason = text_of(e, "reason");
  // AWS's word for a target that is not looked after, which would read like a fault.
  const bool unchecked = to == "unavailable" && reason == "Target.HealthCheckDisabled";
  const Colour colour = to == "healthy"     ? Colour::green
                        : to == "unhealthy" ? Colour::red
                                            : Colour::none;
  return {"target " + name_of(e, "target") + " " + (unchecked ? "has no health checks" : to) +
              joined(" (", reason, ")"),
          colour};
}

struct Entry {
  std::string_view event;
  const char* part;
  Telling (*tell)(const Event&);
};

constexpr std::array kTellers = {
    Entry{"load.stage_started", "load", load_stage},
    Entry{"load.finished", "load",
          [](const Event&) -> Telling {
            return {"the load is over", Colour::bold};
          }},
    Entry{"cloudwatch.alarm_state_changed", "alarm", alarm_changed},
    Entry{"cloudwatch.alarm_action", "alarm",
          [](const Event& e) -> Telling {
            const std::string error = text_of(e, "error");
            return {name_of(e, "alarm") + (error.empty() ? " calls " : " could not call ") +
                        text_of(e, "action") + joined(": ", error),
                    error.empty() ? Colour::none : Colour::red};
          }},
    Entry{"events.rule_matched", "rule",
          [](const Event& e) -> Telling { return {name_of(e, "rule") + " matched"}; }},
    Entry{"events.target_failed", "rule",
          [](const Event& e) -> Telling {
            return {"could not reach " + name_of(e, "target") + joined(": ", text_of(e, "error")),
                    Colour::red};
          }},
    Entry{"events.event_dropped", "rule",
          [](const Event& e) -> Telling {
            return {"the event for " + name_of(e, "target") + " is lost" +
                        joined(": ", text_of(e, "error")) +
                        joined(", and its dead-letter queue gives ", text_of(e, "queue_error")),
                    Colour::red};
          }},
    Entry{"sqs.message_sent", "sqs",
          [](const Event& e) -> Telling {
            return {text_of(e, "sender") + " sends a message to " + name_of(e, "queue")};
          }},
    Entry{"lambda.event_queued", "lambda",
          [](const Event& e) -> Telling {
            return {"an event is queued for " + name_of(e, "function")};
          }},
    Entry{"lambda.invocation_started", "lambda", invocation_started},
    Entry{"lambda.invocation_finished", "lambda", invocation_finished},
    Entry{"lambda.async_retry", "lambda",
          [](const Event& e) -> Telling {
            return {name_of(e, "function") + " will be tried again in " + text_of(e, "delay_s") +
                        " s" + joined(": ", text_of(e, "reason")),
                    Colour::yellow};
          }},
    Entry{"lambda.event_dropped", "lambda",
          [](const Event& e) -> Telling {
            return {"an event for " + name_of(e, "function") + " is given up" +
                        joined(": ", text_of(e, "reason")),
                    Colour::red};
          }},
    Entry{"lambda.result_sent", "lambda",
          [](const Event& e) -> Telling {
            return {"the result of " + name_of(e, "function") + " (" + text_of(e, "condition") +
                    ") goes to " + text_of(e, "destination")};
          }},
    Entry{"lambda.environment_failed", "lambda",
          [](const Event& e) -> Telling {
            return {name_of(e, "function") + " cannot start, for the first time in this minute" +
                        joined(": ", text_of(e, "error_type")) +
                        joined(": ", shortened(text_of(e, "error_message"))),
                    Colour::red};
          }},
    Entry{"lambda.environment_stopped", "lambda",
          [](const Event& e) -> Telling {
            if (text_of(e, "reason") != "crash") return {};  // none of the others is a surprise
            return {"the process of an environment of " + name_of(e, "function") + " has ended",
                    Colour::red};
          }},
    Entry{"lambda.throttled", "lambda",
          [](const Event& e) -> Telling {
            return {name_of(e, "function") + " is throttled, for the first time in this minute" +
                        joined(": ", text_of(e, "reason")),
                    Colour::yellow};
          }},
    Entry{"api.call", "api", api_call},
    Entry{"ecs.service_updated", "ecs",
          [](const Event& e) -> Telling {
            return {name_of(e, "service") + " desired count " + text_of(e, "from") + " -> " +
                    text_of(e, "to")};
          }},
    Entry{"ecs.service_event", "ecs",
          [](const Event& e) -> Telling {
            return {shortened(text_of(e, "message")), Colour::dim};
          }},
    Entry{"ecs.task_state_changed", "ecs", task_changed},
    Entry{"ecs.container_state_changed", "ecs", container_changed},
    Entry{"ecs.container_health_changed", "ecs", container_health_changed},
    Entry{"autoscaling.activity_started", "ecs",
          [](const Event& e) -> Telling {
            return {"auto scaling sets " + name_of(e, "service") + " from " + text_of(e, "from") +
                        " to " + text_of(e, "to") + joined(": ", shortened(text_of(e, "reason"))),
                    Colour::yellow};
          }},
    Entry{"autoscaling.call_failed", "ecs",
          [](const Event& e) -> Telling {
            return {"auto scaling of " + name_of(e, "service") + ": " + text_of(e, "call") +
                        " refused" + joined(": ", text_of(e, "error")),
                    Colour::yellow};
          }},
    Entry{"elbv2.target_health_changed", "alb", health_changed},
    Entry{"elbv2.weights_changed", "alb",
          [](const Event& e) -> Telling {
            return {"weights lambda " + text_of(e, "lambda") + " / ecs " + text_of(e, "ecs"),
                    Colour::blue};
          }},
    Entry{"fault.injected", "fault",
          [](const Event& e) -> Telling {
            return {text_of(e, "name") + joined(": ", text_of(e, "detail")), Colour::yellow};
          }},
    Entry{"run.refused", "run",
          [](const Event& e) -> Telling {
            return {text_of(e, "caller") + " asked for what is not modelled: " + text_of(e, "what"),
                    Colour::red};
          }},
};

}  // namespace

StoryLine describe(const Event& event) {
  StoryLine line{.t = event.t, .seq = event.seq, .part = {}, .text = {}, .until = event.t};
  for (const Entry& entry : kTellers) {
    if (entry.event != event.name) continue;
    Telling told = entry.tell(event);
    line.part = entry.part;
    line.text = std::move(told.text);
    line.colour = told.colour;
    break;
  }
  return line;
}

}  // namespace spillway::report
