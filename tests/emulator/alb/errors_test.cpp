// aws-facts A3: what the load balancer answers by itself, byte for byte.
#include "emulator/alb/error_pages.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

TEST_CASE("A3.18 A3.19 the page of an error, observed bytes and lengths") {
  CHECK(error_page(502, "") ==
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
        "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n");
  CHECK(error_page(502, "").size() == 122);
  CHECK(error_page(503, "").size() == 162);
  CHECK(error_page(504, "").size() == 132);
  CHECK(error_page(500, "").size() == 142);
  CHECK(error_page(400, "").size() == 122);
  CHECK(error_page(413, "").size() == 148);
  CHECK(error_page(403, "").size() == 118);
  CHECK(error_page(301, "").size() == 134);
}

TEST_CASE("A3.19 A3.20 reason phrases are nginx's; what nginx does not know has no page") {
  struct Row {
    int status;
    const char* phrase;
  };
  const Row row = GENERATE(
      Row{301, "Moved Permanently"}, Row{302, "Found"}, Row{400, "Bad Request"},
      Row{403, "Forbidden"}, Row{405, "Not Allowed"}, Row{408, "Request Time-out"},
      Row{413, "Request Entity Too Large"}, Row{414, "Request-URI Too Large"},
      Row{500, "Internal Server Error"}, Row{501, "Not Implemented"}, Row{502, "Bad Gateway"},
      Row{503, "Service Temporarily Unavailable"}, Row{504, "Gateway Time-out"},
      Row{505, "HTTP Version Not Supported"}, Row{507, "Insufficient Storage"});
  CHECK(elb_reason(row.status) == row.phrase);
  CHECK(error_page(row.status, "").size() == 122 + 2 * (std::string(row.phrase).size() - 11));
  for (const int unknown : {460, 463, 464, 561}) {
    const HttpResponse response = error_response(unknown, "", "now");
    CHECK(response.reason.empty());
    CHECK(response.body.empty());
    CHECK(response.headers.get("Content-Length") == "0");
    CHECK_FALSE(response.headers.contains("Content-Type"));
  }
}

TEST_CASE("A3.1 A3.22 a request that cannot be parsed: the old page of 171 bytes, and the end") {
  World world;
  world.build();
  ClientRequest client;
  SECTION("no method") { client.request.method = ""; }
  SECTION("a blank in the target") { client.request.target = "/a b"; }
  SECTION("a target without its slash") { client.request.target = "a"; }
  SECTION("a header without a name") { client.request.headers.add("", "x"); }
  const auto answer = world.send(client);
  CHECK(answer->response.status == 400);
  CHECK(answer->response.body ==
        "<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body bgcolor=\"white\">\r\n"
        "<center><h1>400 Bad Request</h1></center>\r\n<hr><center>awselb/2.0</center>\r\n"
        "</body>\r\n</html>\r\n");
  CHECK(header(*answer, "Content-Length") == "171");
  CHECK(header(*answer, "Connection") == "close");
  CHECK(world.lambda.events.empty());
}

TEST_CASE("A3.15 a redirect to a URL of more than 8 K: 507") {
  World world;
  world.build();
  const Json redirect = {{"Type", "redirect"},
                         {"RedirectConfig", {{"Port", "443"}, {"StatusCode", "HTTP_302"}}}};
  world.call("ModifyListener",
             {{"ListenerArn", world.listener}, {"DefaultActions", Json::array({redirect})}});
  world.runtime.run_for(1s);
  const std::size_t around = std::string("http://example.com:443/").size();
  const std::string path(8192 - around, 'x');
  const auto fits = world.get("/" + path);
  CHECK(fits->response.status == 302);
  CHECK(header(*fits, "Location")->size() == 8192);
  const auto answer = world.get("/x" + path);
  CHECK(answer->response.status == 507);
  CHECK_FALSE(header(*answer, "Location"));
}

TEST_CASE("A3.21 browsers get nginx's padding") {
  const std::string chrome = "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/120.0 Safari/537.36";
  CHECK(error_page(504, chrome).size() == 132 + 6 * 67);
  CHECK(error_page(301, chrome).size() == 134);
  CHECK(error_page(504, "curl/7.88.1").size() == 132);
}

TEST_CASE("A3.13 A3.19 A3.20 headers of an answer of the load balancer's own") {
  World world;
  world.build();
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  const auto answer = world.get();
  CHECK(answer->response.status == 503);
  CHECK(answer->response.reason == "Service Temporarily Unavailable");
  CHECK(header(*answer, "Server") == "awselb/2.0");
  CHECK(header(*answer, "Content-Type") == "text/html");
  CHECK(header(*answer, "Content-Length") == "162");
  CHECK(header(*answer, "Date") == "Mon, 05 Jan 2026 12:00:01 GMT");
}

TEST_CASE("A3.19 HEAD gets the page's length without the page") {
  World world;
  world.build();
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  ClientRequest request;
  request.request.method = "HEAD";
  const auto answer = world.send(request);
  CHECK(answer->response.body.empty());
  CHECK(header(*answer, "Content-Length") == "162");
}

TEST_CASE("A2.6 A3.1 A3.3 A3.6 A3.8 A3.11 requests that are refused before they are routed") {
  World world;
  world.build();
  ClientRequest request;
  int status = 0;
  SECTION("TRACE") {
    request.request.method = "TRACE";
    status = 405;
  }
  SECTION("a request line of more than 16 K") {
    request.request.target = "/" + std::string(17000, 'x');
    status = 414;
  }
  SECTION("a header of more than 16 K") {
    request.request.headers.add("X-Big", std::string(17000, 'x'));
    status = 400;
  }
  SECTION("headers of more than 64 K") {
    for (int i = 0; i < 5; ++i) request.request.headers.add("X-Big", std::string(15000, 'x'));
    status = 400;
  }
  SECTION("X-Forwarded-For with more than 30 addresses") {
    std::string value = "10.0.0.1";
    for (int i = 0; i < 30; ++i) value += ", 10.0.0.1";
    request.request.headers.add("X-Forwarded-For", value);
    status = 463;
  }
  SECTION("an unsupported transfer coding") {
    request.request.headers.add("Transfer-Encoding", "gzip");
    status = 501;
  }
  const auto answer = world.send(request);
  CHECK(answer->response.status == status);
  CHECK(world.lambda.events.empty());
  // RequestCount counts only requests for which a target was chosen (aws-facts A6).
  CHECK(world.metrics.sum("RequestCount LoadBalancer=app/web") == 0);
}

TEST_CASE("A3.14 A3.17 H14 an ip target that is silent for the idle time-out: 504") {
  IpWorld world;
  world.network.hosts[kAddress].delay = -1s;
  CHECK_FALSE(world.get("/", 59s));
  const auto answer = world.get("/", 60s);
  REQUIRE(answer);
  CHECK(answer->response.status == 504);
  CHECK(answer->response.reason == "Gateway Time-out");
  CHECK_FALSE(answer->target_status);
  CHECK(answer->target == kAddress);
  CHECK(answer->target_kind == TargetKind::ip);
}

TEST_CASE("A2.4 the idle time-out is an attribute of the load balancer") {
  IpWorld world;
  const Json attribute = {{"Key", "idle_timeout.timeout_seconds"}, {"Value", "5"}};
  world.call("ModifyLoadBalancerAttributes",
             {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({attribute})}});
  world.network.hosts[kAddress].delay = -1s;
  CHECK(world.get("/", 5s)->response.status == 504);
}

TEST_CASE("A3.16 H14 the idle time-out does not cut a call of a function short") {
  World world;
  world.build();
  world.lambda.delay = 14min;
  CHECK_FALSE(world.get("/", 13min));
  CHECK(world.get("/", 14min)->response.status == 200);
  // The function's own time-out ends it, and is no Gateway Time-out.
  world.lambda.reply = {LambdaOutcome::function_error, R"({"errorMessage":"timed out"})"};
  CHECK(world.get("/", 14min)->response.status == 502);
}

TEST_CASE("A2.5 A2.6 A3.12 A3.14 how a connection to an ip target fails") {
  IpWorld world;
  int status = 0;
  Duration after{0};
  SECTION("refused: 502 at once") {
    world.network.hosts[kAddress].outcome = ConnectOutcome::refused;
    status = 502;
  }
  SECTION("reset with the request outstanding: 502") {
    world.network.hosts[kAddress].outcome = ConnectOutcome::reset;
    world.network.hosts[kAddress].delay = 3s;
    status = 502;
    after = 3s;
  }
  SECTION("nobody there: 504 after the connection time-out of 10 s") {
    world.network.hosts.clear();
    status = 504;
    after = 10s;
  }
  SECTION("a malformed status: 502") {
    world.network.hosts[kAddress].response.status = 99;
    status = 502;
  }
  SECTION("an invalid header: 502") {
    world.network.hosts[kAddress].response.headers.add("X-Two", "a\r\nb: c");
    status = 502;
  }
  SECTION("an invalid Content-Length: 502") {
    world.network.hosts[kAddress].response.headers.add("Content-Length", "-8");
    status = 502;
  }
  SECTION("a body shorter than its Content-Length: 504, an idle time-out after what came") {
    world.network.hosts[kAddress].response.headers.add("Content-Length", "9");
    world.network.hosts[kAddress].delay = 50s;
    status = 504;
    after = 50s + 60s;
  }
  SECTION("response headers of more than 32 K: 502") {
    for (int i = 0; i < 3; ++i) {
      world.network.hosts[kAddress].response.headers.add("X-Big", std::string(15000, 'x'));
    }
    status = 502;
  }
  if (after > 0s) CHECK_FALSE(world.get("/", after - 1ns));
  const auto answer = world.get("/", after);
  REQUIRE(answer);
  CHECK(answer->response.status == status);
}

TEST_CASE("A4.31 what an ip target gets, and what the client gets of its answer") {
  IpWorld world;
  world.network.hosts[kAddress].response.headers.add("Connection", "close");
  ClientRequest request;
  request.client_ip = "203.0.113.7";
  request.request.method = "POST";
  request.request.body = "data";
  request.request.target = "/a?b=c";
  request.request.headers = {{"Host", "example.com"},
                             {"Connection", "keep-alive"},
                             {"X-Forwarded-For", "198.51.100.1"},
                             {"X-Forwarded-Proto", "https"},
                             {"X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678"}};
  const auto answer = world.send(request);
  REQUIRE(world.network.requests().size() == 1);
  const HttpRequest seen = world.network.requests()[0].request;
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/a?b=c");
  CHECK(seen.body == "data");
  CHECK(seen.headers.get("Host") == "example.com");
  CHECK_FALSE(seen.headers.contains("Connection"));
  CHECK(seen.headers.get("X-Forwarded-For") == "198.51.100.1, 203.0.113.7");
  CHECK(seen.headers.get("X-Forwarded-Proto") == "http");
  CHECK(seen.headers.get("X-Forwarded-Port") == "80");
  const std::string trace(*seen.headers.get("X-Amzn-Trace-Id"));
  CHECK(trace.starts_with("Self=1-695ba7c1-"));
  CHECK(trace.ends_with(";Root=1-67891233-abcdef012345678912345678"));

  CHECK(answer->response.body == "from ecs");
  CHECK(header(*answer, "Server") == "app");  // the target's own passes through
  CHECK(header(*answer, "Content-Length") == "8");
  CHECK_FALSE(header(*answer, "Connection"));
  CHECK(answer->target_status == 200);
  CHECK(answer->target == kAddress);
}

TEST_CASE("A4.24 X-Forwarded-For follows the load balancer's attributes") {
  IpWorld world;
  const auto set = [&](const std::string& key, const std::string& value) {
    const Json attribute = {{"Key", key}, {"Value", value}};
    world.call("ModifyLoadBalancerAttributes",
               {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({attribute})}});
  };
  const auto forwarded = [&] {
    ClientRequest request;
    request.client_ip = "203.0.113.7";
    request.client_port = 1234;
    request.request.headers = {{"X-Forwarded-For", "198.51.100.1"}};
    world.send(request);
    const HttpRequest seen = world.network.requests().back().request;
    return std::string(seen.headers.get("X-Forwarded-For").value_or("none"));
  };
  set("routing.http.xff_client_port.enabled", "true");
  CHECK(forwarded() == "198.51.100.1, 203.0.113.7:1234");
  set("routing.http.xff_header_processing.mode", "preserve");
  CHECK(forwarded() == "198.51.100.1");
  set("routing.http.xff_header_processing.mode", "remove");
  CHECK(forwarded() == "none");
}
