#include "emulator/wire/endpoint.hpp"

#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using namespace std::chrono_literals;

TEST_CASE("F1 requests find their operation by target, by Action and Version, and by path") {
  struct Row {
    const char* service;
    const char* action;
    HttpRequest request;
    const char* params;
  };
  const Row rows[] = {
      {"ecs", "ListTasks", json_request("AmazonEC2ContainerServiceV20141113.ListTasks", "{}"),
       "{}"},
      {"events", "PutRule", json_request("AWSEvents.PutRule", R"({"Name":"n"})"),
       R"({"Name":"n"})"},
      {"ecr", "DescribeImages",
       json_request("AmazonEC2ContainerRegistry_V20150921.DescribeImages", "{}"), "{}"},
      {"application-autoscaling", "DescribeScalableTargets",
       json_request("AnyScaleFrontendService.DescribeScalableTargets",
                    R"({"ServiceNamespace":"ecs"})"),
       R"({"ServiceNamespace":"ecs"})"},
      {"logs", "CreateLogGroup", json_request("Logs_20140328.CreateLogGroup", "{}"), "{}"},
      {"cloudwatch", "PutMetricAlarm",
       json_request("GraniteServiceVersion20100801.PutMetricAlarm", R"({"Threshold":8})"),
       R"({"Threshold":8})"},
      {"cloudwatch", "PutMetricAlarm",
       query_request("Action=PutMetricAlarm&Version=2010-08-01&Threshold=8"),
       R"({"Threshold":"8"})"},
      {"elbv2", "DescribeRules", query_request("Action=DescribeRules&Version=2015-12-01"), "{}"},
      {"elbv2",
       "DescribeRules",
       {"GET", "/?Action=DescribeRules&Version=2015-12-01", {}, ""},
       "{}"},
      {"lambda",
       "GetFunction",
       {"GET", "/2015-03-31/functions/web?Qualifier=v", {}, ""},
       R"({"Qualifier":"v","FunctionName":"web"})"},
  };
  for (const Row& row : rows) {
    INFO(row.service << ":" << row.action << " " << row.request.body);
    Fixture f(unsigned_settings());
    f.add(row.service, row.action, Json::object());
    CHECK(f.send(row.request).status == 200);
    CHECK(f.params_seen == Json::parse(row.params));
    REQUIRE(f.calls().size() == 1);
    CHECK(f.calls()[0].data["service"] == row.service);
    CHECK(f.calls()[0].data["action"] == row.action);
  }
}

TEST_CASE("a call is recorded with its caller, status and request id") {
  Fixture f;
  f.add("ecs", "UpdateService", Json{{"service", Json::object()}});
  const auto response = f.send(f.sign(kUpdateService, "ecs"));
  REQUIRE(f.events.size() == 1);
  CHECK(f.events[0].data ==
        Json{{"service", "ecs"},
             {"action", "UpdateService"},
             {"caller", "client"},
             {"status", 200},
             {"request_id", std::string(*response.headers.get("x-amzn-RequestId"))}});
  CHECK(f.events[0].data["request_id"] == f.call_seen.request_id);
}

TEST_CASE("an operation's error is answered and recorded as it is") {
  Fixture f(unsigned_settings());
  f.add("ecs", "UpdateService", core::ApiError("ServiceNotFoundException", "Service not found."));
  const auto response = f.send(kUpdateService);
  CHECK(response.status == 400);
  CHECK(response.body == R"({"__type":"ServiceNotFoundException","message":"Service not found."})");
  CHECK(f.calls().at(0).data["status"] == 400);
  CHECK(f.calls().at(0).data["error"] == "ServiceNotFoundException");
  CHECK(f.calls().at(0).data["message"] == "Service not found.");
}

TEST_CASE("what is not modelled is refused in the words of its protocol, with the nearest name") {
  struct Row {
    HttpRequest request;
    int status;
    const char* code;
    const char* text;
  };
  const Row rows[] = {
      {json_request("AmazonEC2ContainerServiceV20141113.UpdateServices", "{}"), 400,
       "UnknownOperationException",
       "ecs:UpdateServices is not modelled by Spillway; did you mean "
       "UpdateService?"},
      {json_request("DynamoDB_20120810.PutItem", "{}"), 400, "UnknownOperationException",
       "DynamoDB_20120810.PutItem"},
      {query_request("Action=DescribeRule&Version=2015-12-01"), 400, "InvalidAction",
       "elbv2:DescribeRule is not modelled by Spillway; did you mean DescribeRules?"},
      {query_request("Action=RunInstances&Version=2016-11-15"), 400, "InvalidAction",
       "RunInstances of API version '2016-11-15'"},
      {{"GET", "/2015-03-31/functions/web/aliases", {}, ""},
       404,
       "UnknownOperationException",
       "lambda:ListAliases is not modelled"},
      {{"GET", "/some/bucket", {}, ""}, 404, "UnknownOperationException", "GET /some/bucket"},
      {{"POST", "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", {}, ""},
       404,
       "UnknownOperationException",
       "cloudwatch:DescribeAlarms in the protocol rpc-v2-cbor"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    Fixture f(unsigned_settings());
    f.add("ecs", "UpdateService", Json::object());
    f.add("elbv2", "DescribeRules", Json::object());
    const auto response = f.send(row.request);
    CHECK(response.status == row.status);
    CHECK((says(response, row.code) || response.headers.get("x-amzn-ErrorType") == row.code));
    CHECK(says(response, row.text));
    REQUIRE(names(f.events) == std::vector<std::string>{"api.call", "run.refused"});
    CHECK(f.events[0].data["error"] == row.code);
    CHECK(f.events[1].cause == f.events[0].seq);
    CHECK(f.events[1].data["what"].get<std::string>().find(row.text) != std::string::npos);
    CHECK(f.events[1].data["caller"] == "client");
  }
}

TEST_CASE("F1 who is not known otherwise is named by the scope of the signature") {
  struct Row {
    HttpRequest request;
    const char* scope;
    const char* text;
  };
  const Row rows[] = {
      {json_request("DynamoDB_20120810.PutItem", "{}"), "dynamodb", "dynamodb:PutItem"},
      {query_request("Action=DescribeStacks&Version=2010-05-15"), "cloudformation",
       "cloudformation:DescribeStacks"},
      {{"GET", "/", {}, ""}, "s3", "s3:GET /"},
      {query_request("Action=DescribeLoadBalancers&Version=2012-06-01"), "elasticloadbalancing",
       "elasticloadbalancing:DescribeLoadBalancers of API version '2012-06-01'"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    Fixture f;
    const auto response = f.send(f.sign(row.request, row.scope));
    CHECK(says(response, std::string(row.text) + " is not modelled by Spillway"));
    CHECK(f.events.at(0).data["service"] == row.scope);
    CHECK(names(f.events) == std::vector<std::string>{"api.call", "run.refused"});
  }
}

TEST_CASE("F2 a refusal has the form that the client of that protocol reads") {
  Fixture f(unsigned_settings());
  const auto cbor =
      f.send({"POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics", {}, ""});
  CHECK(cbor.headers.get("Content-Type") == "application/cbor");
  CHECK(cbor.headers.get("smithy-protocol") == "rpc-v2-cbor");
  CHECK(Json::from_cbor(cbor.body)["__type"] == "UnknownOperationException");
  Fixture g;
  const auto xml = g.send(g.sign({"GET", "/", {}, ""}, "s3"));
  CHECK(xml.headers.get("Content-Type") == "application/xml");
  CHECK(says(xml, "<Error><Code>UnknownOperationException</Code><Message>s3:GET /"));
}

TEST_CASE("a request that did not come whole is refused in the words of its protocol") {
  Fixture f(unsigned_settings());
  const auto refuse = [&](HttpRequest request, int status) {
    std::optional<HttpResponse> answer;
    f.endpoint().refuse(std::move(request), status,
                        [&](HttpResponse response) { answer = std::move(response); });
    f.rt.run_until(f.rt.now() + std::chrono::seconds(1));
    return answer.value();
  };
  const auto invoke = refuse({"POST", "/2015-03-31/functions/web/invocations", {}, ""}, 413);
  CHECK(invoke.status == 413);
  CHECK(invoke.headers.get("x-amzn-ErrorType") == "RequestTooLargeException");
  const auto ecs = refuse(kUpdateService, 413);
  CHECK(ecs.status == 413);
  CHECK(says(ecs, "\"__type\":\"RequestEntityTooLargeException\""));
  const auto late = refuse(query_request(""), 408);
  CHECK(late.status == 408);
  CHECK(says(late, "<Code>RequestTimeout</Code>"));
  CHECK(f.calls().size() == 3);
}

TEST_CASE("a parameter that an operation does not model is refused too") {
  Fixture f(unsigned_settings());
  f.add("ecs", "UpdateService", core::not_modelled("the parameter x of ecs:UpdateService"));
  const auto response = f.send(kUpdateService);
  CHECK(response.status == 501);
  CHECK(says(response, "the parameter x of ecs:UpdateService is not modelled by Spillway"));
  CHECK(names(f.events) == std::vector<std::string>{"api.call", "run.refused"});
}

TEST_CASE("requests of any bytes are answered") {
  Fixture f(unsigned_settings());
  f.add("ecs", "UpdateService", Json::object());
  const HttpRequest requests[] = {
      {"", "", {}, ""},
      {"POST", "/", {}, "%"},
      {"POST", "/", {}, ""},
      {"POST", "/", {{"X-Amz-Target", ""}}, ""},
      {"POST", "/", {{"X-Amz-Target", "."}}, ""},
      {"POST", "/", {{"X-Amz-Target", "AWSEvents"}}, ""},
      json_request("AmazonEC2ContainerServiceV20141113.UpdateService", "{"),
      {"PUT", "//", {}, ""},
      {"GET", "/2015-03-31/functions/%", {}, "\xff\xfe"},
      {"GET", "/\xff\xfe" + std::string(5000, 'x'), {}, ""},
      query_request("Action=SetAlarmState&Version=2010-08-01&StateReason=%FF"),
      query_request("Action=%FF&Version=2010-08-01"),
      {"GET", "/2015-03-31/functions/%FF", {}, ""},
  };
  for (const auto& request : requests) {
    const auto response = f.send(request);
    CHECK(response.status >= 400);
    CHECK(response.status < 500);
    CHECK_FALSE(response.body.empty());
  }
  CHECK(says(f.send(requests[6]), "SerializationException"));
  CHECK(says(f.send(requests[1]), "MalformedInput"));
  CHECK(says(f.send(requests[10]), "MalformedInput"));
  for (const auto& event : f.events) CHECK(event.to_line().size() < 1500);
}
