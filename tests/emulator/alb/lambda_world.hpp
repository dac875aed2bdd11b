// A load balancer whose listener forwards to a Lambda function. For one test case.
#pragma once

#include "tests/emulator/alb/fixture.hpp"

namespace spillway::alb::test {

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

}  // namespace spillway::alb::test
