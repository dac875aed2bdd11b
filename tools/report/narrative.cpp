#include "tools/report/narrative.hpp"

#include <algorithm>
#include <set>

namespace spillway::report {
namespace {

using core::Event;

std::string_view member_of(const Event& event, const char* name) {
  const auto it = event.data.find(name);
  if (it == event.data.end() || !it->is_string()) return {};
  return it->get_ref<const std::string&>();
}

bool is_poll(const Event& event) {
  if (event.name != "api.call" || !member_of(event, "error").empty()) return false;
  const std::string_view action = member_of(event, "action");
  return action.starts_with("List") || action.starts_with("Describe") || action.starts_with("Get");
}

// Whoever polls does something else, or is over. What happens around it meanwhile is no reason to
// tell the polling again.
bool ends_polling(const Event& event) {
  return event.name == "api.call" || event.name == "lambda.invocation_finished";
}

// The timeline holds the first throttle of each minute. A minute without one ends the throttling.
bool goes_on(const StoryLine& throttled, TimePoint now) {
  using std::chrono::floor;
  using std::chrono::minutes;
  return floor<minutes>(now) - floor<minutes>(throttled.until) <= minutes(1);
}

// Tells the events in order. What repeats is added to the line that told it first, so that polling
// and throttling are a line each and not hundreds.
class Teller {
 public:
  void tell(const Event& event) {
    StoryLine told = describe(event);
    if (told.text.empty()) return;
    if (is_poll(event)) {
      fold(polling_, std::move(told), [](const StoryLine&) { return true; });
    } else if (event.name == "lambda.throttled" || event.name == "lambda.environment_stopped" ||
               event.name == "lambda.environment_failed") {
      fold(throttling_, std::move(told),
           [&](const StoryLine& line) { return goes_on(line, event.t); });
    } else {
      if (ends_polling(event)) polling_.clear();
      story_.push_back(std::move(told));
    }
  }

  std::vector<StoryLine> take() { return std::move(story_); }

 private:
  using Places = std::vector<std::size_t>;  // in the story, of lines that may be added to

  template <class May>
  void fold(Places& open, StoryLine told, May may) {
    const auto same = [&](std::size_t i) { return story_[i].text == told.text; };
    const auto it = std::find_if(open.begin(), open.end(), same);
    if (it != open.end() && may(story_[*it])) {
      ++story_[*it].repeated;
      story_[*it].until = told.t;
      return;
    }
    if (it != open.end()) open.erase(it);
    open.push_back(story_.size());
    story_.push_back(std::move(told));
  }

  std::vector<StoryLine> story_;
  Places polling_;
  Places throttling_;
};

// Two that differ in their durations or ids only are the same error.
std::string without_digits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

}  // namespace

std::vector<StoryLine> tell(const std::vector<Event>& events) {
  Teller teller;
  for (const Event& event : events) teller.tell(event);
  return teller.take();
}

std::vector<Event> errors_of(const std::vector<Event>& events, std::size_t most) {
  std::vector<Event> errors;
  std::set<std::string> told;
  for (const Event& event : events) {
    const StoryLine line = describe(event);
    // An alarm is red, too, but what it is for.
    if (line.colour != Colour::red || line.part == "alarm") continue;
    if (errors.size() < most && told.insert(without_digits(line.text)).second) {
      errors.push_back(event);
    }
  }
  return errors;
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
