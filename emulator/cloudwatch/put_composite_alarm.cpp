#include "emulator/cloudwatch/put_composite_alarm.hpp"

#include "emulator/cloudwatch/alarm_actions.hpp"
#include "emulator/cloudwatch/parameters.hpp"

namespace spillway::cloudwatch {
namespace {

const std::string kOperation = "cloudwatch:PutCompositeAlarm";

std::optional<AlarmRule> read_rule(core::Params& p) {
  auto rule = AlarmRule::parse(p.string("AlarmRule"));
  if (rule) return std::move(*rule);
  p.fail("AlarmRule: " + rule.error().message);
  return std::nullopt;
}

// The two periods belong to the suppressor: all of them or none.
void read_suppressor(core::Params& p, CompositeConfiguration& alarm) {
  constexpr std::int64_t kLongest = std::int64_t{86'400} * 365;  // UNSOURCED
  const auto suppressor = p.optional_string("ActionsSuppressor");
  const auto wait = p.optional_integer("ActionsSuppressorWaitPeriod", 0, kLongest);
  const auto extension = p.optional_integer("ActionsSuppressorExtensionPeriod", 0, kLongest);
  if (suppressor.has_value() != wait.has_value() ||
      suppressor.has_value() != extension.has_value()) {
    p.fail(
        "ActionsSuppressor, ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must "
        "be given together.");
  }
  alarm.suppressor_given = suppressor.value_or("");
  alarm.suppressor = alarm_name_of(alarm.suppressor_given);
  alarm.wait_period = std::chrono::seconds(wait.value_or(0));
  alarm.extension_period = std::chrono::seconds(extension.value_or(0));
}

}  // namespace

boost::system::result<CompositeConfiguration, core::ApiError> read_composite_alarm(
    const Json& params, const core::Account& account) {
  core::Params p(params, kOperation, "ValidationError");
  std::string name = read_alarm_name(p);
  auto rule = read_rule(p);
  if (!rule) return *p.finish();
  CompositeConfiguration alarm{std::move(name), {}, true, {}, std::move(*rule), {}, {}};
  alarm.description = read_description(p);
  alarm.actions_enabled = p.optional_boolean("ActionsEnabled").value_or(true);
  alarm.actions = read_actions(p, account, kOperation);
  read_suppressor(p, alarm);
  p.inert("Tags");
  if (auto error = p.finish()) return std::move(*error);
  return alarm;
}

}  // namespace spillway::cloudwatch
