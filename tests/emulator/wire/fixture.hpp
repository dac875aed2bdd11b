// A small AWS for the tests of the wire: real roles and credentials, and operations that say what
// they were given. For one test case.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/iam/iam.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/wire/credential_store.hpp"
#include "emulator/wire/endpoint.hpp"
#include "runtime/aws/sigv4.hpp"

namespace spillway::wire {

struct NoMetrics final : core::MetricSink {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
};

struct NoBus final : core::EventBus {
  void put_event(core::BusEvent) override {}
};

class Fixture {
 public:
  explicit Fixture(Settings settings = {}) : settings_(std::move(settings)) {
    timeline.subscribe([this](const core::Event& event) { events.push_back(event); });
    credentials.add_administrator(boto_keys(), "client");
  }

  /// Keys with which the stored requests of botocore were signed.
  static aws::Credentials boto_keys() {
    return {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
  }

  /// An operation that keeps its parameters and answers `result`.
  void add(const std::string& service, const std::string& action, core::ApiResult result,
           std::function<std::vector<std::string>(const Json&)> resources = {}) {
    operations.add(
        service, action,
        [this, result](const Json& params, const core::CallContext& call) {
          params_seen = params;
          call_seen = call;
          return result;
        },
        std::move(resources));
  }

  /// A role with one inline policy; the issued credentials of "Controller" under it.
  aws::Credentials controller_with(const std::string& policy) {
    const Json trust = {{"Statement",
                         {{"Effect", "Allow"},
                          {"Principal", {{"Service", "lambda.amazonaws.com"}}},
                          {"Action", "sts:AssumeRole"}}}};
    operations.call("iam", "CreateRole",
                    {{"RoleName", "R"}, {"AssumeRolePolicyDocument", trust.dump()}}, {});
    operations.call("iam", "PutRolePolicy",
                    {{"RoleName", "R"}, {"PolicyName", "p"}, {"PolicyDocument", policy}}, {});
    const auto keys = credentials.issue("arn:aws:iam::123456789012:role/R", "Controller");
    return {keys.access_key_id, keys.secret_access_key, keys.session_token};
  }

  HttpRequest sign(HttpRequest request, const std::string& service,
                   std::optional<aws::Credentials> keys = std::nullopt) {
    const Signing signing{service, "sa-east-1", keys.value_or(credentials.administrator())};
    aws::sign(request, signing, "127.0.0.1:4566", rt.wall_now());
    return request;
  }

  /// Sends and waits for the answer.
  HttpResponse send(HttpRequest request) {
    std::optional<HttpResponse> answer;
    endpoint().handle(std::move(request), [&](HttpResponse response) {
      answer = std::move(response);
      answered_at = rt.now();
      cause_at_answer = rt.cause();
    });
    rt.run_for(std::chrono::seconds(10));
    if (!answer) throw std::logic_error("no answer");
    return *answer;
  }

  Endpoint& endpoint() {
    if (!endpoint_) endpoint_ = std::make_unique<Endpoint>(context, settings_, iam, credentials);
    return *endpoint_;
  }

  std::vector<core::Event> calls() const {
    std::vector<core::Event> found;
    for (const auto& event : events) {
      if (event.name == "api.call") found.push_back(event);
    }
    return found;
  }

  sim::VirtualRuntime rt;  // starts at 2026-01-05T12:00:00Z
  core::Timeline timeline{rt};
  NoMetrics metrics;
  NoBus bus;
  CredentialStore credentials{rt, iam};
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, metrics, bus, credentials, operations, account};
  iam::Iam iam{context};

  std::vector<core::Event> events;
  Json params_seen;
  core::CallContext call_seen;
  TimePoint answered_at{};
  EventSeq cause_at_answer = 0;

 private:
  Settings settings_;
  std::unique_ptr<Endpoint> endpoint_;
};

/// A request of the JSON protocols, unsigned.
inline HttpRequest json_request(const std::string& target, const std::string& body) {
  return {"POST",
          "/",
          {{"X-Amz-Target", target}, {"Content-Type", "application/x-amz-json-1.1"}},
          body};
}

inline HttpRequest query_request(const std::string& form) {
  return {
      "POST", "/", {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}, form};
}

inline Settings unsigned_settings() {
  Settings settings;
  settings.verify_signatures = false;
  return settings;
}

inline bool says(const HttpResponse& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

inline const HttpRequest kUpdateService =
    json_request("AmazonEC2ContainerServiceV20141113.UpdateService", R"({"service":"s"})");

inline std::vector<std::string> names(const std::vector<core::Event>& events) {
  std::vector<std::string> result;
  for (const auto& event : events) result.push_back(event.name);
  return result;
}

}  // namespace spillway::wire
