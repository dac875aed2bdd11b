// A request whose bytes its front moves: what the load balancer decides of it, and what it counts.
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

struct FakePassage final : Passage {
  void answer(ClientResponse&& response) override { answered = std::move(response); }
  void want_body(RequestId, std::size_t limit) override { wanted = limit; }
  void forward(RequestId request, std::uint16_t to, const HttpRequest& message) override {
    id = request;
    port = to;
    sent = message;
  }
  void relay(const HttpResponse& head) override { relayed = head; }
  void break_off() override { broken = true; }

  std::optional<ClientResponse> answered;
  std::optional<std::size_t> wanted;
  std::optional<HttpRequest> sent;
  std::optional<HttpResponse> relayed;
  RequestId id{};
  std::uint16_t port = 0;
  bool broken = false;
};

ClientRequest a_request(const std::string& method = "GET") {
  ClientRequest client;
  client.client_ip = "203.0.113.7";
  client.request.method = method;
  client.request.headers = {{"Host", "example.com"}};
  return client;
}

struct Passing : IpWorld {
  RequestId receive(ClientRequest client = a_request()) {
    return id = balancers.receive(ListenerHandle{0}, client, passage);
  }
  void reply(ConnectOutcome outcome, HttpResponse response = {}) {
    TargetReply reply{outcome, std::move(response)};
    balancers.target_answered(id, reply);
  }
  double count(const std::string& metric) const {
    return metrics.sum(metric + " LoadBalancer=app/web");
  }

  FakePassage passage;
  RequestId id{};
};

}  // namespace

TEST_CASE("a request for an ip target is passed on at once, with the load balancer's fields") {
  Passing world;
  world.receive();
  REQUIRE(world.passage.sent);
  CHECK(world.passage.port == 4711);
  CHECK(world.passage.sent->headers.get("X-Forwarded-For") == "203.0.113.7");
  CHECK(world.passage.sent->headers.get("X-Amzn-Trace-Id") == world.passage.notes.trace_id);
  CHECK(world.passage.notes.target == kAddress);
  CHECK(world.passage.notes.action == "forward");
  CHECK(world.passage.notes.rule_priority == 0);
  CHECK(world.network.requests().empty());
}

TEST_CASE("an answer counts from its head; the target is busy until its end") {
  Passing world;
  world.receive();
  world.runtime.run_for(250ms);
  world.reply(ConnectOutcome::answered, {200, "", {{"Content-Length", "1000000"}}, ""});
  REQUIRE(world.passage.relayed);
  CHECK(world.passage.relayed->headers.get("Content-Length") == "1000000");
  CHECK(world.passage.notes.target_status == 200);
  CHECK(world.count("HTTPCode_Target_2XX_Count") == 1);
  CHECK(world.count("TargetResponseTime") == Approx(0.25));
  world.runtime.run_for(10s);
  CHECK_FALSE(world.passage.broken);
  world.balancers.over(world.id);
  CHECK(world.count("TargetResponseTime") == Approx(0.25));
  CHECK_FALSE(world.passage.answered);
}

TEST_CASE("how a target fails the front") {
  struct Row {
    ConnectOutcome outcome;
    int status;
    double connection_errors;
  };
  const Row row =
      GENERATE(Row{ConnectOutcome::refused, 502, 1}, Row{ConnectOutcome::reset, 502, 0},
               Row{ConnectOutcome::malformed, 502, 0}, Row{ConnectOutcome::unconnected, 504, 1},
               Row{ConnectOutcome::silent, 504, 0});
  Passing world;
  world.receive();
  world.reply(row.outcome);
  REQUIRE(world.passage.answered);
  CHECK(world.passage.answered->response.status == row.status);
  CHECK(world.count("TargetConnectionErrorCount") == row.connection_errors);
  CHECK_FALSE(world.passage.notes.target_status);
}

TEST_CASE("an answer's head that is malformed or too large: 502") {
  Passing world;
  HttpResponse response{200, "", {}, ""};
  SECTION("too large") { response.headers.add("X-Big", std::string(33000, 'x')); }
  SECTION("a switch that nobody asked for") { response.status = 101; }
  world.receive();
  world.reply(ConnectOutcome::answered, response);
  CHECK(world.passage.answered->response.status == 502);
}

TEST_CASE("a WebSocket: the switch is passed on, the request counts") {
  Passing world;
  ClientRequest client = a_request();
  client.request.headers.add("Upgrade", "websocket");
  world.receive(client);
  world.reply(ConnectOutcome::answered, {101, "", {}, ""});
  CHECK(world.passage.relayed->status == 101);
  CHECK(world.count("RequestCount") == 1);
}

TEST_CASE("a target that leaves while its answer passes: broken off") {
  Passing world;
  world.set_group(world.ip_group, "deregistration_delay.timeout_seconds", "1");
  world.receive();
  SECTION("before the answer: 502") {
    world.balancers.deregister_target(world.ip_group, kIp, 8080);
    world.runtime.run_for(2s);
    CHECK(world.passage.answered->response.status == 502);
  }
  SECTION("after its head") {
    world.reply(ConnectOutcome::answered, {200, "", {}, ""});
    world.balancers.deregister_target(world.ip_group, kIp, 8080);
    world.runtime.run_for(2s);
    CHECK(world.passage.broken);
    CHECK_FALSE(world.passage.answered);
  }
}

TEST_CASE("a function's request is asked for whole, up to 1 MB") {
  Passing world;
  world.set_weights(1, 0);
  world.runtime.run_for(1s);
  ClientRequest client = a_request("POST");
  client.body_follows = true;
  client.request.headers.add("Content-Type", "text/plain");
  world.receive(client);
  CHECK(world.passage.wanted == 1024 * 1024);
  CHECK(world.lambda.events.empty());
  SECTION("it comes") {
    world.balancers.give_body(world.id, "the body");
    REQUIRE(world.lambda.events.size() == 1);
    CHECK(world.lambda.events[0].find("\"body\":\"the body\"") != std::string::npos);
    CHECK(world.passage.answered->response.status == 200);
  }
  SECTION("it is longer") {
    world.balancers.refuse(world.id, 413);
    CHECK(world.passage.answered->response.status == 413);
    CHECK(world.passage.notes.error_reason == "LambdaRequestTooLarge");
    CHECK(world.metrics.sum("LambdaUserError TargetGroup=targetgroup/lambda-tg") == 1);
  }
  SECTION("the client goes away") {
    world.balancers.abort(world.id, 400);
    CHECK(world.count("HTTPCode_ELB_4XX_Count") == 1);
    world.balancers.give_body(world.id, "too late");
    CHECK(world.lambda.events.empty());
  }
}

TEST_CASE("a request that could not be read gets the page of its status") {
  Passing world;
  ClientRequest client;
  client.request.method.clear();
  client.refused = GENERATE(400, 408, 414, 501, 505);
  const int status = client.refused;
  world.receive(client);
  CHECK(world.passage.answered->response.status == status);
  CHECK(world.passage.notes.rule_priority == -1);
  CHECK(world.passage.notes.action.empty());
}

TEST_CASE("A6.2 bytes on the wire are ProcessedBytes") {
  Passing world;
  world.balancers.count_bytes(ListenerHandle{0}, 1234);
  CHECK(world.count("ProcessedBytes") == 1234);
}

TEST_CASE("what a front asks: time-outs and the mode against desynchronisation") {
  Passing world;
  CHECK(world.balancers.front(ListenerHandle{0}).idle_timeout == 60s);
  CHECK(world.balancers.front(ListenerHandle{0}).desync == DesyncMode::defensive);
  const Json timeout = {{"Key", "idle_timeout.timeout_seconds"}, {"Value", "5"}};
  const Json mode = {{"Key", "routing.http.desync_mitigation_mode"}, {"Value", "strictest"}};
  world.call("ModifyLoadBalancerAttributes",
             {{"LoadBalancerArn", world.balancer}, {"Attributes", Json::array({timeout, mode})}});
  CHECK(world.balancers.front(ListenerHandle{0}).idle_timeout == 5s);
  CHECK(world.balancers.front(ListenerHandle{0}).desync == DesyncMode::strictest);
}
