// Queues on their own in virtual time. For one test case.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/sqs/queues.hpp"
#include "tests/support/catch.hpp"

namespace spillway::sqs {

struct Fakes final : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey& key, std::string) override {
    REQUIRE(key.name_space == "AWS/SQS");
    REQUIRE(key.dimensions.size() == 1);
    REQUIRE(key.dimensions[0].first == "QueueName");
    names.push_back(key.name + ' ' + key.dimensions[0].second);
    return static_cast<core::MetricId>(names.size() - 1);
  }
  void put(core::MetricId metric, double value, TimePoint) override {
    samples[names.at(static_cast<std::size_t>(metric))].push_back(value);
  }
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
  bool allows(const std::string& role_arn, std::string_view action,
              const std::string& resource) const override {
    return role_arn.ends_with("/sender") && action == "sqs:SendMessage" &&
           resource.ends_with(":dead");
  }

  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> samples;  ///< by "NumberOfMessagesSent dead"
};

class Fixture {
 public:
  Fixture() {
    timeline.subscribe([this](const core::Event& event) { events.push_back(event); });
  }

  core::ApiResult call(const std::string& action, const Json& params) {
    return operations.call("sqs", action, params, {"client", "", ""});
  }
  Json ok(const std::string& action, const Json& params) {
    auto result = call(action, params);
    INFO(action << ": " << (result.has_error() ? result.error().message : ""));
    REQUIRE(result.has_value());
    return *result;
  }
  core::ApiError error(const std::string& action, const Json& params) {
    auto result = call(action, params);
    REQUIRE(result.has_error());
    return result.error();
  }

  std::string create(const std::string& name, const Json& attributes = Json::object()) {
    return ok("CreateQueue", {{"QueueName", name}, {"Attributes", attributes}})["QueueUrl"];
  }
  void send(const std::string& url, const std::string& body) {
    ok("SendMessage", {{"QueueUrl", url}, {"MessageBody", body}});
  }
  Json receive(const std::string& url, Json params = Json::object()) {
    params["QueueUrl"] = url;
    return ok("ReceiveMessage", params).value("Messages", Json::array());
  }
  std::vector<std::string> bodies(const std::string& url, const Json& params = Json::object()) {
    std::vector<std::string> all;
    for (const Json& message : receive(url, params)) all.push_back(message["Body"]);
    return all;
  }
  std::string attribute(const std::string& url, const std::string& name) {
    return ok("GetQueueAttributes",
              {{"QueueUrl", url}, {"AttributeNames", {name}}})["Attributes"][name];
  }

  sim::VirtualRuntime rt;  // starts at 2026-01-05T12:00:00Z
  core::Timeline timeline{rt};
  Fakes fakes;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, fakes, fakes, fakes, operations, account};
  Queues queues{context, Settings{}};
  std::vector<core::Event> events;
};

using Texts = std::vector<std::string>;

}  // namespace spillway::sqs
