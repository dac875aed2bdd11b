#include "emulator/wire/memory_transport.hpp"

#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using namespace std::chrono_literals;

namespace {

OutgoingRequest list_tasks(Fixture& f) {
  OutgoingRequest outgoing;
  outgoing.origin = "http://127.0.0.1:4566";
  outgoing.request = json_request("AmazonEC2ContainerServiceV20141113.ListTasks", "{}");
  outgoing.signing = Signing{"ecs", "sa-east-1", f.credentials.administrator()};
  return outgoing;
}

struct Got {
  std::optional<TransportResult> result;
  TimePoint at{};
  EventSeq cause = 0;
};

Spawned send(Fixture& f, MemoryTransport& transport, OutgoingRequest outgoing, Got& got) {
  return spawn(transport.send(std::move(outgoing)), [&](TaskResult<TransportResult> r) {
    got = {std::move(*r.value), f.rt.now(), f.rt.cause()};
  });
}

}  // namespace

TEST_CASE("a request is signed for real, carried over and answered in the sender's cause") {
  Fixture f;
  f.add("ecs", "ListTasks", Json{{"taskArns", Json::array()}});
  MemoryTransport transport(f.rt, f.endpoint());
  Got got;
  f.rt.set_cause(f.timeline.record("lambda.invocation_started", Json::object()));
  Spawned job = send(f, transport, list_tasks(f), got);
  f.rt.set_cause(0);
  f.rt.run_for(1s);
  REQUIRE(got.result.has_value());
  REQUIRE(got.result->has_value());
  CHECK((*got.result)->status == 200);
  CHECK((*got.result)->body == R"({"taskArns":[]})");
  CHECK(got.at == TimePoint(40ms));
  CHECK(got.cause == 1);
  CHECK(f.calls().at(0).cause == 1);
  CHECK(f.rt.pending() == 0);
}

TEST_CASE("a request that is not signed goes as it is") {
  Fixture f;
  f.add("ecs", "ListTasks", Json::object());
  MemoryTransport transport(f.rt, f.endpoint());
  Got got;
  OutgoingRequest outgoing = list_tasks(f);
  outgoing.signing.reset();
  Spawned job = send(f, transport, std::move(outgoing), got);
  f.rt.run_for(1s);
  CHECK((*got.result)->status == 400);
  CHECK((*got.result)->body.find("MissingAuthenticationTokenException") != std::string::npos);
}

TEST_CASE("a sender that dies leaves no timer, and its call is carried out") {
  Fixture f;
  f.add("ecs", "ListTasks", Json::object());
  MemoryTransport transport(f.rt, f.endpoint());
  Got got;
  {
    Spawned job = send(f, transport, list_tasks(f), got);
    CHECK(f.rt.pending() == 2);  // the call, and the sender's time-out
  }
  CHECK(f.rt.pending() == 1);
  f.rt.run_for(100s);
  CHECK_FALSE(got.result.has_value());
  REQUIRE(f.calls().size() == 1);
  CHECK(f.calls()[0].data["status"] == 200);
}

TEST_CASE("an answer that takes too long is a time-out; the call is carried out") {
  Settings settings;
  settings.latency = Duration(2s);
  Fixture f(settings);
  f.add("ecs", "ListTasks", Json::object());
  MemoryTransport transport(f.rt, f.endpoint());
  Got got;
  OutgoingRequest outgoing = list_tasks(f);
  outgoing.timeout = 1500ms;
  Spawned job = send(f, transport, std::move(outgoing), got);
  f.rt.run_for(10s);
  REQUIRE(got.result.has_value());
  REQUIRE(got.result->has_error());
  CHECK(got.result->error().sent);
  CHECK(got.result->error().message == "no answer within 1500 ms");
  CHECK(got.at == TimePoint(1500ms));
  CHECK(f.calls().size() == 1);
}

TEST_CASE("a time-out of zero is none") {
  Fixture f;
  f.add("ecs", "ListTasks", Json::object());
  MemoryTransport transport(f.rt, f.endpoint());
  Got got;
  OutgoingRequest outgoing = list_tasks(f);
  outgoing.timeout = 0s;
  Spawned job = send(f, transport, std::move(outgoing), got);
  CHECK(f.rt.pending() == 1);
  f.rt.run_for(1s);
  REQUIRE(got.result.has_value());
  REQUIRE(got.result->has_value());
  CHECK((*got.result)->status == 200);
}
