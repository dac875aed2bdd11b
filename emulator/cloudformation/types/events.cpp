#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestRuleName = 64;

Schema target_schema() {
  const Schema transformer = {text_map("InputPathsMap"), required(text("InputTemplate"))};
  const Schema retry = {integer("MaximumEventAgeInSeconds"), integer("MaximumRetryAttempts")};
  return {required(text("Arn")),
          required(text("Id")),
          text("RoleArn"),
          text("Input"),
          text("InputPath"),
          object("InputTransformer", transformer),
          object("RetryPolicy", retry),
          object("DeadLetterConfig", {text("Arn")})};
}

Schema rule_schema() {
  return {text("Name"),
          text("Description"),
          text("EventBusName"),
          json_text("EventPattern"),
          text("ScheduleExpression"),
          text("State"),
          text("RoleArn"),
          objects("Targets", target_schema()),
          tags()};
}

void create_rule(Creation& creation) {
  const std::string name = creation.name("Name", kLongestRuleName);
  const Json targets = creation.take("Targets");
  const Json rule = creation.call("events", "PutRule", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.text(rule, "/RuleArn"));
  if (targets.is_null()) return;
  Json params = {{"Rule", name}, {"Targets", targets}};
  if (creation.properties.contains("EventBusName")) {
    params["EventBusName"] = creation.properties["EventBusName"];
  }
  const Json answer = creation.call("events", "PutTargets", params);
  // A target that is refused is no error of the call.
  const Json failures = answer.value("FailedEntries", Json::array());
  if (failures.is_array() && !failures.empty()) {
    creation.fail("events:PutTargets refused a target: " + failures.front().dump());
  }
}

}  // namespace

std::vector<ResourceType> events_types() {
  return {{"AWS::Events::Rule", {"Arn"}, rule_schema(), create_rule}};
}

}  // namespace spillway::cloudformation
