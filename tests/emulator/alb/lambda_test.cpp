// aws-facts A4: Lambda targets: the event, the answer, and what errors become.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

struct LambdaWorld : World {
  LambdaWorld() { build(); }

  Json event_of(HttpRequest request) {
    ClientRequest client;
    client.request = std::move(request);
    client.client_ip = "203.0.113.7";
    send(std::move(client));
    REQUIRE(lambda.events.size() == 1);
    return Json::parse(lambda.events.back());
  }

  ClientResponse answer_of(const std::string& payload) {
    lambda.reply = {LambdaOutcome::ok, payload};
    auto answer = get();
    REQUIRE(answer);
    return std::move(*answer);
  }
};

}  // namespace

TEST_CASE("A4.18 A4.21 the event, byte for byte") {
  LambdaWorld world;
  HttpRequest request;
  request.target = "/lambda?query=1234ABCD";
  request.headers = {{"Accept", "text/html"}, {"Host", "lambda.example.com"}};
  world.event_of(request);
  const std::string event = world.lambda.events[0];
  const std::string root = event.substr(event.find("Root="), 40);
  CHECK(event ==
        R"({"requestContext":{"elb":{"targetGroupArn":")" + world.lambda_group +
            R"("}},"httpMethod":"GET","path":"/lambda","queryStringParameters":)"
            R"({"query":"1234ABCD"},"headers":{"accept":"text/html","host":"lambda.example.com",)"
            R"("x-amzn-trace-id":")" +
            root +
            R"(","x-forwarded-port":"80","x-forwarded-proto":"http",)"
            R"("x-forwarded-for":"203.0.113.7"},"body":"","isBase64Encoded":false})");
  CHECK(root.starts_with("Root=1-695ba7c0-"));
}

TEST_CASE("A4.21 the path is passed as it was sent") {
  LambdaWorld world;
  HttpRequest request;
  request.target = "/a%20b/../%C3%A9//c+d?/e";
  CHECK(world.event_of(request)["path"] == "/a%20b/../%C3%A9//c+d");
}

TEST_CASE("A4.23 a trace header without a root is put behind one, one over 7 KB is replaced") {
  LambdaWorld world;
  struct Row {
    std::string inbound;
    std::string begins;
    std::string ends;
  };
  const std::string root = "Root=1-67891233-abcdef012345678912345678";
  const Row row =
      GENERATE_COPY(Row{"", "Root=1-695ba7c0-", ""}, Row{root, "Self=1-695ba7c0-", ";" + root},
                    Row{root + ";Sampled=1", "Self=1-695ba7c0-", ";" + root + ";Sampled=1"},
                    Row{"Sampled=1", "Root=1-695ba7c0-", ";Sampled=1"},
                    Row{root + std::string(7 * 1024, 'x'), "Root=1-695ba7c0-", ""});
  HttpRequest request;
  if (!row.inbound.empty()) request.headers.add("X-Amzn-Trace-Id", row.inbound);
  const std::string seen = world.event_of(request)["headers"]["x-amzn-trace-id"];
  CHECK(seen.starts_with(row.begins));
  CHECK(seen.ends_with(row.ends));
  CHECK(seen.size() == 5 + 35 + row.ends.size());
}

TEST_CASE("A4.23 trace ids are unique, and the same for one seed") {
  std::set<std::string> roots;
  std::vector<std::string> first;
  for (int run = 0; run < 2; ++run) {
    LambdaWorld world;
    for (int i = 0; i < 200; ++i) world.get("/", 0s);
    std::vector<std::string> ids;
    for (const auto& event : world.lambda.events) {
      ids.push_back(Json::parse(event)["headers"]["x-amzn-trace-id"]);
    }
    roots.insert(ids.begin(), ids.end());
    if (run == 0) first = ids;
    if (run == 1) CHECK(ids == first);
  }
  CHECK(roots.size() == 200);
}

TEST_CASE("A4.19 A4.20 of duplicates the last value counts") {
  LambdaWorld world;
  HttpRequest request;
  request.target = "/?a=1&b&a=2&&c=x=y&d=%20%41+&%61%20=";
  request.headers = {{"Cookie", "first"}, {"X-A", "1"}, {"cookie", "second"}};
  const Json event = world.event_of(request);
  CHECK(event["queryStringParameters"] ==
        Json{{"b", ""}, {"a", "2"}, {"c", "x=y"}, {"d", "%20%41+"}, {"%61%20", ""}});
  CHECK(event["headers"]["cookie"] == "second");
  CHECK(event["headers"]["x-a"] == "1");
}

TEST_CASE("A4.19 with multi-value headers all values are kept, instead of the single ones") {
  LambdaWorld world;
  world.set_group(world.lambda_group, "lambda.multi_value_headers.enabled", "true");
  HttpRequest request;
  request.target = "/?a=1&b=3&a=2";
  request.headers = {{"Cookie", "first"}, {"cookie", "second"}};
  const Json event = world.event_of(request);
  CHECK_FALSE(event.contains("headers"));
  CHECK_FALSE(event.contains("queryStringParameters"));
  CHECK(event["multiValueQueryStringParameters"] ==
        Json{{"a", {"1", "2"}}, {"b", Json::array({"3"})}});
  CHECK(event["multiValueHeaders"]["cookie"] == Json{"first", "second"});
  CHECK(event["multiValueHeaders"]["x-forwarded-for"] == Json::array({"203.0.113.7"}));
}

TEST_CASE("A4.18 A4.24 hop-by-hop headers stay out, X-Forwarded-For is appended to") {
  LambdaWorld world;
  HttpRequest request;
  request.headers = {{"Connection", "keep-alive"},
                     {"TE", "trailers"},
                     {"X-Forwarded-For", "198.51.100.1"},
                     {"X-Forwarded-Port", "1"}};
  const Json headers = world.event_of(request)["headers"];
  CHECK_FALSE(headers.contains("connection"));
  CHECK_FALSE(headers.contains("te"));
  CHECK(headers["x-forwarded-for"] == "198.51.100.1, 203.0.113.7");
  CHECK(headers["x-forwarded-port"] == "80");
}

TEST_CASE("A4.22 which bodies are sent as Base64") {
  struct Row {
    const char* type;  // "": no header
    const char* encoding;
    bool base64;
  };
  const Row row = GENERATE(
      Row{"text/plain", "", false}, Row{"text/html; charset=x", "", false},
      Row{"application/json", "", false}, Row{"Application/JSON;charset=utf-8", "", false},
      Row{"application/javascript", "", false}, Row{"application/xml", "", false},
      Row{"application/json", "gzip", true}, Row{"application/x-www-form-urlencoded", "", true},
      Row{"image/png", "", true}, Row{"", "", true});
  LambdaWorld world;
  HttpRequest request;
  request.method = "POST";
  request.body = "say \"hi\"\n";
  if (*row.type != 0) request.headers.add("Content-Type", row.type);
  if (*row.encoding != 0) request.headers.add("Content-Encoding", row.encoding);
  const Json event = world.event_of(request);
  CAPTURE(row.type, row.encoding);
  CHECK(event["isBase64Encoded"] == row.base64);
  CHECK(event["body"] == (row.base64 ? "c2F5ICJoaSIK" : "say \"hi\"\n"));
}

TEST_CASE("A3.1 A3.5 A4.6 A4.7 A4.10 A4.33 requests that no function is called for") {
  LambdaWorld world;
  ClientRequest client;
  std::string reason;
  int status = 0;
  SECTION("a body of more than 1 MB") {
    client.request.body.assign(1024 * 1024 + 1, 'x');
    reason = "LambdaRequestTooLarge";
    status = 413;
  }
  SECTION("a WebSocket upgrade") {
    client.request.headers = {{"Connection", "upgrade"}, {"Upgrade", "websocket"}};
    reason = "LambdaWebsocketNotSupported";
    status = 400;
  }
  SECTION("a header that is not UTF-8") {
    client.request.headers = {{"X-Name", "caf\xe9"}};
    reason = "LambdaBadRequest";
    status = 400;
  }
  SECTION("a text body that is not UTF-8") {
    client.request.headers = {{"Content-Type", "text/plain"}};
    client.request.body = "\xff";
    reason = "LambdaBadRequest";
    status = 400;
  }
  const auto answer = world.send(client);
  CHECK(answer->response.status == status);
  CHECK(answer->error_reason == reason);
  CHECK_FALSE(answer->target_status);
  CHECK(world.lambda.events.empty());
  CHECK(world.metrics.sum("LambdaUserError TargetGroup=targetgroup/lambda-tg") == 1);
}

TEST_CASE("A4.7 which status a request gets that is not UTF-8 is a setting") {
  Settings settings = World::quick();
  settings.lambda_bad_request_status = 502;
  World world(settings);
  world.build();
  ClientRequest client;
  client.request.headers = {{"X-Name", "caf\xe9"}};
  const auto answer = world.send(client);
  CHECK(answer->response.status == 502);
  CHECK(answer->error_reason == "LambdaBadRequest");
}

TEST_CASE("A4.7 a binary body that is not UTF-8 is fine") {
  LambdaWorld world;
  HttpRequest request;
  request.headers = {{"Content-Type", "image/png"}};
  request.body = "\xff\xfe";
  CHECK(world.event_of(request)["body"] == "//4=");
}

TEST_CASE(
    "A3.12 A3.14 A4.2 A4.3 A4.8 A4.9 A4.11 A4.12 A4.16 H9 error_reason and status of each outcome, "
    "never "
    "retried") {
  struct Row {
    LambdaOutcome outcome;
    const char* reason;
    bool internal;
    int status = 502;
  };
  const Row row =
      GENERATE(Row{LambdaOutcome::function_error, "LambdaUnhandled", false},
               Row{LambdaOutcome::throttled, "LambdaThrottling", false},
               Row{LambdaOutcome::access_denied, "LambdaAccessDenied", false},
               Row{LambdaOutcome::not_found, "LambdaResourceNotFound", false},
               Row{LambdaOutcome::service_error, "LambdaServiceException", true},
               Row{LambdaOutcome::connection_error, "LambdaConnectionError", true},
               Row{LambdaOutcome::connection_timeout, "LambdaConnectionTimeout", true, 504});
  LambdaWorld world;
  world.lambda.reply = {row.outcome, R"({"errorMessage":"no"})"};
  const auto answer = world.get();
  CHECK(answer->response.status == row.status);
  CHECK(answer->response.body.size() == (row.status == 504 ? 132 : 122));
  CHECK(answer->error_reason == row.reason);
  CHECK_FALSE(answer->target_status);
  CHECK(answer->target_kind == TargetKind::lambda);
  CHECK(answer->target == kFunction);
  CHECK(world.lambda.events.size() == 1);
  const std::string metric = row.internal ? "LambdaInternalError" : "LambdaUserError";
  CHECK(world.metrics.sum(metric + " TargetGroup=targetgroup/lambda-tg") == 1);
  CHECK(world.metrics.sum("HTTPCode_Target_5XX_Count LoadBalancer=app/web") == 0);
  CHECK(world.metrics.sum("HTTPCode_ELB_5XX_Count LoadBalancer=app/web") == 1);
  CHECK(world.metrics.sum("HTTPCode_ELB_" + std::to_string(row.status) +
                          "_Count LoadBalancer=app/web") == 1);
  world.balancers.close_minute();
  CHECK(world.events("alb.minute")[0].data["by_error_reason"] == Json{{row.reason, 1}});
}

TEST_CASE("A4.26 A4.31 an answer as the documents show it") {
  LambdaWorld world;
  const auto answer = world.answer_of(
      R"({"isBase64Encoded": false, "statusCode": 201, "statusDescription": "201 Made",)"
      R"( "headers": {"Set-cookie": "cookies", "Content-Type": "application/json"},)"
      R"( "body": "Hello \"from\" Lambda \u00e9"})");
  CHECK(answer.response.status == 201);
  CHECK(answer.response.reason == "Made");
  CHECK(answer.response.body == "Hello \"from\" Lambda \xc3\xa9");
  CHECK(header(answer, "Set-cookie") == "cookies");
  CHECK(header(answer, "Content-Type") == "application/json");
  CHECK(header(answer, "Content-Length") == "22");
  CHECK(header(answer, "Server") == "awselb/2.0");
  CHECK(header(answer, "Date") == "Mon, 05 Jan 2026 12:00:00 GMT");
  CHECK(answer.response.headers.size() == 5);
  CHECK(answer.target_status == 201);
  CHECK(answer.error_reason.empty());
}

TEST_CASE(
    "A4.25 A4.26 A4.29 only statusCode must be there; a missing content type becomes "
    "octet-stream") {
  LambdaWorld world;
  const auto answer = world.answer_of(R"({"statusCode":200})");
  CHECK(answer.response.status == 200);
  CHECK(answer.response.reason.empty());
  CHECK(answer.response.body.empty());
  CHECK(header(answer, "Content-Type") == "application/octet-stream");
  CHECK(header(answer, "Content-Length") == "0");
}

TEST_CASE("A4.28 framing headers are the load balancer's; the length is that of the decoded body") {
  LambdaWorld world;
  const auto answer = world.answer_of(
      R"({"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8=",)"
      R"("headers":{"Connection":"close","Transfer-Encoding":"chunked","Content-Length":"99"}})");
  CHECK(answer.response.body == "hello");
  CHECK(header(answer, "Content-Length") == "5");
  CHECK_FALSE(header(answer, "Connection"));
  CHECK_FALSE(header(answer, "Transfer-Encoding"));
}

TEST_CASE("A4.27 which of headers and multiValueHeaders counts is the target group's choice") {
  LambdaWorld world;
  const bool multi = GENERATE(false, true);
  if (multi) world.set_group(world.lambda_group, "lambda.multi_value_headers.enabled", "true");
  const auto answer = world.answer_of(
      R"({"statusCode":200,"headers":{"X-One":"1"},"multiValueHeaders":{"X-Many":["a","b"]}})");
  CHECK(header(answer, "X-One").has_value() == !multi);
  CHECK(header(answer, "X-Many").value_or("") == (multi ? "b" : ""));
}

TEST_CASE("A4.25 null members count as absent, as AWS's Go types send them") {
  LambdaWorld world;
  const auto answer = world.answer_of(
      R"({"statusCode":200,"statusDescription":"","headers":{"Content-Type":"a/b"},)"
      R"("multiValueHeaders":null,"body":null,"isBase64Encoded":null})");
  CHECK(answer.response.status == 200);
  CHECK(header(answer, "Content-Type") == "a/b");
}

TEST_CASE("A4.25 whether a text is a status, too, is a setting") {
  Settings settings = World::quick();
  settings.lambda_text_status = true;
  World world(settings);
  world.build();
  const auto status_of = [&](const std::string& status) {
    world.lambda.reply.payload = R"({"statusCode":)" + status + R"(,"body":"hi"})";
    return world.get()->response.status;
  };
  CHECK(status_of("\"201\"") == 201);
  CHECK(status_of("201") == 201);
  for (const char* bad : {"\"\"", "\"201 \"", "\"600\"", "\"OK\"", "null"}) {
    CHECK(status_of(bad) == 502);
  }
}

TEST_CASE("A4.4 A4.25 malformed answers: 502 LambdaInvalidResponse") {
  const std::string payload = GENERATE(
      as<std::string>(), "", "null", "\"hello\"", "[200]", "{}", "not json", R"({"statusCode":200)",
      R"({"statusCode":"200"})", R"({"statusCode":200.5})", R"({"statusCode":null})",
      R"({"statusCode":99})", R"({"statusCode":600})", R"({"statusCode":200,"body":{"a":1}})",
      R"({"statusCode":200,"headers":{"a":1}})", R"({"statusCode":200,"headers":[]})",
      R"({"statusCode":200,"isBase64Encoded":"true"})",
      R"({"statusCode":200,"isBase64Encoded":true,"body":"***"})",
      R"({"statusCode":200,"headers":{"a":"b\r\nc: d"}})", R"({"statusCode":200} {})",
      "{\"statusCode\":200,\"body\":\"\xff\"}");
  LambdaWorld world;
  const auto answer = world.answer_of(payload);
  CAPTURE(payload);
  CHECK(answer.response.status == 502);
  CHECK(answer.error_reason == "LambdaInvalidResponse");
  CHECK_FALSE(answer.target_status);
  CHECK(answer.response.headers.size() == 4);  // nothing is left of the function's
}

TEST_CASE("A3.12 A4.5 A4.33 an answer of more than 1 MB: 502 LambdaResponseTooLarge") {
  LambdaWorld world;
  const std::string frame = R"({"statusCode":200,"body":""})";
  const std::string fits(1024 * 1024 - frame.size(), 'x');
  CHECK(world.answer_of(R"({"statusCode":200,"body":")" + fits + R"("})").response.status == 200);
  const auto answer = world.answer_of(R"({"statusCode":200,"body":"x)" + fits + R"("})");
  CHECK(answer.response.status == 502);
  CHECK(answer.error_reason == "LambdaResponseTooLarge");
}
