#include "tools/report/narrative.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "emulator/document/units.hpp"

namespace spillway::report {
namespace {

using core::Event;

std::string text_of(const Event& event, const char* member) {
  const auto it = event.data.find(member);
  if (it == event.data.end() || it->is_null()) return {};
  return it->is_string() ? it->get<std::string>() : it->dump();
}

bool is_generated_suffix(std::string_view part) {
  return part.size() == 12 &&
         part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

// A stack's resource is called STACK-LogicalId-1A2B3C4D5E6F: its logical id, which has no hyphen.
std::string_view without_stack(std::string_view name) {
  const auto last = name.rfind('-');
  if (last == std::string_view::npos || !is_generated_suffix(name.substr(last + 1))) return name;
  const std::string_view stem = name.substr(0, last);
  return stem.substr(stem.rfind('-') + 1);
}

// The readable part of an ARN, of a generated name or of a long id.
std::string short_name(std::string_view name) {
  if (name.starts_with("arn:")) {
    if (const auto group = name.find(":targetgroup/"); group != std::string_view::npos) {
      name = name.substr(group + 13);
      name = name.substr(0, name.find('/'));
    } else {
      name = name.substr(name.find_last_of(":/") + 1);
    }
  }
  name = name.substr(name.find_last_of('/') + 1);
  const bool is_id =
      name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return std::string(is_id ? name.substr(0, 8) : without_stack(name));
}

// A sentence of AWS's with its ARNs, names and ids made readable.
std::string shortened(const std::string& sentence) {
  static constexpr std::string_view kBreaks = " (),";
  std::string text;
  for (std::size_t begin = 0; begin < sentence.size();) {
    const std::size_t end = std::min(sentence.find_first_of(kBreaks, begin), sentence.size());
    std::string word = sentence.substr(begin, end - begin);
    const bool full_stop = word.ends_with('.');
    if (full_stop) word.pop_back();
    text +=
        word.find('/') != std::string::npos && !word.starts_with("arn:") ? word : short_name(word);
    if (full_stop) text += '.';
    if (end < sentence.size()) text += sentence[end];
    begin = end + 1;
  }
  return text;
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

StoryLine load_stage(const Event& e) {
  const auto length = Duration(static_cast<std::int64_t>(e.data.value("for_s", 0.0) * 1e9));
  return {e.t,
          e.seq,
          "load",
          "stage " + text_of(e, "stage") + ": " + rate_of(e.data.value("rate", Json())) + " for " +
              document::format_duration(length),
          Colour::bold,
          1,
          e.t};
}

StoryLine alarm_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  return {e.t,
          e.seq,
          "alarm",
          short_name(text_of(e, "alarm")) + " " + text_of(e, "from") + " -> " + to + ": " +
              text_of(e, "reason"),
          to == "ALARM" ? Colour::red
          : to == "OK"  ? Colour::green
                        : Colour::yellow,
          1,
          e.t};
}

StoryLine api_call(const Event& e) {
  const std::string error = text_of(e, "error");
  return {e.t,
          e.seq,
          "api",
          text_of(e, "caller") + " calls " + text_of(e, "service") + ":" + text_of(e, "action") +
              (error.empty() ? "" : " -> " + error),
          error.empty() ? Colour::dim : Colour::red,
          1,
          e.t};
}

StoryLine invocation(const Event& e) {
  const bool started = e.name == "lambda.invocation_started";
  const std::string status = text_of(e, "status");
  std::string text = short_name(text_of(e, "function"));
  if (started) {
    text += " invoked, attempt " + text_of(e, "attempt");
  } else {
    text += " ends: " + status + " after " +
            document::format_duration(std::chrono::milliseconds(
                static_cast<std::int64_t>(e.data.value("duration_ms", 0.0))));
    if (const std::string error = text_of(e, "error_message"); !error.empty()) text += ", " + error;
  }
  return {e.t, e.seq, "lambda", text, started || status == "success" ? Colour::none : Colour::red,
          1,   e.t};
}

StoryLine task_changed(const Event& e) {
  const std::string reason = text_of(e, "reason");
  return {e.t,
          e.seq,
          "ecs",
          "task " + short_name(text_of(e, "task")) + " " + text_of(e, "to") +
              (reason.empty() ? "" : ": " + shortened(reason)),
          text_of(e, "to") == "RUNNING" ? Colour::green : Colour::none,
          1,
          e.t};
}

StoryLine health_changed(const Event& e) {
  const std::string to = text_of(e, "to");
  const std::string reason = text_of(e, "reason");
  return {e.t,
          e.seq,
          "alb",
          "target " + short_name(text_of(e, "target")) + " " + to +
              (reason.empty() ? "" : " (" + reason + ")"),
          to == "healthy"     ? Colour::green
          : to == "unhealthy" ? Colour::red
                              : Colour::none,
          1,
          e.t};
}

StoryLine line(const Event& e, std::string part, std::string text, Colour colour = Colour::none) {
  return {e.t, e.seq, std::move(part), std::move(text), colour, 1, e.t};
}

using Teller = StoryLine (*)(const Event&);
struct Entry {
  std::string_view event;
  Teller tell;
};

constexpr std::array kTellers = {
    Entry{"load.stage_started", load_stage},
    Entry{"load.finished",
          [](const Event& e) { return line(e, "load", "the load is over", Colour::bold); }},
    Entry{"cloudwatch.alarm_state_changed", alarm_changed},
    Entry{"events.rule_matched",
          [](const Event& e) {
            return line(e, "rule", short_name(text_of(e, "rule")) + " matched");
          }},
    Entry{"events.target_failed",
          [](const Event& e) {
            return line(
                e, "rule",
                "could not reach " + short_name(text_of(e, "target")) + ": " + text_of(e, "error"),
                Colour::red);
          }},
    Entry{"lambda.event_queued",
          [](const Event& e) {
            return line(e, "lambda", "an event waits for " + short_name(text_of(e, "function")));
          }},
    Entry{"lambda.invocation_started", invocation},
    Entry{"lambda.invocation_finished", invocation},
    Entry{"lambda.async_retry",
          [](const Event& e) {
            return line(e, "lambda",
                        short_name(text_of(e, "function")) + " will be tried again in " +
                            text_of(e, "delay_s") + " s: " + text_of(e, "reason"),
                        Colour::yellow);
          }},
    Entry{"lambda.event_dropped",
          [](const Event& e) {
            return line(
                e, "lambda",
                short_name(text_of(e, "function")) + " gave up an event: " + text_of(e, "reason"),
                Colour::red);
          }},
    Entry{"lambda.throttled",
          [](const Event& e) {
            return line(
                e, "lambda",
                short_name(text_of(e, "function")) + " is throttled: " + text_of(e, "reason"),
                Colour::yellow);
          }},
    Entry{"api.call", api_call},
    Entry{"ecs.service_updated",
          [](const Event& e) {
            return line(e, "ecs",
                        short_name(text_of(e, "service")) + " desired count " + text_of(e, "from") +
                            " -> " + text_of(e, "to"));
          }},
    Entry{"ecs.service_event",
          [](const Event& e) {
            return line(e, "ecs", shortened(text_of(e, "message")), Colour::dim);
          }},
    Entry{"ecs.task_state_changed", task_changed},
    Entry{"elbv2.target_health_changed", health_changed},
    Entry{"elbv2.weights_changed",
          [](const Event& e) {
            return line(e, "alb",
                        "weights lambda " + text_of(e, "lambda") + " / ecs " + text_of(e, "ecs"),
                        Colour::blue);
          }},
    Entry{"fault.injected",
          [](const Event& e) {
            return line(e, "fault", text_of(e, "name") + ": " + text_of(e, "detail"),
                        Colour::yellow);
          }},
    Entry{"run.refused",
          [](const Event& e) {
            return line(e, "run", text_of(e, "caller") + ": " + text_of(e, "what"), Colour::red);
          }},
};

bool is_poll(const Event& event) {
  if (event.name != "api.call" || !text_of(event, "error").empty()) return false;
  const std::string action = text_of(event, "action");
  return action.starts_with("List") || action.starts_with("Describe") || action.starts_with("Get");
}

}  // namespace

StoryLine describe(const Event& event) {
  for (const Entry& entry : kTellers) {
    if (entry.event == event.name) return entry.tell(event);
  }
  return {event.t, event.seq, {}, {}, Colour::none, 1, event.t};
}

std::vector<StoryLine> tell(const std::vector<Event>& events) {
  std::vector<StoryLine> story;
  // Where the current run of polling calls is told, so that it is one line a call and not hundreds.
  std::vector<std::size_t> polling;
  for (const Event& event : events) {
    StoryLine told = describe(event);
    if (told.text.empty()) continue;
    if (!is_poll(event)) {
      if (event.name != "ecs.task_state_changed" && event.name != "ecs.service_event")
        polling.clear();
      story.push_back(std::move(told));
      continue;
    }
    const auto same = [&](std::size_t i) { return story[i].text == told.text; };
    const auto it = std::find_if(polling.begin(), polling.end(), same);
    if (it == polling.end()) {
      polling.push_back(story.size());
      story.push_back(std::move(told));
    } else {
      ++story[*it].repeated;
      story[*it].until = event.t;
    }
  }
  return story;
}

std::vector<Event> cause_chain(const std::vector<Event>& events, EventSeq seq) {
  std::vector<Event> chain;
  const auto find = [&](EventSeq wanted) {
    return std::lower_bound(events.begin(), events.end(), wanted,
                            [](const Event& e, EventSeq s) { return e.seq < s; });
  };
  while (seq != 0) {
    const auto it = find(seq);
    if (it == events.end() || it->seq != seq) break;
    chain.push_back(*it);
    seq = it->cause < seq ? it->cause : 0;
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace spillway::report
