// Requests as botocore 1.43.11 put them on the wire, byte for byte, signed by botocore at
// 2026-01-05T12:00:00Z: what our own client and our own check agree on could still be wrong.

#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;

namespace {

struct Recorded {
  const char* service;
  const char* action;
  const char* params;
  HttpRequest request;
};

// clang-format off
const Recorded kRecorded[] = {
    {"elbv2", "ModifyListener", R"j({"ListenerArn":"arn:aws:elasticloadbalancing:sa-east-1:123456789012:listener/app/a/1/2","DefaultActions":[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"arn:l","Weight":"0"},{"TargetGroupArn":"arn:e","Weight":"100"}]}}]})j",
     {"POST", "/",
      {{"Host", "127.0.0.1:4566"},
       {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
       {"X-Amz-Date", "20260105T120000Z"},
       {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/sa-east-1/elasticloadbalancing/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=59ed2b78c4d5af735fff36d23008a6e5e6d3e654e9efc15c522ef0c1dcb55ac4"},
       {"amz-sdk-request", "attempt=1"}},
      R"b(Action=ModifyListener&Version=2015-12-01&ListenerArn=arn%3Aaws%3Aelasticloadbalancing%3Asa-east-1%3A123456789012%3Alistener%2Fapp%2Fa%2F1%2F2&DefaultActions.member.1.Type=forward&DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn=arn%3Al&DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight=0&DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.TargetGroupArn=arn%3Ae&DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.Weight=100)b"}},
    {"cloudwatch", "PutMetricAlarm", R"j({"AlarmName":"a","EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":8,"AlarmActions":[],"Dimensions":[{"Name":"FunctionName","Value":"f"}]})j",
     {"POST", "/",
      {{"Host", "127.0.0.1:4566"},
       {"X-Amz-Target", "GraniteServiceVersion20100801.PutMetricAlarm"},
       {"Content-Type", "application/x-amz-json-1.0"},
       {"x-amzn-query-mode", "true"},
       {"X-Amz-Date", "20260105T120000Z"},
       {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/sa-east-1/monitoring/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target;x-amzn-query-mode, Signature=9312a11b0bc7f7097b01cc3d004f4ac84168a8e00258938dc538d077dd428c25"},
       {"amz-sdk-request", "attempt=1"}},
      R"b({"AlarmName": "a", "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 8, "AlarmActions": [], "Dimensions": [{"Name": "FunctionName", "Value": "f"}]})b"}},
    {"ecs", "UpdateService", R"j({"service":"s","desiredCount":1})j",
     {"POST", "/",
      {{"Host", "127.0.0.1:4566"},
       {"X-Amz-Target", "AmazonEC2ContainerServiceV20141113.UpdateService"},
       {"Content-Type", "application/x-amz-json-1.1"},
       {"X-Amz-Date", "20260105T120000Z"},
       {"X-Amz-Security-Token", "TOKEN/with+signs="},
       {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/sa-east-1/ecs/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=57e3f008aa9ca77b6f5f60af68681b2c3f30194ce944bc2552d784d9ffc70e1a"},
       {"amz-sdk-request", "attempt=1"}},
      R"b({"service": "s", "desiredCount": 1})b"}},
    {"lambda", "Invoke", R"j({"FunctionName":"arn:aws:lambda:sa-east-1:123456789012:function:web","InvocationType":"Event","Qualifier":"$LATEST","Payload":"{\"a\":1}"})j",
     {"POST", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Asa-east-1%3A123456789012%3Afunction%3Aweb/invocations?Qualifier=%24LATEST",
      {{"Host", "127.0.0.1:4566"},
       {"X-Amz-Invocation-Type", "Event"},
       {"X-Amz-Date", "20260105T120000Z"},
       {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/sa-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date;x-amz-invocation-type, Signature=c5036876fea58a43e86f118d63e1aebb19bde0e209f4ec56ec66c7b321c317ff"},
       {"amz-sdk-request", "attempt=1"}},
      R"b({"a":1})b"}},
    {"lambda", "GetFunction", R"j({"FunctionName":"web"})j",
     {"GET", "/2015-03-31/functions/web",
      {{"Host", "127.0.0.1:4566"},
       {"X-Amz-Date", "20260105T120000Z"},
       {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260105/sa-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=cbd42166b322b9e8f5fa510a892cbe74b35e5ccd8327543ebacdd7a35da8c9c0"},
       {"amz-sdk-request", "attempt=1"}},
      R"b()b"}},
};
// clang-format on

}  // namespace

TEST_CASE("F1, G3 what botocore sends is authenticated, routed and decoded") {
  for (const Recorded& recorded : kRecorded) {
    INFO(recorded.service << ":" << recorded.action);
    Fixture f;
    aws::Credentials keys = Fixture::boto_keys();
    keys.session_token = recorded.request.headers.get("X-Amz-Security-Token").value_or("");
    f.credentials.add_administrator(keys, "boto");
    f.add(recorded.service, recorded.action, Json::object());
    const auto response = f.send(recorded.request);
    INFO(response.body);
    CHECK(response.status == 200);
    CHECK(f.params_seen == Json::parse(recorded.params));
    CHECK(f.call_seen.caller == "boto");

    // And not if a byte of it changes on the way.
    HttpRequest changed = recorded.request;
    changed.body += " ";
    CHECK(f.send(changed).status >= 400);
  }
}
