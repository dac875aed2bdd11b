// A load balancer between fakes: a function and addresses that answer what a test says.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/alb/load_balancers.hpp"
#include "emulator/core/context.hpp"
#include "emulator/core/faults.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

namespace spillway::alb::test {

using namespace std::chrono_literals;

/// Metrics added up, and which of them have a sample at all, by "name dimension=value ...".
class FakeMetrics final : public core::MetricSink {
 public:
  core::MetricId intern(const core::MetricKey& key, std::string unit) override;
  void put(core::MetricId metric, double value, TimePoint) override;
  double sum(const std::string& name) const;
  bool reported(const std::string& name) const { return sums_.contains(name); }
  /// The names of those with a sample whose name ends so, without that end.
  std::vector<std::string> reported_with(const std::string& dimensions) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, double> sums_;
};

class FakeBus final : public core::EventBus {
 public:
  void put_event(core::BusEvent) override {}
};

class FakeCredentials final : public core::CredentialIssuer {
 public:
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

/// Answers each invocation by `reply` after `delay`; a negative delay: never.
class FakeLambda final : public LambdaInvoker {
 public:
  explicit FakeLambda(Runtime& runtime) : runtime_(runtime) {}
  void invoke(const std::string& function_arn, const std::string& target_group_arn,
              std::string_view event, LambdaDone done) override;
  std::string registration_error(const std::string&, const std::string&) override {
    return refusal;
  }

  LambdaReply reply{LambdaOutcome::ok, R"({"statusCode":200,"body":"hi"})"};
  Duration delay{0};
  std::string refusal;
  std::vector<std::string> events;

 private:
  Runtime& runtime_;
  std::deque<LambdaDone> unanswered_;
};

/// Answers each request to an address as said for "ip:port"; unlisted: no_route.
class FakeNetwork final : public TargetNetwork {
 public:
  struct Behaviour {
    ConnectOutcome outcome = ConnectOutcome::answered;
    HttpResponse response{200, "", {{"Server", "app"}}, "from ecs"};
    Duration delay{0};  ///< negative: never
  };
  struct Seen {
    TimePoint at;
    std::string address;
    HttpRequest request;
  };

  explicit FakeNetwork(Runtime& runtime) : runtime_(runtime) {}
  void send(const std::string& ip, std::uint16_t port, HttpRequest request,
            TargetDone done) override;
  /// Listed hosts are at port 4711 of this machine.
  Reach reach(const std::string& ip, std::uint16_t port) override {
    if (hosts.contains(ip + ":" + std::to_string(port))) return {std::nullopt, 4711};
    return {ConnectOutcome::no_route, 0};
  }
  /// Those that were not health checks.
  std::vector<Seen> requests() const;
  std::vector<Seen> probes() const;

  std::map<std::string, Behaviour> hosts;
  std::vector<Seen> seen;

 private:
  Runtime& runtime_;
  std::deque<TargetDone> unanswered_;
};

constexpr const char* kFunction = "arn:aws:lambda:sa-east-1:123456789012:function:app";

/// One world; a listener on port 80 with a lambda and an ip target group once built.
struct World {
  explicit World(Settings settings = quick(), std::vector<core::Fault> broken = {});
  /// No hop and no delays of AWS's: what a test does not look at.
  static Settings quick();

  /// The call's result; fails the test if there is none.
  Json call(const std::string& action, const Json& params);
  core::ApiError error(const std::string& action, const Json& params);

  std::string make_balancer(const std::string& name = "web");
  std::string make_lambda_group(const std::string& name = "lambda-tg", Json more = {});
  std::string make_ip_group(const std::string& name = "ecs-tg", Json more = {});
  std::string make_listener(const std::string& balancer, const Json& actions, int port = 80);
  void set_group(const std::string& group, const std::string& key, const std::string& value);
  void register_function(const std::string& group);
  void register_ip(const std::string& group, const std::string& ip, int port = 8080);
  /// Balancer, both groups, the function registered, weights 1 and 0.
  void build();
  void set_weights(int lambda, int ecs);
  static Json weighted(const std::string& a, int weight_a, const std::string& b, int weight_b);
  static Json forward_to(const std::string& group);

  /// Sends and runs for `time`; the answer if it has come.
  std::optional<ClientResponse> get(const std::string& target = "/", Duration time = 1s);
  std::optional<ClientResponse> send(ClientRequest request, Duration time = 1s);
  std::string state_of(const std::string& group, const std::string& ip, int port = 8080);
  std::vector<core::Event> events(const std::string& name) const;

  sim::VirtualRuntime runtime;
  core::Timeline timeline{runtime};
  FakeMetrics metrics;
  FakeBus bus;
  FakeCredentials credentials;
  core::OperationRegistry operations;
  core::Account account;
  std::unique_ptr<core::Faults> faults;  // null if nothing is broken
  core::Context context;
  FakeLambda lambda{runtime};
  FakeNetwork network{runtime};
  LoadBalancers balancers;
  std::vector<core::Event> recorded;
  std::string balancer, lambda_group, ip_group, listener;
};

std::optional<std::string> header(const ClientResponse& answer, std::string_view name);

inline constexpr const char* kIp = "10.0.0.5";
inline constexpr const char* kAddress = "10.0.0.5:8080";

// A world whose requests go to one healthy address.
struct IpWorld : World {
  IpWorld() {
    build();
    network.hosts[kAddress] = {};
    register_ip(ip_group, kIp);
    set_weights(0, 1);
    runtime.run_for(1s);
  }
};

}  // namespace spillway::alb::test
