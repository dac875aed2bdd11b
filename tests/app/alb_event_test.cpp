// The ALB's event and the answer to it, row by row of aws-facts A4.
#include "app/alb_event.hpp"

#include "runtime/json.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using app::AlbEventReader;
using app::AlbRequest;
using app::HeaderMode;
using app::write_alb_response;

namespace {

// The example of aws-facts A4, with the members given replaced, or left out where they are null.
std::string event(const Json& changes = Json::object()) {
  Json result = Json::parse(R"({
    "requestContext": {"elb": {"targetGroupArn":
        "arn:aws:elasticloadbalancing:sa-east-1:123456789012:targetgroup/app/0123456789abcdef"}},
    "httpMethod": "GET", "path": "/bang", "queryStringParameters": {},
    "headers": {"accept": "*/*", "host": "example.com",
      "x-amzn-trace-id": "Root=1-5c536348-3d683b8b04734faae651f476",
      "x-forwarded-for": "72.12.164.125", "x-forwarded-port": "80", "x-forwarded-proto": "http"},
    "body": "", "isBase64Encoded": false})");
  for (const auto& [name, value] : changes.items()) {
    result.erase(name);
    if (!value.is_null()) result[name] = value;
  }
  return result.dump();
}

AlbRequest read(std::string payload) {
  AlbEventReader reader;
  auto result = reader.read(payload);
  if (!result) FAIL(result.error().message);
  return **result;
}

FunctionError refused(std::string payload) {
  AlbEventReader reader;
  auto result = reader.read(payload);
  REQUIRE_FALSE(result);
  return result.error();
}

HttpResponse answer(std::string content_type, std::string body) {
  HttpResponse response;
  if (!content_type.empty()) response.headers.add("content-type", std::move(content_type));
  response.body = std::move(body);
  return response;
}

Json written(const HttpResponse& response, HeaderMode mode = HeaderMode::single) {
  return Json::parse(write_alb_response(response, mode));
}

}  // namespace

TEST_CASE("A4 the event becomes a request") {
  const AlbRequest got = read(event());
  CHECK(got.mode == HeaderMode::single);
  CHECK(got.request.method == "GET");
  CHECK(got.request.target == "/bang");
  CHECK(got.request.body.empty());
  CHECK(got.request.headers.size() == 6);
  CHECK(got.request.headers.get("x-forwarded-for") == "72.12.164.125");
  CHECK(got.request.headers.get("X-Amzn-Trace-Id") == "Root=1-5c536348-3d683b8b04734faae651f476");
}

TEST_CASE("A4 the ALB's health check has only a user agent") {
  const AlbRequest got =
      read(event({{"headers", {{"user-agent", "ELB-HealthChecker/2.0"}}}, {"path", "/health"}}));
  CHECK(got.request.target == "/health");
  CHECK(got.request.headers.size() == 1);
  CHECK(got.request.headers.get("user-agent") == "ELB-HealthChecker/2.0");
}

TEST_CASE("A4 with multi-value headers on, headers and parameters are lists") {
  const AlbRequest got =
      read(event({{"headers", nullptr},
                  {"queryStringParameters", nullptr},
                  {"multiValueHeaders", {{"accept", {"a/b", "c/d"}}, {"host", {"example.com"}}}},
                  {"multiValueQueryStringParameters", {{"k", {"1", "2"}}, {"l", {""}}}}}));
  CHECK(got.mode == HeaderMode::multi);
  CHECK(got.request.target == "/bang?k=1&k=2&l=");
  const HttpHeaders expected = {{"accept", "a/b"}, {"accept", "c/d"}, {"host", "example.com"}};
  CHECK(got.request.headers == expected);
}

TEST_CASE("A4 path and parameters stay as the client sent them, undecoded") {
  const AlbRequest got = read(event(
      {{"path", "/a%2Fb%20c"}, {"queryStringParameters", {{"q%5B", "%C3%A9+x"}, {"e", ""}}}}));
  CHECK(got.request.target == "/a%2Fb%20c?q%5B=%C3%A9+x&e=");
  CHECK(got.request.path() == "/a%2Fb%20c");
}

TEST_CASE("A4 a body comes as it is or as Base64") {
  CHECK(read(event({{"body", "{\"é\":\"\\u0001\n\"}"}})).request.body == "{\"é\":\"\\u0001\n\"}");
  CHECK(read(event({{"body", "AP/+"}, {"isBase64Encoded", true}})).request.body ==
        std::string("\0\xff\xfe", 3));
  CHECK(read(event({{"body", nullptr}})).request.body.empty());
}

TEST_CASE("escapes are decoded in names and values, and members come in any order") {
  const AlbRequest got =
      read(R"({"isBase64Encoded":false,"headers":{"a\u002db":"\"\\\u00e9\ud83d\ude00"},"body":"x",)"
           R"("new":{"from":["AWS",1]},"p\u0061th":"\/x","httpMethod":"POST",)"
           R"("queryStringParameters":{"a":"b"},)"
           R"("requestContext":{"other":1,"elb":{"targetGroupArn":"arn"},"more":[{}]}})");
  CHECK(got.request.method == "POST");
  CHECK(got.request.target == "/x?a=b");
  CHECK(got.request.headers.get("a-b") == "\"\\é😀");
  CHECK(got.request.body == "x");
}

TEST_CASE("a reader reads one event after the other, large ones and bad ones too") {
  AlbEventReader reader;
  std::string large = event({{"httpMethod", "POST"}, {"body", std::string(1'000'000, 'x')}});
  std::string bad = "{";
  std::string small = event();
  for (int round = 0; round < 2; ++round) {
    CHECK((*reader.read(large))->request.body.size() == 1'000'000);
    CHECK_FALSE(reader.read(bad));
    CHECK((*reader.read(small))->request.target == "/bang");
  }
}

TEST_CASE("what is no ALB's event is an error that says why") {
  struct Row {
    std::string payload;
    std::string says;
  };
  const Json no_list = {{"a", "b"}};
  const auto row = GENERATE_COPY(values<Row>({
      {"", "not a JSON object"},
      {"nonsense", "not a JSON object"},
      {"[]", "not a JSON object"},
      {"\"text\"", "not a JSON object"},
      {"{\"httpMethod\":\"GET\"", "not a JSON object"},
      {event() + "x", "not a JSON object"},
      {event() + "{}", "not a JSON object"},
      {"{\"httpMethod\":\"\xff\"}", "not a JSON object in UTF-8"},
      {"{}", "requestContext.elb is missing"},
      {event({{"requestContext", nullptr}}), "requestContext.elb is missing"},
      {event({{"requestContext", {{"http", "v2"}}}}), "requestContext.elb is missing"},
      {event({{"requestContext", 1}}), "requestContext is no object"},
      {event({{"httpMethod", nullptr}}), "httpMethod is missing"},
      {event({{"httpMethod", 1}}), "httpMethod is no string"},
      {event({{"path", nullptr}}), "path is missing"},
      {event({{"path", Json::array()}}), "path is no string"},
      {event({{"headers", nullptr}}), "one of headers and multiValueHeaders"},
      {event({{"multiValueHeaders", Json::object()}}), "and not both"},
      {event({{"headers", "x"}}), "headers is no object of strings"},
      {event({{"headers", {{"a", 1}}}}), "headers is no object of strings"},
      {event({{"headers", nullptr}, {"multiValueHeaders", no_list}}),
       "multiValueHeaders is no object of lists of strings"},
      {event({{"queryStringParameters", {{"a", true}}}}), "queryStringParameters is no object"},
      {event({{"multiValueQueryStringParameters", no_list}}), "is no object of lists"},
      {event({{"body", 1}}), "body is no string"},
      {event({{"isBase64Encoded", "true"}}), "isBase64Encoded is no boolean"},
      {event({{"body", "***"}, {"isBase64Encoded", true}}), "body is not Base64"},
  }));
  CAPTURE(row.payload);
  const FunctionError error = refused(row.payload);
  CHECK(error.type == "Function.BadEvent");
  CHECK_THAT(error.message, Catch::Matchers::Contains(row.says));
}

TEST_CASE("no cut through an event is taken for a whole one") {
  const std::string whole = event({{"body", "aé\\\""}, {"queryStringParameters", {{"a", "b"}}}});
  AlbEventReader reader;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    std::string cut = whole.substr(0, length);
    CHECK_FALSE(reader.read(cut));
  }
}

TEST_CASE("A4 the answer has status, description, headers and body") {
  HttpResponse response = answer("application/json", R"({"message":"é"})");
  const std::string text = write_alb_response(response, HeaderMode::single);
  CHECK(text == R"({"statusCode":200,"statusDescription":"200 OK",)"
                R"("headers":{"content-type":"application/json"},)"
                R"("isBase64Encoded":false,"body":"{\"message\":\"é\"}"})");
  CHECK(text.capacity() - text.size() >= 64);
}

TEST_CASE("A4 the description is the given reason or the standard phrase") {
  HttpResponse response;
  response.status = 404;
  CHECK(written(response)["statusDescription"] == "404 Not Found");
  response.reason = "Not \"Here\"";
  CHECK(written(response)["statusDescription"] == "404 Not \"Here\"");
  response.status = 599;
  response.reason.clear();
  CHECK(written(response)["statusDescription"] == "599");
}

TEST_CASE("A4 the answer's headers are in the mode of the event") {
  HttpResponse response = answer("text/plain", "x");
  response.headers.add("Set-Cookie", "a=1");
  response.headers.add("Vary", "accept");
  response.headers.add("set-cookie", "b=2");
  response.headers.add("vary", "origin");
  const Json single = written(response, HeaderMode::single);
  CHECK_FALSE(single.contains("multiValueHeaders"));
  CHECK(single["headers"] ==
        Json({{"content-type", "text/plain"}, {"Set-Cookie", "b=2"}, {"Vary", "accept, origin"}}));
  const Json multi = written(response, HeaderMode::multi);
  CHECK_FALSE(multi.contains("headers"));
  CHECK(multi["multiValueHeaders"] == Json({{"content-type", Json::array({"text/plain"})},
                                            {"Set-Cookie", {"a=1", "b=2"}},
                                            {"Vary", {"accept", "origin"}}}));
}

TEST_CASE("A4 what the ALB decides by itself is left out") {
  HttpResponse response;
  response.headers = {{"Content-Length", "5"},
                      {"Connection", "close"},
                      {"Transfer-Encoding", "chunked"},
                      {"X-Own", "1"}};
  CHECK(written(response)["headers"] == Json({{"X-Own", "1"}}));
  response.headers = {};
  CHECK(written(response)["headers"] == Json::object());
  CHECK(written(response, HeaderMode::multi)["multiValueHeaders"] == Json::object());
}

TEST_CASE("A4 a body is text or Base64 by its content type") {
  struct Row {
    std::string content_type;
    bool base64;
  };
  const auto row = GENERATE(values<Row>({{"text/html; charset=utf-8", false},
                                         {"Text/Plain", false},
                                         {"application/json", false},
                                         {"Application/JSON ;charset=utf-8", false},
                                         {"application/javascript", false},
                                         {"application/xml", false},
                                         {"application/octet-stream", true},
                                         {"application/x-www-form-urlencoded", true},
                                         {"image/png", true},
                                         {"text", true},
                                         {"", true}}));
  CAPTURE(row.content_type);
  const Json got = written(answer(row.content_type, "hello"));
  CHECK(got["isBase64Encoded"] == row.base64);
  CHECK(got["body"] == (row.base64 ? "aGVsbG8=" : "hello"));
}

TEST_CASE("A4 an encoded body is Base64, whatever its type, and so is text that is not UTF-8") {
  HttpResponse encoded = answer("text/plain", "hello");
  encoded.headers.add("Content-Encoding", "gzip");
  CHECK(written(encoded)["isBase64Encoded"] == true);
  const Json latin = written(answer("text/plain", "caf\xe9"));
  CHECK(latin["isBase64Encoded"] == true);
  CHECK(latin["body"] == "Y2Fm6Q==");
  CHECK(written(answer("image/png", ""))["isBase64Encoded"] == false);
}
