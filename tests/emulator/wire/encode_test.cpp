#include "emulator/wire/encode.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;

namespace {

Route route_of(const char* service, Protocol protocol, const char* action, int status = 200) {
  Route route;
  route.protocol = protocol;
  route.service = find_service(service);
  route.service_name = service;
  route.action = action;
  route.success_status = status;
  return route;
}

std::string header(const HttpResponse& response, const char* name) {
  return std::string(response.headers.get(name).value_or("-"));
}

}  // namespace

TEST_CASE("F2 a query result is XML with its namespace, wrapper and request id") {
  const Json result = {
      {"TargetGroups",
       {{{"Name", "a<b&\"c\""}, {"Port", 80}, {"On", true}, {"Ratio", 0.5}, {"None", nullptr}}}},
      {"Empty", Json::array()}};
  const auto response =
      encode_result(route_of("elbv2", Protocol::query, "DescribeTargetGroups"), result, "id-1");
  CHECK(response.status == 200);
  CHECK(header(response, "Content-Type") == "text/xml");
  CHECK(header(response, "x-amzn-RequestId") == "id-1");
  CHECK(response.body ==
        "<DescribeTargetGroupsResponse "
        "xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">"
        "<DescribeTargetGroupsResult><TargetGroups><member><Name>a&lt;b&amp;&quot;c&quot;</Name>"
        "<Port>80</Port><On>true</On><Ratio>0.5</Ratio></member></TargetGroups><Empty></Empty>"
        "</DescribeTargetGroupsResult><ResponseMetadata><RequestId>id-1</RequestId>"
        "</ResponseMetadata></DescribeTargetGroupsResponse>");
}

TEST_CASE("F2 the namespaces of the query services, and their empty results") {
  const auto body = [](const char* service, const char* action) {
    return encode_result(route_of(service, Protocol::query, action), Json::object(), "i").body;
  };
  CHECK(body("elbv2", "DeleteRule") ==
        "<DeleteRuleResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">"
        "<DeleteRuleResult></DeleteRuleResult><ResponseMetadata><RequestId>i</RequestId>"
        "</ResponseMetadata></DeleteRuleResponse>");
  CHECK(body("cloudwatch", "PutMetricAlarm") ==
        "<PutMetricAlarmResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">"
        "<ResponseMetadata><RequestId>i</RequestId></ResponseMetadata></PutMetricAlarmResponse>");
  CHECK(body("sts", "X").find("xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"") !=
        std::string::npos);
  CHECK(body("iam", "X").find("xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"") !=
        std::string::npos);
}

TEST_CASE("F2 timestamps: ISO 8601 in query, epoch seconds in JSON") {
  const Json result = {{"StateUpdatedTimestamp", 1767614400.25},
                       {"Timestamps", {1767614400, 1767614460}},
                       {"Period", 60}};
  CHECK(to_xml(result) ==
        "<StateUpdatedTimestamp>2026-01-05T12:00:00.250Z</StateUpdatedTimestamp>"
        "<Timestamps><member>2026-01-05T12:00:00.000Z</member>"
        "<member>2026-01-05T12:01:00.000Z</member></Timestamps><Period>60</Period>");
  const auto response =
      encode_result(route_of("cloudwatch", Protocol::json_1_0, "DescribeAlarms"), result, "i");
  CHECK(Json::parse(response.body) == result);
  CHECK(header(response, "Content-Type") == "application/x-amz-json-1.0");
}

TEST_CASE("XML text is always well-formed") {
  CHECK(xml_escape("a\rb\nc\x01") == "a&#xD;b\nc\xEF\xBF\xBD");
}

TEST_CASE("F2 errors have the shape of their protocol") {
  const core::ApiError error("TargetGroupNotFound", "no <such> group", 400);
  SECTION("query") {
    const auto r = encode_error(route_of("elbv2", Protocol::query, "X"), error, "id-1");
    CHECK(r.status == 400);
    CHECK(header(r, "Content-Type") == "text/xml");
    CHECK(header(r, "x-amzn-RequestId") == "id-1");
    CHECK(r.body ==
          "<ErrorResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">"
          "<Error><Type>Sender</Type><Code>TargetGroupNotFound</Code>"
          "<Message>no &lt;such&gt; group</Message></Error><RequestId>id-1</RequestId>"
          "</ErrorResponse>");
  }
  SECTION("query, the server's fault") {
    const auto r = encode_error(route_of("elbv2", Protocol::query, "X"),
                                {"HealthUnavailable", "later", 500}, "i");
    CHECK(r.status == 500);
    CHECK(r.body.find("<Type>Receiver</Type>") != std::string::npos);
  }
  SECTION("awsJson1.1") {
    const auto r = encode_error(route_of("ecs", Protocol::json_1_1, "X"),
                                {"ServiceNotFoundException", "Service not found."}, "id-1");
    CHECK(r.status == 400);
    CHECK(header(r, "Content-Type") == "application/x-amz-json-1.1");
    CHECK(r.body == R"({"__type":"ServiceNotFoundException","message":"Service not found."})");
    CHECK(header(r, "x-amzn-query-error") == "-");
  }
  SECTION("awsJson1.0 of CloudWatch") {
    const auto r = encode_error(route_of("cloudwatch", Protocol::json_1_0, "X"),
                                {"ResourceNotFound", "no alarm", 404}, "i");
    CHECK(r.status == 404);
    CHECK(r.body ==
          R"({"__type":"com.amazonaws.cloudwatch#ResourceNotFound","message":"no alarm"})");
    CHECK(header(r, "x-amzn-query-error") == "ResourceNotFound;Sender");
    const auto shape = encode_error(route_of("cloudwatch", Protocol::json_1_0, "X"),
                                    {"InvalidParameterValue", "bad"}, "i");
    CHECK(Json::parse(shape.body)["__type"] ==
          "com.amazonaws.cloudwatch#InvalidParameterValueException");
    CHECK(header(shape, "x-amzn-query-error") == "InvalidParameterValue;Sender");
  }
}

TEST_CASE("B3.6 F2 a throttled Invoke is answered 429 with header and body as observed") {
  const auto r = encode_error(
      route_of("lambda", Protocol::rest_json, "Invoke"),
      {"TooManyRequestsException", "Rate Exceeded.", 429, false,
       Json{{"Reason", "ReservedFunctionConcurrentInvocationLimitExceeded"}, {"Type", "User"}}},
      "id-1");
  CHECK(r.status == 429);
  CHECK(header(r, "x-amzn-ErrorType") == "TooManyRequestsException");
  CHECK(header(r, "Content-Type") == "application/json");
  CHECK(r.body == R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded",)"
                  R"("Type":"User","message":"Rate Exceeded."})");
}

TEST_CASE("F2 Lambda's exceptions spell their message each its way") {
  const auto members = [](const char* code, int status) {
    const auto r = encode_error(route_of("lambda", Protocol::rest_json, "Invoke"),
                                {code, "text", status}, "i");
    return r.body;
  };
  CHECK(members("ResourceNotFoundException", 404) == R"({"Type":"User","Message":"text"})");
  CHECK(members("ServiceException", 500) == R"({"Type":"Service","Message":"text"})");
  CHECK(members("InvalidParameterValueException", 400) == R"({"Type":"User","message":"text"})");
  CHECK(members("ResourceConflictException", 409) == R"({"Type":"User","message":"text"})");
}

TEST_CASE("B2.8 B3.11 Invoke answers the payload itself, and the rest as headers") {
  const Route invoke = route_of("lambda", Protocol::rest_json, "Invoke");
  const auto failed = encode_result(invoke,
                                    {{"StatusCode", 200},
                                     {"FunctionError", "Unhandled"},
                                     {"ExecutedVersion", "$LATEST"},
                                     {"LogResult", "bG9n"},
                                     {"Payload", "{\"errorType\":\"E\"}"}},
                                    "id-1");
  CHECK(failed.status == 200);
  CHECK(failed.body == "{\"errorType\":\"E\"}");
  CHECK(header(failed, "X-Amz-Function-Error") == "Unhandled");
  CHECK(header(failed, "X-Amz-Executed-Version") == "$LATEST");
  CHECK(header(failed, "X-Amz-Log-Result") == "bG9n");
  CHECK(encode_result(invoke, {{"StatusCode", 202}}, "i").status == 202);
  const auto dry = encode_result(invoke, {{"StatusCode", 204}}, "i");
  CHECK(dry.status == 204);
  CHECK(dry.body.empty());
  CHECK(header(dry, "X-Amz-Function-Error") == "-");
}

TEST_CASE("other Lambda operations answer JSON with the status of their model") {
  const auto created = encode_result(route_of("lambda", Protocol::rest_json, "CreateFunction", 201),
                                     {{"FunctionName", "f"}}, "i");
  CHECK(created.status == 201);
  CHECK(created.body == R"({"FunctionName":"f"})");
  const auto gone =
      encode_result(route_of("lambda", Protocol::rest_json, "DeleteFunction", 204), {}, "i");
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
}
