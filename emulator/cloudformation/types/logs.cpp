#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestName = 512;

void create_log_group(Creation& creation) {
  const std::string name = creation.name("logGroupName", kLongestName);
  const Json retention = creation.take("retentionInDays");
  creation.call("logs", "CreateLogGroup", creation.properties);
  if (!retention.is_null()) {
    creation.call("logs", "PutRetentionPolicy",
                  {{"logGroupName", name}, {"retentionInDays", retention}});
  }
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.account().arn("logs", "log-group:" + name + ":*"));
}

}  // namespace

std::vector<ResourceType> logs_types() {
  return {{"AWS::Logs::LogGroup",
           {"Arn"},
           camel({text("LogGroupName"), integer("RetentionInDays"), text("LogGroupClass"),
                  text("KmsKeyId"),
                  inert("DataProtectionPolicy", "what is masked is not part of a run"),
                  inert("FieldIndexPolicies", "queries of logs are not part of a run"),
                  inert("DeletionProtectionEnabled", "nothing is ever deleted"), tags()}),
           create_log_group}};
}

}  // namespace spillway::cloudformation
