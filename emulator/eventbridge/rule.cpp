#include "emulator/eventbridge/rule.hpp"

#include "runtime/check.hpp"

namespace spillway::eventbridge {

bool Target::is_queue() const {
  const std::size_t service = arn.find(':', arn.find(':') + 1) + 1;  // arn:aws:<service>:
  return arn.compare(service, 4, "sqs:") == 0;
}

std::optional<std::string> Target::payload(const Json& event, const TransformerFacts& facts) const {
  if (input) return *input;
  if (input_transformer) return input_transformer->fill(event, facts);
  constexpr auto kReplace = Json::error_handler_t::replace;
  if (!input_path) return event.dump(-1, ' ', false, kReplace);
  const auto path = JsonPath::parse(*input_path);
  SPILLWAY_CHECK(path.has_value());  // PutTargets saw to it
  const Json* part = path->find(event);
  return part == nullptr ? "null" : part->dump(-1, ' ', false, kReplace);  // null: UNSOURCED
}

}  // namespace spillway::eventbridge
