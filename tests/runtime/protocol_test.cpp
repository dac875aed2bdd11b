#include "runtime/aws/protocol.hpp"

#include "runtime/aws/service_table.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::aws;

namespace {

const Service& service(std::string_view name) { return *find_service(name); }

HttpResponse xml(int status, std::string body) {
  return {status, "", {{"Content-Type", "text/xml"}}, std::move(body)};
}

}  // namespace

TEST_CASE("F1 each service speaks its protocol and is signed under its name") {
  CHECK(service("elbv2").protocol == Protocol::query);
  CHECK(service("elbv2").signing_name == "elasticloadbalancing");
  CHECK(service("cloudwatch").signing_name == "monitoring");
  CHECK(service("ecs").protocol == Protocol::json_1_1);
  CHECK(service("lambda").protocol == Protocol::rest_json);
  CHECK(find_service("s3") == nullptr);
}

TEST_CASE("F1 a query call is a form with flattened lists, and says zero and empty") {
  const Json params = Json::parse(R"({"ListenerArn": "arn:a/b", "DefaultActions": [
      {"Type": "forward", "ForwardConfig": {"TargetGroups": [
          {"TargetGroupArn": "x", "Weight": 0}, {"TargetGroupArn": "y", "Weight": 100}]}}],
      "Enabled": true, "None": [], "Absent": null})");
  const auto request = build_request(service("elbv2"), "ModifyListener", params);
  REQUIRE(request);
  CHECK(request->method == "POST");
  CHECK(request->target == "/");
  CHECK(request->headers.get("Content-Type") == "application/x-www-form-urlencoded; charset=utf-8");
  CHECK(request->body ==
        "Action=ModifyListener&Version=2015-12-01&ListenerArn=arn%3Aa%2Fb"
        "&DefaultActions.member.1.Type=forward"
        "&DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn=x"
        "&DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight=0"
        "&DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.TargetGroupArn=y"
        "&DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.Weight=100"
        "&Enabled=true&None=");
}

TEST_CASE("F1 an awsJson call names its operation in X-Amz-Target") {
  const auto request =
      build_request(service("ecs"), "UpdateService", Json::parse(R"({"desiredCount": 1})"));
  REQUIRE(request);
  CHECK(request->headers.get("X-Amz-Target") == "AmazonEC2ContainerServiceV20141113.UpdateService");
  CHECK(request->headers.get("Content-Type") == "application/x-amz-json-1.1");
  CHECK(request->body == R"({"desiredCount":1})");
  CHECK(build_request(service("ecs"), "X", Json::parse("[]")).error().code == kClientError);
  CHECK(build_request(service("ecs"), "X", Json{{"a", "\xff"}}).error().code == kClientError);
}

TEST_CASE("G2 Lambda's Invoke takes a function's name in the path; no other action is supported") {
  const auto request = build_request(service("lambda"), "Invoke",
                                     Json{{"FunctionName", "fn"},
                                          {"Qualifier", "$LATEST"},
                                          {"LogType", "Tail"},
                                          {"Payload", "{}"}});
  REQUIRE(request);
  CHECK(request->target == "/2015-03-31/functions/fn/invocations?Qualifier=%24LATEST");
  CHECK(request->headers.get("X-Amz-Log-Type") == "Tail");
  CHECK(request->body == "{}");
  const auto refusal = [](const char* action, const Json& params) {
    return build_request(service("lambda"), action, params).error().code;
  };
  CHECK(refusal("Invoke", Json{{"FunctionName", "arn:aws:lambda:x"}}) == kClientError);
  CHECK(refusal("Invoke", Json{{"FunctionName", "fn"}, {"Unknown", "x"}}) == kClientError);
  CHECK(refusal("ListFunctions", Json::object()) == kClientError);
}

TEST_CASE("F2 a query answer becomes JSON: members are lists, texts are strings") {
  const auto result = decode_response(service("elbv2"), "DescribeTargetHealth",
                                      xml(200,
                                          R"(<?xml version="1.0"?>
<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
  <DescribeTargetHealthResult>
    <TargetHealthDescriptions>
      <member><Target><Id>10.0.0.1</Id><Port>80</Port></Target>
        <TargetHealth><State>healthy</State><Description> a &lt;  b </Description></TargetHealth></member>
      <member><Target><Id>10.0.0.2</Id></Target></member>
    </TargetHealthDescriptions>
    <None/>
  </DescribeTargetHealthResult>
  <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
</DescribeTargetHealthResponse>)"));
  REQUIRE(result);
  CHECK(*result == Json::parse(R"({"TargetHealthDescriptions": [
      {"Target": {"Id": "10.0.0.1", "Port": "80"},
       "TargetHealth": {"State": "healthy", "Description": " a <  b "}},
      {"Target": {"Id": "10.0.0.2"}}], "None": ""})"));
}

TEST_CASE("F2 a query answer without members is an empty object") {
  const auto empty = [](const char* body) {
    return *decode_response(service("cloudwatch"), "PutMetricData", xml(200, body));
  };
  CHECK(empty("<PutMetricDataResponse><ResponseMetadata/></PutMetricDataResponse>") ==
        Json::object());
  CHECK(empty("<PutMetricDataResponse><PutMetricDataResult/></PutMetricDataResponse>") ==
        Json::object());
}

TEST_CASE("F2 an answer that fits no protocol is an error with its status as the code") {
  CHECK(decode_response(service("elbv2"), "X", xml(200, "<oops")).error().code == "200");
  CHECK(decode_response(service("ecs"), "X", {200, "", {}, "[1"}).error().code == "200");
  const auto error = decode_response(service("ecs"), "X", {503, "", {}, "<html>"}).error();
  CHECK(error.code == "503");
  CHECK(error.message == "<html>");
  CHECK(error.http_status == 503);
}

TEST_CASE("F2 query errors") {
  const auto error =
      decode_response(service("elbv2"), "ModifyListener",
                      xml(400,
                          R"(<ErrorResponse xmlns="http://x/"><Error><Type>Sender</Type>
      <Code>TargetGroupNotFound</Code><Message>One or more</Message></Error>
      <RequestId>id-1</RequestId></ErrorResponse>)"))
          .error();
  CHECK(error.code == "TargetGroupNotFound");
  CHECK(error.message == "One or more");
  CHECK(error.request_id == "id-1");
  CHECK(error.http_status == 400);
}

TEST_CASE("F2 awsJson errors: the code is what follows '#' and precedes ':'") {
  const auto error = [](const char* body) {
    return decode_response(service("ecs"), "X", {400, "", {{"x-amzn-RequestId", "id-2"}}, body})
        .error();
  };
  CHECK(error(R"({"__type":"ServiceNotFoundException","message":"m"})").code ==
        "ServiceNotFoundException");
  CHECK(error(R"({"__type":"com.amazonaws.ecs#ClusterNotFoundException:http://x#y"})").code ==
        "ClusterNotFoundException");
  CHECK(error(R"({"code":"Throttled","Message":"capital"})").message == "capital");
  CHECK(error(R"({"__type":"A","message":"small"})").request_id == "id-2");
}

TEST_CASE("F2 awsJson with query compatibility: the header decides the code") {
  const auto error = decode_response(service("ecs"), "X",
                                     {400,
                                      "",
                                      {{"x-amzn-query-error", "ResourceNotFound;Sender"}},
                                      R"({"__type":"com.amazonaws.cloudwatch#Other"})"})
                         .error();
  CHECK(error.code == "ResourceNotFound");
}

TEST_CASE("F2 restJson errors: the header decides the code") {
  const auto error = decode_response(service("lambda"), "Invoke",
                                     {429,
                                      "",
                                      {{"x-amzn-ErrorType", "TooManyRequestsException:http://x"}},
                                      R"({"Reason":"R","Type":"User","message":"Rate Exceeded."})"})
                         .error();
  CHECK(error.code == "TooManyRequestsException");
  CHECK(error.message == "Rate Exceeded.");
  CHECK(error.http_status == 429);
}

TEST_CASE("F2 the answer of Invoke is its headers and its payload") {
  const auto result = decode_response(
      service("lambda"), "Invoke",
      {200,
       "",
       {{"X-Amz-Function-Error", "Unhandled"}, {"X-Amz-Executed-Version", "$LATEST"}},
       "null"});
  REQUIRE(result);
  CHECK(*result == Json::parse(R"({"StatusCode": 200, "FunctionError": "Unhandled",
                                   "ExecutedVersion": "$LATEST", "Payload": "null"})"));
}
