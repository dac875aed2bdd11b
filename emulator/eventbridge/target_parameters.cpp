#include "emulator/eventbridge/target_parameters.hpp"

#include "emulator/core/params.hpp"

namespace spillway::eventbridge {
namespace {

const std::string kOperation = "events:PutTargets";

void check_arn(core::Params& p, const std::string& arn, const core::Account& account) {
  if (!arn.starts_with("arn:") || std::count(arn.begin(), arn.end(), ':') < 5) {
    p.fail("Parameter " + arn + " is not valid. Reason: Provided Arn is not in correct format.");
  } else if (!arn.starts_with(account.arn("lambda", "function:"))) {
    p.fail(core::not_modelled("the EventBridge target " + arn + " (Lambda functions are)"));
  }
}

void check_input(core::Params& p, const Target& target) {
  if (target.input && target.input_path) {
    p.fail("Only one of Input, InputPath, or InputTransformer must be provided for target " +
           target.id + '.');
  }
  if (target.input && (target.input->size() > 8192 || !Json::accept(*target.input))) {
    p.fail("JSON syntax error in input for target " + target.id + '.');
  }
  if (!target.input_path) return;
  const auto path = JsonPath::parse(*target.input_path);
  if (!path.has_error() && target.input_path->size() <= 256) return;
  if (path.has_error() && path.error().not_modelled) {
    p.fail(core::not_modelled(path.error().message + " (InputPath)"));
  } else {
    p.fail("Invalid InputPath for target " + target.id + '.');
  }
}

}  // namespace

boost::system::result<Target, core::ApiError> read_target(const Json& item,
                                                          const core::Account& account) {
  core::Params p(item, kOperation, kValidation, "Targets[].");
  Target target;
  target.id = p.string("Id");
  if (!is_name(target.id)) {
    p.fail("Value '" + target.id +
           "' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular "
           "expression pattern: [\\.\\-_A-Za-z0-9]+");
  }
  target.arn = p.string("Arn");
  check_arn(p, target.arn, account);
  target.input = p.optional_string("Input");
  target.input_path = p.optional_string("InputPath");
  check_input(p, target);
  if (const Json* policy = p.object("RetryPolicy")) {
    core::Params r(*policy, kOperation, kValidation, "Targets[].RetryPolicy.");
    target.retry_policy = RetryPolicy{r.optional_integer("MaximumRetryAttempts", 0, 185),
                                      r.optional_integer("MaximumEventAgeInSeconds", 60, 86'400)};
    if (auto error = r.finish()) p.fail(*error);
  }
  if (auto error = p.finish()) return std::move(*error);
  return target;
}

Json target_json(const Target& target) {
  Json result = {{"Id", target.id}, {"Arn", target.arn}};
  if (target.input) result["Input"] = *target.input;
  if (target.input_path) result["InputPath"] = *target.input_path;
  if (target.retry_policy) {
    Json policy = Json::object();
    const RetryPolicy& given = *target.retry_policy;
    if (given.maximum_retry_attempts)
      policy["MaximumRetryAttempts"] = *given.maximum_retry_attempts;
    if (given.maximum_event_age_s) policy["MaximumEventAgeInSeconds"] = *given.maximum_event_age_s;
    result["RetryPolicy"] = std::move(policy);
  }
  return result;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

}  // namespace spillway::eventbridge
