// The event pattern parser: the first line is a pattern, the rest an event to hold against it. The
// first line is tried as a schedule as well.
#include "emulator/eventbridge/pattern.hpp"
#include "emulator/eventbridge/schedule.hpp"
#include "tools/fuzz/expect.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view first = text.substr(0, end);
  eventbridge::Schedule::parse(first);
  const auto pattern = eventbridge::Pattern::parse(first);
  if (!pattern) return 0;
  const std::string_view rest = text.substr(std::min(end + 1, text.size()));
  const Json event = Json::parse(rest, nullptr, false);
  if (event.is_discarded() || eventbridge::nested_deeper_than(event, 1000)) return 0;
  fuzz::expect(pattern->matches(event) == pattern->matches(event), "a pattern answers the same");
  return 0;
}
