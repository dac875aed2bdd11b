#include "emulator/eventbridge/target_parameters.hpp"

#include "emulator/core/params.hpp"

namespace spillway::eventbridge {
namespace {

const std::string kOperation = "events:PutTargets";

void check_arn(core::Params& p, const std::string& arn, const core::Account& account) {
  if (!arn.starts_with("arn:") || std::count(arn.begin(), arn.end(), ':') < 5) {
    p.fail("Parameter " + arn + " is not valid. Reason: Provided Arn is not in correct format.");
    return;
  }
  const bool queue = arn.starts_with(account.arn("sqs", "")) && !arn.ends_with(".fifo");
  if (!queue && !arn.starts_with(account.arn("lambda", "function:"))) {
    p.fail(core::not_modelled("the EventBridge target " + arn +
                              " (Lambda functions and standard SQS queues are)"));
  }
}

void check_path(core::Params& p, const std::string& text, const std::string& id) {
  const auto path = JsonPath::parse(text);
  if (!path.has_error() && text.size() <= 256) return;
  if (path.has_error() && path.error().not_modelled) {
    p.fail(core::not_modelled(path.error().message + " (InputPath)"));
  } else {
    p.fail("Invalid InputPath for target " + id + '.');
  }
}

void check_input(core::Params& p, const Target& target) {
  const int given =
      (target.input ? 1 : 0) + (target.input_path ? 1 : 0) + (p.has("InputTransformer") ? 1 : 0);
  if (given > 1) {
    p.fail("Only one of Input, InputPath, or InputTransformer must be provided for target " +
           target.id + '.');
  }
  if (target.input && (target.input->size() > 8192 || !Json::accept(*target.input))) {
    p.fail("JSON syntax error in input for target " + target.id + '.');
  }
  if (target.input_path) check_path(p, *target.input_path, target.id);
}

std::optional<InputTransformer> read_transformer(core::Params& p, const std::string& id) {
  const Json* given = p.object("InputTransformer");
  if (given == nullptr) return std::nullopt;
  core::Params t(*given, kOperation, kValidation, "Targets[].InputTransformer.");
  std::map<std::string, std::string> paths;
  if (const Json* map = t.object("InputPathsMap")) {
    for (const auto& [key, path] : map->items()) {
      if (!path.is_string()) t.fail("InputPathsMap." + key + " must be a string");
      if (path.is_string()) paths[key] = path.get<std::string>();
    }
  }
  const std::string text = t.string("InputTemplate");
  if (auto error = t.finish()) {
    p.fail(std::move(*error));
    return std::nullopt;
  }
  auto transformer = InputTransformer::parse(paths, text);
  if (!transformer.has_error()) return std::move(*transformer);
  const PatternError& error = transformer.error();
  if (error.not_modelled) {
    p.fail(core::not_modelled(error.message + " (InputPathsMap)"));
  } else {
    p.fail("Invalid InputTemplate for target " + id + " : " + error.message);
  }
  return std::nullopt;
}

std::optional<RetryPolicy> read_retry_policy(core::Params& p) {
  const Json* policy = p.object("RetryPolicy");
  if (policy == nullptr) return std::nullopt;
  core::Params r(*policy, kOperation, kValidation, "Targets[].RetryPolicy.");
  const RetryPolicy read{r.optional_integer("MaximumRetryAttempts", 0, 185),
                         r.optional_integer("MaximumEventAgeInSeconds", 60, 86'400)};
  if (auto error = r.finish()) p.fail(std::move(*error));
  return read;
}

// Standard queues of the same Region (EventBridge user guide); other accounts' are not modelled.
std::optional<std::string> read_dead_letter_queue(core::Params& p, const core::Account& account) {
  const Json* config = p.object("DeadLetterConfig");
  if (config == nullptr) return std::nullopt;
  core::Params d(*config, kOperation, kValidation, "Targets[].DeadLetterConfig.");
  auto arn = d.optional_string("Arn");
  const std::string ours = account.arn("sqs", "");
  const std::string of_region = ours.substr(0, ours.rfind(account.id));
  if (arn && (!arn->starts_with(of_region) || arn->ends_with(".fifo"))) {
    d.fail("Parameter DeadLetterConfig.Arn is not valid. Reason: " + *arn +
           " is not a standard queue of this Region.");
  } else if (arn && !arn->starts_with(ours)) {
    d.fail(core::not_modelled("the dead-letter queue " + *arn + " of another account"));
  }
  if (auto error = d.finish()) p.fail(std::move(*error));
  return arn;
}

}  // namespace

void check_role(core::Params& p, const std::string& role_arn, const core::CredentialIssuer& roles) {
  if (roles.can_be_assumed(role_arn, "events.amazonaws.com")) return;
  p.fail("Provided role '" + role_arn + "' cannot be assumed by principal 'events.amazonaws.com'.");
}

boost::system::result<Target, core::ApiError> read_target(const Json& item,
                                                          const core::Account& account,
                                                          const core::CredentialIssuer& roles) {
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
  target.role_arn = p.optional_string("RoleArn");
  if (target.role_arn) check_role(p, *target.role_arn, roles);
  target.input = p.optional_string("Input");
  target.input_path = p.optional_string("InputPath");
  check_input(p, target);
  target.input_transformer = read_transformer(p, target.id);
  target.retry_policy = read_retry_policy(p);
  target.dead_letter_arn = read_dead_letter_queue(p, account);
  if (auto error = p.finish()) return std::move(*error);
  return target;
}

Json target_json(const Target& target) {
  Json result = {{"Id", target.id}, {"Arn", target.arn}};
  if (target.role_arn) result["RoleArn"] = *target.role_arn;
  if (target.input) result["Input"] = *target.input;
  if (target.input_path) result["InputPath"] = *target.input_path;
  if (target.input_transformer) {
    Json& shown = result["InputTransformer"];
    for (const auto& [key, path] : target.input_transformer->paths()) {
      shown["InputPathsMap"][key] = path;
    }
    shown["InputTemplate"] = target.input_transformer->text();
  }
  if (target.dead_letter_arn) result["DeadLetterConfig"]["Arn"] = *target.dead_letter_arn;
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
