// aws-facts A6 and the life of a request: what is counted, when the client is answered.
#include "emulator/alb/error_pages.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

TEST_CASE("the hop takes its time both ways") {
  Settings settings = World::quick();
  settings.request_latency = Duration(1ms);
  World world(settings);
  world.build();
  world.lambda.delay = 100ms;
  CHECK_FALSE(world.get("/", 102ms - 1ns));
  CHECK(world.get("/", 102ms)->response.status == 200);
}

TEST_CASE("A3.7 a client that goes away: 460 is counted, nobody is called") {
  World world;
  world.build();
  world.lambda.delay = 5s;
  const auto held = std::make_shared<int>(0);
  const RequestId id = world.balancers.send(
      ListenerHandle{0}, {}, [held](ClientResponse) { FAIL("the client has gone"); });
  world.runtime.run_for(1s);
  world.balancers.abort(id);
  CHECK(held.use_count() == 1);
  world.balancers.abort(id);  // over
  world.runtime.run_for(10s);
  CHECK(world.metrics.sum("HTTPCode_ELB_4XX_Count LoadBalancer=app/web") == 1);
  world.balancers.close_minute();
  CHECK(world.events("alb.minute")[0].data["by_status"] == Json{{"460", 1}});
}

TEST_CASE("a client may send again from within its answer") {
  World world;
  world.build();
  int answers = 0;
  std::function<void()> again = [&] {
    world.balancers.send(ListenerHandle{0}, {}, [&](ClientResponse) {
      if (++answers < 100) again();
    });
  };
  again();
  CHECK(answers == 0);  // never before send() returns, though the world has no latency
  world.runtime.run_for(0s);
  CHECK(answers == 100);
}

TEST_CASE("A4.1 A6.1 metrics and alb.minute count what was answered") {
  World world;
  world.build();
  world.get();
  world.lambda.reply = {LambdaOutcome::throttled, ""};
  world.get();
  world.lambda.reply = {LambdaOutcome::ok, R"({"statusCode":500})"};
  world.get();
  world.set_weights(0, 1);
  world.runtime.run_for(1s);
  world.get();
  const std::string lb = " LoadBalancer=app/web";
  const std::string both = lb + " TargetGroup=targetgroup/lambda-tg";
  CHECK(world.metrics.sum("RequestCount" + lb) == 3);
  CHECK(world.metrics.sum("RequestCount" + both) == 3);
  CHECK(world.metrics.sum("HTTPCode_ELB_5XX_Count" + lb) == 2);
  CHECK(world.metrics.sum("HTTPCode_ELB_502_Count" + lb) == 1);
  CHECK(world.metrics.sum("HTTPCode_ELB_503_Count" + lb) == 1);
  CHECK(world.metrics.sum("HTTPCode_ELB_504_Count" + lb) == 0);
  CHECK(world.metrics.sum("HTTPCode_Target_2XX_Count" + lb) == 1);
  CHECK(world.metrics.sum("HTTPCode_Target_5XX_Count" + both) == 1);
  CHECK(world.metrics.sum("LambdaUserError TargetGroup=targetgroup/lambda-tg") == 1);
  CHECK(world.metrics.sum("LambdaUserError" + both) == 1);

  CHECK(world.events("alb.minute").empty());
  world.runtime.run_until(TimePoint(10min));
  const auto minutes = world.events("alb.minute");
  REQUIRE(minutes.size() == 1);  // none for minutes without an answer
  CHECK(minutes[0].t == TimePoint(1min));
  CHECK(minutes[0].data == Json{{"load_balancer", "web"},
                                {"requests", 4},
                                {"by_target", {{"lambda-tg", 3}, {"-", 1}}},
                                {"elb_5xx", 2},
                                {"target_5xx", 1},
                                {"by_status", {{"200", 1}, {"500", 1}, {"502", 1}, {"503", 1}}},
                                {"by_error_reason", {{"LambdaThrottling", 1}}}});
}

TEST_CASE("A6.1 metrics of ip targets") {
  IpWorld world;
  world.network.hosts[kAddress].delay = 500ms;
  world.get();
  const std::string group = " TargetGroup=targetgroup/ecs-tg";
  const std::string both = " LoadBalancer=app/web" + group;
  CHECK(world.metrics.sum("TargetResponseTime LoadBalancer=app/web") == Approx(0.5));
  CHECK(world.metrics.sum("RequestCountPerTarget" + group) == 1);
  world.runtime.run_until(TimePoint(2min));
  CHECK(world.metrics.sum("HealthyHostCount" + both) == 2);  // one a minute
  CHECK(world.metrics.sum("UnHealthyHostCount" + both) == 0);
  world.network.hosts[kAddress].outcome = ConnectOutcome::refused;
  world.get();
  CHECK(world.metrics.sum("TargetConnectionErrorCount" + both) == 1);
}
