// aws-facts A4: what a Lambda target gets: the event, and the requests it never sees.
#include "tests/emulator/alb/lambda_world.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

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
