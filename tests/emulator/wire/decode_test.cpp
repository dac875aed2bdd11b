#include "emulator/wire/decode.hpp"

#include "emulator/wire/lambda_routes.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;

namespace {

Decoded decode_form(const std::string& form) { return decode_query(parse_form(form).value()); }

std::string code_of(const Decoded& decoded) {
  return decoded.has_error() ? decoded.error().code : "none";
}

}  // namespace

TEST_CASE("F1 a query form becomes nested JSON whose values stay strings") {
  struct Row {
    const char* form;
    const char* json;
  };
  const Row rows[] = {
      {"Action=DescribeRules&Version=2015-12-01", R"({})"},
      {"A=x+y%26z", R"({"A": "x y&z"})"},
      {"A.B=1&A.C=2", R"({"A": {"B": "1", "C": "2"}})"},
      {"L.member.1=a&L.member.2=b", R"({"L": ["a", "b"]})"},
      {"L.member.2=b&L.member.1=a", R"({"L": ["a", "b"]})"},
      {"L.1=a&L.2=b", R"({"L": ["a", "b"]})"},
      {"L.member.1.Name=n&L.member.1.Value=v", R"({"L": [{"Name": "n", "Value": "v"}]})"},
      {"L.member.1.M.member.1=x", R"({"L": [{"M": ["x"]}]})"},
      {"M.entry.1.key=k&M.entry.1.value=v", R"({"M": {"k": "v"}})"},
      {"AlarmActions=", R"({"AlarmActions": []})"},
      {"AlarmDescription=", R"({"AlarmDescription": ""})"},
      {"Dimensions.member.1.Name=", R"({"Dimensions": [{"Name": ""}]})"},
      {"L.member.10=j&L.member.1=a&L.member.2=b&L.member.3=c&L.member.4=d&L.member.5=e&"
       "L.member.6=f&L.member.7=g&L.member.8=h&L.member.9=i",
       R"({"L": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]})"}};
  for (const auto& [form, json] : rows) {
    INFO(form);
    const auto decoded = decode_form(form);
    REQUIRE(decoded.has_value());
    CHECK(*decoded == Json::parse(json));
  }
}

TEST_CASE("a malformed or hostile form is MalformedInput, and costs nothing") {
  std::string deep = "A";
  for (int i = 0; i < 1000; ++i) deep += ".A";
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "&k" + std::to_string(i) + "=";
  for (const std::string& form :
       {std::string("L.member.999999999=x"), std::string("L.member.2=x"),
        std::string("L.member.99999999999999999999999=x"),
        std::string("L.member.1=x&L.member.01=y"), std::string("L.member=x"),
        std::string("L.member.0=x"), std::string("A=1&A=2"), std::string("A=1&A.B=2"),
        std::string("A.B=1&A=2"), std::string(".=1"), std::string("A..B=1"),
        std::string("M.entry.1.key=k"), deep + "=1", many}) {
    INFO(form.substr(0, 60));
    CHECK(code_of(decode_form(form)) == "MalformedInput");
  }
}

TEST_CASE("F1 the body of an awsJson request is an object") {
  CHECK(*decode_json(R"({"service": "s", "desiredCount": 1})") ==
        Json{{"service", "s"}, {"desiredCount", 1}});
  CHECK(*decode_json("") == Json::object());
  const std::string deep = std::string(100000, '[');
  for (const std::string& body : {std::string("{"), std::string("[]"), std::string("1"),
                                  std::string("{\"a\":1} x"), deep, "{\"a\":" + deep}) {
    INFO(body.substr(0, 20));
    CHECK(code_of(decode_json(body)) == "SerializationException");
  }
  // Brackets within strings are not nesting.
  CHECK(decode_json("{\"a\": \"\\\"" + deep + "\"}").has_value());
}

TEST_CASE("F1 a Lambda path names its operation; ARNs in it are decoded") {
  struct Row {
    const char* method;
    const char* path;
    const char* action;
    int status;
    const char* parameters;
  };
  const Row rows[] = {
      {"POST", "/2015-03-31/functions/web/invocations", "Invoke", 200, R"({"FunctionName":"web"})"},
      {"POST",
       "/2015-03-31/functions/arn%3Aaws%3Alambda%3Asa-east-1%3A123456789012%3Afunction%3Aweb/"
       "invocations",
       "Invoke", 200, R"({"FunctionName":"arn:aws:lambda:sa-east-1:123456789012:function:web"})"},
      {"POST", "/2015-03-31/functions", "CreateFunction", 201, "{}"},
      {"GET", "/2015-03-31/functions/", "ListFunctions", 200, "{}"},
      {"GET", "/2015-03-31/functions/web", "GetFunction", 200, R"({"FunctionName":"web"})"},
      {"DELETE", "/2015-03-31/functions/web", "DeleteFunction", 204, R"({"FunctionName":"web"})"},
      {"GET", "/2015-03-31/functions/web/configuration", "GetFunctionConfiguration", 200,
       R"({"FunctionName":"web"})"},
      {"POST", "/2015-03-31/functions/web/policy", "AddPermission", 201,
       R"({"FunctionName":"web"})"},
      {"DELETE", "/2015-03-31/functions/web/policy/alb", "RemovePermission", 204,
       R"({"FunctionName":"web","StatementId":"alb"})"},
      {"PUT", "/2017-10-31/functions/web/concurrency", "PutFunctionConcurrency", 200,
       R"({"FunctionName":"web"})"},
      {"GET", "/2019-09-30/functions/web/concurrency", "GetFunctionConcurrency", 200,
       R"({"FunctionName":"web"})"},
      {"PUT", "/2019-09-25/functions/web/event-invoke-config", "PutFunctionEventInvokeConfig", 200,
       R"({"FunctionName":"web"})"},
      {"GET", "/2016-08-19/account-settings/", "GetAccountSettings", 200, "{}"},
  };
  for (const Row& row : rows) {
    INFO(row.method << " " << row.path);
    const auto route = find_lambda_route(row.method, row.path);
    REQUIRE(route.has_value());
    CHECK(route->action == row.action);
    CHECK(route->status == row.status);
    CHECK(route->parameters == Json::parse(row.parameters));
  }
  CHECK_FALSE(find_lambda_route("PUT", "/2015-03-31/functions/web/invocations"));
  CHECK_FALSE(find_lambda_route("POST", "/2015-03-31/functions//invocations"));
  CHECK_FALSE(find_lambda_route("POST", "/2015-03-31/functions/%zz/invocations"));
  CHECK_FALSE(find_lambda_route("GET", "/2014-03-31/functions/web"));
  CHECK_FALSE(find_lambda_route("GET", ""));
}

TEST_CASE("F1 Invoke takes its payload as it is, and the rest from headers and query") {
  HttpRequest request{"POST",
                      "/2015-03-31/functions/web/invocations?Qualifier=%24LATEST",
                      {{"X-Amz-Invocation-Type", "Event"}, {"X-Amz-Log-Type", "Tail"}},
                      "not json"};
  CHECK(*decode_rest(request, "Invoke", {{"FunctionName", "web"}}) ==
        Json{{"FunctionName", "web"},
             {"InvocationType", "Event"},
             {"LogType", "Tail"},
             {"Qualifier", "$LATEST"},
             {"Payload", "not json"}});
}

TEST_CASE("F1 other Lambda operations take members of path, query and body; the path stands") {
  HttpRequest request{"PUT",
                      "/x?Qualifier=live&tagKeys=a&tagKeys=b",
                      {},
                      R"({"ReservedConcurrentExecutions": 10, "FunctionName": "other"})"};
  CHECK(*decode_rest(request, "PutFunctionConcurrency", {{"FunctionName", "web"}}) ==
        Json{{"ReservedConcurrentExecutions", 10},
             {"FunctionName", "web"},
             {"Qualifier", "live"},
             {"TagKeys", {"a", "b"}}});
  request.body = "{";
  CHECK(code_of(decode_rest(request, "PutFunctionConcurrency", Json::object())) ==
        "SerializationException");
  request.target = "/x?a=%z";
  CHECK(code_of(decode_rest(request, "GetFunction", Json::object())) == "SerializationException");
}
