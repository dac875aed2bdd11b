// aws-facts A4: what a function answers, and what its errors become.
#include "tests/emulator/alb/lambda_world.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

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

TEST_CASE("A2.6 A3.12 an answer with more than 32 K of headers: 502 LambdaInvalidResponse") {
  const auto with_header = [](std::size_t size) {
    return Json{{"statusCode", 200}, {"headers", {{"X-Big", std::string(size, 'a')}}}}.dump();
  };
  LambdaWorld world;
  CHECK(world.answer_of(with_header(32 * 1024 - 9)).response.status == 200);
  const auto answer = world.answer_of(with_header(32 * 1024));
  CHECK(answer.response.status == 502);
  CHECK(answer.error_reason == "LambdaInvalidResponse");
}
