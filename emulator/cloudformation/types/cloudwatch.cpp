#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestName = 255;

Schema dimensions() { return {required(text("Name")), required(text("Value"))}; }

Schema metric_query() {
  const Schema metric = {text("Namespace"), text("MetricName"),
                         objects("Dimensions", dimensions())};
  const Schema stat = {required(object("Metric", metric)), required(integer("Period")),
                       required(text("Stat")), text("Unit")};
  return {required(text("Id")),      text("Expression"), text("Label"),
          boolean("ReturnData"),     integer("Period"),  text("AccountId"),
          object("MetricStat", stat)};
}

Schema alarm_schema() {
  return {text("AlarmName"),
          text("AlarmDescription"),
          boolean("ActionsEnabled"),
          texts("OKActions"),
          texts("AlarmActions"),
          texts("InsufficientDataActions"),
          text("Namespace"),
          text("MetricName"),
          objects("Dimensions", dimensions()),
          text("Statistic"),
          text("ExtendedStatistic"),
          integer("Period"),
          text("Unit"),
          required(integer("EvaluationPeriods")),
          integer("DatapointsToAlarm"),
          number("Threshold"),
          required(text("ComparisonOperator")),
          text("TreatMissingData"),
          text("EvaluateLowSampleCountPercentile"),
          objects("Metrics", metric_query()),
          text("ThresholdMetricId"),
          tags()};
}

void create_alarm(Creation& creation) {
  const std::string name = creation.name("AlarmName", kLongestName);
  creation.call("cloudwatch", "PutMetricAlarm", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.account().arn("cloudwatch", "alarm:" + name));
}

Schema composite_alarm_schema() {
  return {text("AlarmName"),
          required(text("AlarmRule")),
          text("AlarmDescription"),
          boolean("ActionsEnabled"),
          texts("OKActions"),
          texts("AlarmActions"),
          texts("InsufficientDataActions"),
          text("ActionsSuppressor"),
          integer("ActionsSuppressorWaitPeriod"),
          integer("ActionsSuppressorExtensionPeriod"),
          tags()};
}

void create_composite_alarm(Creation& creation) {
  const std::string name = creation.name("AlarmName", kLongestName);
  creation.call("cloudwatch", "PutCompositeAlarm", creation.properties);
  creation.set_physical_id(name);
  creation.set_attribute("Arn", creation.account().arn("cloudwatch", "alarm:" + name));
}

}  // namespace

std::vector<ResourceType> cloudwatch_types() {
  return {{"AWS::CloudWatch::Alarm", {"Arn"}, alarm_schema(), create_alarm},
          {"AWS::CloudWatch::CompositeAlarm",
           {"Arn"},
           composite_alarm_schema(),
           create_composite_alarm}};
}

}  // namespace spillway::cloudformation
