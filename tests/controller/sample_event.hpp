// The alarm event of aws-facts C5, for the tests of the controller.
#pragma once

#include <string>

namespace spillway::testing {

inline std::string sample_event(const std::string& from, const std::string& to) {
  return R"({"version":"0","id":"c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
    "detail-type":"CloudWatch Alarm State Change","source":"aws.cloudwatch",
    "account":"123456789012","time":"2019-10-02T17:04:40Z","region":"sa-east-1",
    "resources":["arn:aws:cloudwatch:sa-east-1:123456789012:alarm:flood"],
    "detail":{"alarmName":"flood",
     "configuration":{"metrics":[{"id":"30b6c6b2-a864-43a2-4877-c09a1afc3b87",
       "metricStat":{"metric":{"dimensions":{},"name":"ConcurrentExecutions",
       "namespace":"AWS/Lambda"},"period":60,"stat":"Maximum"},"returnData":true}]},
     "previousState":{"reason":"...","timestamp":"2019-10-01T13:56:40.987+0000","value":")" +
         from + R"("},
     "state":{"reason":"...","reasonData":"{}","timestamp":"2019-10-02T17:04:40.989+0000","value":")" +
         to + R"("}}})";
}

}  // namespace spillway::testing
