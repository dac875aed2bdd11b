#include "emulator/cloudwatch/alarm_actions.hpp"

#include "emulator/cloudwatch/wording.hpp"

namespace spillway::cloudwatch {
namespace {

constexpr std::size_t kMaximumActions = 5;

// "arn:aws:lambda:sa-east-1:123456789012:function:name" has seven parts or, with a version or an
// alias, eight.
std::vector<std::string> parts_of(const std::string& arn) {
  std::vector<std::string> parts(1);
  for (const char c : arn) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

void check(core::Params& params, const std::string& arn, const core::Account& account,
           const std::string& place) {
  const std::vector<std::string> parts = parts_of(arn);
  if (parts.size() < 6 || parts[0] != "arn") {
    params.fail("Invalid arn syntax: " + arn);
    return;
  }
  const bool function = parts[2] == "lambda" && (parts.size() == 7 || parts.size() == 8) &&
                        parts[5] == "function" && !parts[6].empty();
  const bool policy = parts[2] == "autoscaling" && parts[5] == "scalingPolicy";
  if (!function && !policy) {
    std::string what = "the ";
    params.fail(core::not_modelled(what.append(place).append(" entry ").append(arn)));
    return;
  }
  if (parts[3] != account.region) {
    params.fail("Invalid region " + parts[3] + " specified. Only " + account.region +
                " is supported.");
  }
}

}  // namespace

const char* member_of(AlarmState state) {
  switch (state) {
    case AlarmState::ok:
      return "OKActions";
    case AlarmState::alarm:
      return "AlarmActions";
    case AlarmState::insufficient_data:
      return "InsufficientDataActions";
  }
  return "";
}

ActionLists read_actions(core::Params& params, const core::Account& account,
                         const std::string& operation) {
  ActionLists lists;
  for (const AlarmState state : kAlarmStates) {
    const std::string member = member_of(state);
    std::vector<std::string> arns = params.strings(member);
    if (arns.size() > kMaximumActions) {
      params.fail("The collection " + member + " must not have a size greater than 5.");
    }
    for (const std::string& arn : arns) check(params, arn, account, member + " of " + operation);
    lists[static_cast<std::size_t>(state)] = std::move(arns);
  }
  return lists;
}

void set_actions(Json& answer, const ActionLists& actions) {
  for (const AlarmState state : kAlarmStates) {
    answer[member_of(state)] = Json(actions[static_cast<std::size_t>(state)]);
  }
}

std::string action_payload(const std::string& alarm_arn, WallTime changed_at, const Json& detail,
                           const core::Account& account) {
  Json event;
  event["source"] = "aws.cloudwatch";
  event["alarmArn"] = alarm_arn;
  event["accountId"] = account.id;
  event["time"] = event_timestamp(changed_at);
  event["region"] = account.region;
  event["alarmData"] = detail;
  return event.dump();
}

std::string error_of(ActionOutcome outcome, const std::string& action) {
  switch (outcome) {
    case ActionOutcome::accepted:
      return {};
    case ActionOutcome::no_permissions:
      return "CloudWatch Alarms is not authorized to perform: lambda:InvokeFunction on the "
             "resource because no resource-based policy allows the lambda:InvokeFunction action";
    case ActionOutcome::no_resource:
      return (action.find(":lambda:") != std::string::npos ? "Function not found: "
                                                           : "Scaling policy not found: ") +
             action;
    case ActionOutcome::throttled:
      return "Rate exceeded";
    case ActionOutcome::failed:
      return "The service refused the event";
  }
  return {};
}

std::string action_summary(const std::string& action, const std::string& error) {
  if (error.empty()) return "Successfully executed action " + action;
  return "Failed to execute action " + action + ". Received error: \"" + error + '"';
}

std::string action_data(WallTime changed_at, const std::string& action, const std::string& payload,
                        const std::string& error) {
  Json data;
  data["actionState"] = error.empty() ? "Succeeded" : "Failed";
  data["stateUpdateTimestamp"] =
      std::chrono::floor<std::chrono::milliseconds>(changed_at.time_since_epoch()).count();
  data["notificationResource"] = action;
  data["publishedMessage"] = payload;
  data["error"] = error.empty() ? Json() : Json(error);
  return data.dump();
}

}  // namespace spillway::cloudwatch
