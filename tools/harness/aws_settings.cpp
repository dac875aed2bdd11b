#include "tools/harness/aws_settings.hpp"

#include <cstdio>

#include "emulator/document/units.hpp"
#include "tools/harness/aws_key_tables.hpp"

namespace spillway::harness {
namespace {

using document::format_duration;

std::string show(const core::Delay& delay) {
  switch (delay.kind()) {
    case core::Delay::Kind::fixed:
      return format_duration(delay.low());
    case core::Delay::Kind::uniform:
      return format_duration(delay.low()) + " to " + format_duration(delay.high());
    case core::Delay::Kind::lognormal:
      return "around " + format_duration(delay.low());
    case core::Delay::Kind::empirical:
      return format_duration(delay.low()) + " to " + format_duration(delay.high()) +
             ", as measured";
  }
  return {};
}
std::string show(Duration duration) { return format_duration(duration); }
std::string show(bool value) { return value ? "true" : "false"; }
std::string show(int value) { return std::to_string(value); }
std::string show(std::int64_t value) { return std::to_string(value); }
std::string show(const std::string& value) { return value; }
std::string show(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}
template <class T>
std::string show(const std::optional<T>& value) {
  return value ? show(*value) : "computed";
}

std::vector<AwsKey> make_keys() {
  std::vector<AwsKey> keys;
  for (auto& part : {load_balancing_keys(), lambda_keys(), ecs_keys(), auto_scaling_keys(),
                     event_keys(), api_keys()}) {
    keys.insert(keys.end(), part.begin(), part.end());
  }
  world::Settings defaults;
  for (AwsKey& key : keys) {
    key.default_text = std::visit([](auto* field) { return show(*field); }, key.field(defaults));
  }
  return keys;
}

}  // namespace

const std::vector<AwsKey>& aws_keys() {
  static const std::vector<AwsKey> keys = make_keys();
  return keys;
}

}  // namespace spillway::harness
