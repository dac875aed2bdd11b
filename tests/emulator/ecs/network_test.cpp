#include "tests/emulator/ecs/fixture.hpp"

using namespace spillway;
using namespace spillway::ecs::test;
using ecs::SendOutcome;

namespace {

std::optional<ecs::SendReply> send(World& w, const std::string& ip, std::uint16_t port) {
  std::optional<ecs::SendReply> got;
  w.clusters->send(ip, port, HttpRequest{"GET", "/pong", {}, ""},
                   [&](ecs::SendReply reply) { got = std::move(reply); });
  return got;
}

}  // namespace

TEST_CASE("a request finds the container by the task's address") {
  World w;
  w.create_service(2);
  w.run_to(60);
  const auto reply = send(w, "10.0.1.11", 8080);
  REQUIRE(reply);
  CHECK(reply->outcome == SendOutcome::answered);
  CHECK(reply->response.body == "at 10.0.1.11/pong");
  CHECK(send(w, "10.0.1.10", 9090)->outcome == SendOutcome::refused);
  CHECK(send(w, "10.0.9.9", 8080)->outcome == SendOutcome::no_route);
}

TEST_CASE("an address answers from its attachment to its end") {
  World w;
  w.targets.drain = 0s;
  w.create_service(1);
  w.run_to(12);
  CHECK(send(w, "10.0.1.10", 8080)->outcome == SendOutcome::no_route);
  w.run_to(30);
  CHECK(send(w, "10.0.1.10", 8080)->outcome == SendOutcome::refused);
  w.run_to(38);
  CHECK(send(w, "10.0.1.10", 8080)->outcome == SendOutcome::answered);
  w.scale(0);
  w.run_to(65);
  CHECK(w.life(0).back() == "59 DEPROVISIONING");
  CHECK(send(w, "10.0.1.10", 8080)->outcome == SendOutcome::no_route);
}

TEST_CASE("H10 a task answers while its target drains") {
  World w;
  w.create_service(1);
  w.run_to(60);
  w.scale(0);
  w.run_to(379);
  CHECK(w.life(0).back() == "70 DEACTIVATING");
  CHECK(send(w, "10.0.1.10", 8080)->outcome == SendOutcome::answered);
  w.run_to(390);
  CHECK(send(w, "10.0.1.10", 8080)->outcome == SendOutcome::no_route);
}

TEST_CASE("requests outstanding when a container ends are reset, and answered once") {
  World w;
  w.host.holds_requests = true;
  w.create_service(1);
  w.run_to(60);
  std::vector<SendOutcome> got;
  for (int i = 0; i < 2; ++i) {
    w.clusters->send("10.0.1.10", 8080, {}, [&](ecs::SendReply r) { got.push_back(r.outcome); });
  }
  w.host.started[0]->requests[0](ecs::ContainerReply{});
  CHECK(got == std::vector{SendOutcome::answered});
  w.host.started[0]->exited(139);
  w.run_to(61);
  CHECK(got == std::vector{SendOutcome::answered, SendOutcome::reset});
  w.host.started[0]->requests[1](ecs::ContainerReply{});  // too late
  CHECK(got.size() == 2);
}
