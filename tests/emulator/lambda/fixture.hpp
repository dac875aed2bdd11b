// A Lambda with a host whose functions do what the test says. Owned by the test case.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/lambda/functions.hpp"
#include "emulator/sim/virtual_runtime.hpp"

namespace spillway::lambda::testing {

class NullMetrics final : public core::MetricSink {
 public:
  core::MetricId intern(const core::MetricKey& key, std::string) override {
    keys.push_back(key);
    return static_cast<core::MetricId>(keys.size() - 1);
  }
  void put(core::MetricId id, double value, TimePoint timestamp) override {
    samples.push_back({keys[static_cast<std::size_t>(id)], value, timestamp});
  }
  struct Sample {
    core::MetricKey key;
    double value;
    TimePoint timestamp;
  };
  /// Samples of a metric of the function "f", by its name alone.
  std::vector<Sample> of(const std::string& name, std::size_t dimensions = 1) const;
  /// Values of a metric with just these dimensions.
  std::vector<double> values(const std::string& name, const core::Dimensions& dimensions) const;

  std::vector<core::MetricKey> keys;
  std::vector<Sample> samples;
};

class NullBus final : public core::EventBus {
 public:
  void put_event(core::BusEvent event) override { events.push_back(std::move(event)); }
  std::vector<core::BusEvent> events;
};

/// Queues that keep what they are sent, but for the one that is called "missing".
class FakeQueues final : public core::MessageQueues {
 public:
  core::SendOutcome send(const std::string& queue_arn, const core::MessageSender& sender,
                         std::string body, std::map<std::string, std::string> attributes) override {
    if (queue_arn.ends_with(":missing")) return core::SendOutcome::no_queue;
    sent.push_back({queue_arn, sender.role_arn, std::move(body), std::move(attributes)});
    return core::SendOutcome::accepted;
  }
  struct Message {
    std::string queue_arn;
    std::string role_arn;
    std::string body;
    std::map<std::string, std::string> attributes;
  };
  std::vector<Message> sent;
};

class FixedKeys final : public core::CredentialIssuer {
 public:
  core::IssuedCredentials issue(const std::string& role, const std::string& caller) override {
    return {"ASIA" + caller, "secret of " + role, "token"};
  }
  bool allows(const std::string&, std::string_view action, const std::string&) const override {
    return action != denied;
  }
  std::string denied;  ///< what no role may do
};

/// What an invocation does: takes its time, then answers.
struct Behaviour {
  Duration takes{};
  InvocationOutput output;
};

class FakeHost final : public FunctionHost {
 public:
  explicit FakeHost(Runtime& runtime) : runtime_(runtime) {}
  std::string cannot_host(const FunctionSpec&) const override { return {}; }
  std::unique_ptr<FunctionEnvironment> start(const FunctionSpec& spec,
                                             UniqueFunction<void(InitOutput)> ready) override;

  Behaviour next;                ///< of every invocation, unless `script` has one
  std::deque<Behaviour> script;  ///< of the next invocations, in order
  Duration init{};               ///< of every start, unless `inits` has one
  std::deque<Duration> inits;
  std::string init_error;
  /// Of the first, second, ... environment started; else ready.
  std::map<int, FunctionEnvironment::Condition> conditions;
  std::int64_t memory_mb = 0;  ///< that a process has used; 0: nobody measures it
  int started = 0;
  int alive = 0;
  std::vector<FunctionSpec> specs;
  // What the environments were given, kept.
  struct Input {
    std::string request_id;
    TimePoint deadline;
    std::string payload;
  };
  std::vector<Input> inputs;

 private:
  class Environment;
  Runtime& runtime_;
};

struct Lambda {
  explicit Lambda(Settings settings = quick());
  /// Cold start and overhead of known length.
  static Settings quick();

  core::ApiResult call(const char* action, Json params);
  void create(const std::string& name = "f", Json more = Json::object());
  /// Invokes "f" and keeps the reply, with its time.
  void invoke(bool per_request = false);
  /// The same of a version or an alias: "f:live".
  void invoke_as(const std::string& name);
  void accept(const std::string& name = "f");
  std::vector<core::Event> events_of(const std::string& name) const;

  sim::VirtualRuntime runtime;
  core::Timeline timeline{runtime};
  NullMetrics metrics;
  NullBus bus;
  FixedKeys keys;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{runtime, timeline, metrics, bus, keys, operations, account};
  FakeHost host{runtime};
  Functions functions;
  std::vector<core::Event> events;
  struct Reply {
    InvokeReply reply;
    TimePoint at;
  };
  std::vector<Reply> replies;
};

}  // namespace spillway::lambda::testing
