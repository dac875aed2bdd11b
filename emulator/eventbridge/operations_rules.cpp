#include <charconv>
#include <set>

#include "emulator/eventbridge/operations.hpp"
#include "emulator/eventbridge/target_parameters.hpp"

namespace spillway::eventbridge {
namespace {

constexpr std::size_t kTargetsPerRequest = 10;

core::ApiError no_such_rule(const std::string& name) {
  return {"ResourceNotFoundException", "Rule " + name + " does not exist on EventBusName default."};
}

core::ApiError limit_exceeded() {
  return {"LimitExceededException", "The requested resource exceeds the maximum number allowed."};
}

std::string read_rule_name(core::Params& p, const char* parameter) {
  std::string name = p.string(parameter);
  if (!is_name(name)) {
    p.fail("1 validation error detected: Value '" + name +
           "' at 'name' failed to satisfy constraint: Member must satisfy regular expression "
           "pattern: [\\.\\-_A-Za-z0-9]+ and have from 1 to 64 characters");
  }
  return name;
}

/// What makes the rule run. The pattern is parsed later: its errors are told last.
Trigger read_trigger(core::Params& p) {
  Trigger trigger;
  trigger.pattern_text = p.optional_string("EventPattern").value_or("");
  trigger.schedule_text = p.optional_string("ScheduleExpression").value_or("");
  if (!p.has("EventPattern") && trigger.schedule_text.empty()) {
    p.fail("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (trigger.pattern_text.size() > Pattern::kMaximumBytes) {
    p.fail(
        "1 validation error detected: Value at 'eventPattern' failed to satisfy constraint: "
        "Member must have length less than or equal to 4096");
  }
  if (!trigger.schedule_text.empty()) {
    trigger.schedule = Schedule::parse(trigger.schedule_text);
    if (!trigger.schedule) {
      p.fail(core::with_hint({kValidation, "Parameter ScheduleExpression is not valid."},
                             "write rate(1 minute), rate(5 minutes) or cron(0 12 * * ? *)"));
    }
  }
  return trigger;
}

core::ApiResult put_rule(Bus& bus, const Json& params) {
  core::Params p(params, "events:PutRule", kValidation);
  const std::string name = read_rule_name(p, "Name");
  read_bus_name(p, bus);
  Trigger trigger = read_trigger(p);
  const auto state = p.optional_string("State");
  if (state == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") {
    p.fail(core::not_modelled("the rule state " + *state));
  } else if (state && *state != "ENABLED" && *state != "DISABLED") {
    p.fail("1 validation error detected: Value '" + *state +
           "' at 'state' failed to satisfy constraint: Member must satisfy enum value set");
  }
  auto description = p.optional_string("Description");
  if (description && description->size() > 512) {
    p.fail("Description must not exceed 512 characters");
  }
  auto role_arn = p.optional_string("RoleArn");
  if (role_arn) check_role(p, *role_arn, bus.roles());
  p.inert("Tags");
  if (auto error = p.finish()) return *error;
  if (params.contains("EventPattern")) {
    auto pattern = Pattern::parse(trigger.pattern_text);
    if (pattern.has_error()) return pattern_api_error(pattern.error());
    trigger.pattern = std::move(*pattern);
  }
  const bool is_new = bus.find(name) == nullptr;
  if (is_new && static_cast<std::int64_t>(bus.rules().size()) >= bus.settings().rules_per_bus) {
    return limit_exceeded();
  }
  Rule& rule = bus.put_rule(name, std::move(trigger), state != "DISABLED");
  rule.description = std::move(description);
  rule.role_arn = std::move(role_arn);
  return Json{{"RuleArn", rule.arn}};
}

/// Reads {<parameter>: rule name, EventBusName}. Null without an error: there is no such rule.
boost::system::result<Rule*, core::ApiError> read_rule(core::Params& p, Bus& bus,
                                                       const char* parameter = "Name") {
  const std::string name = read_rule_name(p, parameter);
  read_bus_name(p, bus);
  if (auto error = p.finish()) return std::move(*error);
  if (Rule* rule = bus.find(name)) return rule;
  return no_such_rule(name);
}

core::ApiResult delete_rule(Bus& bus, const Json& params) {
  core::Params p(params, "events:DeleteRule", kValidation);
  p.inert("Force");  // speaks of managed rules only
  const std::string name = read_rule_name(p, "Name");
  read_bus_name(p, bus);
  if (auto error = p.finish()) return *error;
  const Rule* rule = bus.find(name);
  if (rule != nullptr && !rule->targets.empty()) {
    return core::ApiError{kValidation, "Rule can't be deleted since it has targets."};
  }
  bus.remove_rule(name);  // deleting one that is not there succeeds
  return Json::object();
}

core::ApiResult set_enabled(Bus& bus, const Json& params, bool enabled) {
  core::Params p(params, enabled ? "events:EnableRule" : "events:DisableRule", kValidation);
  const auto rule = read_rule(p, bus);
  if (rule.has_error()) return rule.error();
  bus.set_enabled(**rule, enabled);
  return Json::object();
}

Json rule_json(const Rule& rule) {
  Json result = {{"Name", rule.name}, {"Arn", rule.arn}};
  if (rule.trigger.pattern) result["EventPattern"] = rule.trigger.pattern_text;
  if (rule.trigger.schedule) result["ScheduleExpression"] = rule.trigger.schedule_text;
  result["State"] = rule.enabled ? "ENABLED" : "DISABLED";
  if (rule.description) result["Description"] = *rule.description;
  if (rule.role_arn) result["RoleArn"] = *rule.role_arn;
  result["EventBusName"] = "default";
  return result;
}

core::ApiResult describe_rule(Bus& bus, const Json& params) {
  core::Params p(params, "events:DescribeRule", kValidation);
  const auto rule = read_rule(p, bus);
  if (rule.has_error()) return rule.error();
  Json result = rule_json(**rule);
  result["CreatedBy"] = bus.account().id;
  return result;
}

/// "Limit" and "NextToken" over `all`, which becomes the answer's `member`.
core::ApiResult page_of(core::Params& p, Json all, const char* member) {
  const std::int64_t limit = p.optional_integer("Limit", 1, 100).value_or(100);
  std::size_t begin = 0;
  if (const auto token = p.optional_string("NextToken")) {
    const char* end = token->data() + token->size();
    const auto [stop, error] = std::from_chars(token->data(), end, begin);
    if (error != std::errc() || stop != end) p.fail("The NextToken is not valid.");
  }
  if (auto error = p.finish()) return *error;
  Json page = Json::array();
  for (std::size_t i = begin; i < all.size() && std::cmp_less(page.size(), limit); ++i) {
    page.push_back(std::move(all[i]));
  }
  const std::size_t next = begin + page.size();
  Json answer = {{member, std::move(page)}};
  if (next < all.size()) answer["NextToken"] = std::to_string(next);
  return answer;
}

core::ApiResult list_rules(Bus& bus, const Json& params) {
  core::Params p(params, "events:ListRules", kValidation);
  const std::string prefix = p.optional_string("NamePrefix").value_or("");
  read_bus_name(p, bus);
  Json all = Json::array();
  for (const auto& [name, rule] : bus.rules()) {
    if (name.starts_with(prefix)) all.push_back(rule_json(rule));
  }
  return page_of(p, std::move(all), "Rules");
}

core::ApiResult list_targets(Bus& bus, const Json& params) {
  core::Params p(params, "events:ListTargetsByRule", kValidation);
  const std::string name = read_rule_name(p, "Rule");
  read_bus_name(p, bus);
  const Rule* rule = bus.find(name);
  if (rule == nullptr) p.fail(no_such_rule(name));
  Json all = Json::array();
  if (rule != nullptr) {
    for (const Target& target : rule->targets) all.push_back(target_json(target));
  }
  return page_of(p, std::move(all), "Targets");
}

std::optional<std::string> id_given_twice(const std::vector<Target>& targets) {
  std::set<std::string> ids;
  for (const Target& target : targets) {
    if (!ids.insert(target.id).second) return target.id;
  }
  return std::nullopt;
}

core::ApiResult put_targets(Bus& bus, const Json& params) {
  core::Params p(params, "events:PutTargets", kValidation);
  const Json* list = p.array("Targets");
  std::vector<Target> targets;
  if (list == nullptr || list->empty() || list->size() > kTargetsPerRequest) {
    p.fail("Targets must have from 1 to 10 entries.");
  } else {
    for (const Json& item : *list) {
      auto target = read_target(item, bus.account(), bus.roles());
      if (target.has_error()) p.fail(target.error());
      targets.push_back(target.has_error() ? Target{} : std::move(*target));
    }
    if (const auto id = id_given_twice(targets); !p.failed() && id) {
      p.fail("Targets must not give one Id twice, but '" + *id + "' is.");
    }
  }
  const auto rule = read_rule(p, bus, "Rule");
  if (rule.has_error()) return rule.error();
  std::vector<Target> all = (*rule)->targets;
  for (Target& target : targets) {
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const Target& other) { return other.id == target.id; });
    if (same != all.end()) {
      *same = std::move(target);
    } else {
      all.push_back(std::move(target));
    }
  }
  if (static_cast<std::int64_t>(all.size()) > bus.settings().targets_per_rule) {
    return limit_exceeded();
  }
  (*rule)->targets = std::move(all);
  return Json{{"FailedEntryCount", 0}, {"FailedEntries", Json::array()}};
}

core::ApiResult remove_targets(Bus& bus, const Json& params) {
  core::Params p(params, "events:RemoveTargets", kValidation);
  p.inert("Force");
  const std::vector<std::string> ids = p.strings("Ids");
  if (ids.empty() || ids.size() > kTargetsPerRequest) p.fail("Ids must have from 1 to 10 entries.");
  const auto rule = read_rule(p, bus, "Rule");
  if (rule.has_error()) return rule.error();
  Json failed = Json::array();
  for (const std::string& id : ids) {
    const auto removed =
        std::erase_if((*rule)->targets, [&](const Target& target) { return target.id == id; });
    if (removed > 0) continue;
    failed.push_back({{"TargetId", id},
                      {"ErrorCode", "ResourceNotFoundException"},
                      {"ErrorMessage", "Rule '" + (*rule)->name +
                                           "' does not have a target with the Id '" + id + "'."}});
  }
  const std::size_t count = failed.size();
  return Json{{"FailedEntryCount", count}, {"FailedEntries", std::move(failed)}};
}

}  // namespace

void read_bus_name(core::Params& params, const Bus& bus) {
  const auto name = params.optional_string("EventBusName");
  if (!name || *name == "default") return;
  if (*name == bus.account().arn("events", "event-bus/default")) return;
  params.fail(
      core::ApiError{"ResourceNotFoundException", "Event bus " + *name + " does not exist."});
}

core::ApiError pattern_api_error(const PatternError& error) {
  if (error.not_modelled) return core::not_modelled("in an event pattern, " + error.message);
  return {"InvalidEventPatternException", "Event pattern is not valid. Reason: " + error.message};
}

void add_rule_operations(core::OperationRegistry& operations, Bus& bus) {
  const auto add = [&](const char* action, const char* name, auto handler) {
    operations.add(
        "events", action,
        [&bus, handler](const Json& params, const core::CallContext&) {
          return handler(bus, params);
        },
        [&bus, name = std::string(name)](const Json& params) -> std::vector<std::string> {
          const auto rule = params.find(name);
          if (rule == params.end() || !rule->is_string()) return {};
          return {bus.rule_arn(rule->get<std::string>())};
        });
  };
  add("PutRule", "Name", put_rule);
  add("DeleteRule", "Name", delete_rule);
  add("EnableRule", "Name",
      [](Bus& b, const Json& params) { return set_enabled(b, params, true); });
  add("DisableRule", "Name",
      [](Bus& b, const Json& params) { return set_enabled(b, params, false); });
  add("DescribeRule", "Name", describe_rule);
  add("ListRules", "", list_rules);
  add("PutTargets", "Rule", put_targets);
  add("RemoveTargets", "Rule", remove_targets);
  add("ListTargetsByRule", "Rule", list_targets);
}

}  // namespace spillway::eventbridge
