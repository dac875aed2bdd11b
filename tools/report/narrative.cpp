#include "tools/report/narrative.hpp"

#include <algorithm>

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

}  // namespace

std::vector<StoryLine> tell(const std::vector<Event>& events) {
  std::vector<StoryLine> story;
  // Where the current run of polling calls is told, so that it is one line a call and not hundreds.
  std::vector<std::size_t> polling;
  for (const Event& event : events) {
    StoryLine told = describe(event);
    if (told.text.empty()) continue;
    if (!is_poll(event)) {
      if (ends_polling(event)) polling.clear();
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
