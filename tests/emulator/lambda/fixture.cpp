#include "tests/emulator/lambda/fixture.hpp"

#include "tests/support/catch.hpp"

namespace spillway::lambda::testing {

std::vector<NullMetrics::Sample> NullMetrics::of(const std::string& name,
                                                 std::size_t dimensions) const {
  std::vector<Sample> found;
  for (const Sample& sample : samples) {
    if (sample.key.name == name && sample.key.dimensions.size() == dimensions)
      found.push_back(sample);
  }
  return found;
}

std::vector<double> NullMetrics::values(const std::string& name,
                                        const core::Dimensions& dimensions) const {
  std::vector<double> found;
  for (const Sample& sample : samples) {
    if (sample.key.name == name && sample.key.dimensions == dimensions)
      found.push_back(sample.value);
  }
  return found;
}

class FakeHost::Environment final : public FunctionEnvironment {
 public:
  explicit Environment(FakeHost& host) : host_(host), number_(host.started) { ++host_.alive; }
  ~Environment() override {
    --host_.alive;
    host_.runtime_.cancel(timer_);
  }
  void invoke(const InvocationInput& input, InvocationDone done) override {
    host_.inputs.push_back(
        {std::string(input.request_id), input.deadline, std::string(input.payload)});
    Behaviour behaviour = host_.next;
    if (!host_.script.empty()) {
      behaviour = host_.script.front();
      host_.script.pop_front();
    }
    if (behaviour.takes == Duration::zero()) {
      done(std::move(behaviour.output));
      return;
    }
    timer_ = host_.runtime_.call_after(
        behaviour.takes,
        [done = std::move(done), output = behaviour.output]() mutable { done(std::move(output)); });
  }
  std::int64_t max_memory_mb() override { return host_.memory_mb; }
  Condition condition() const override {
    const auto it = host_.conditions.find(number_);
    return it == host_.conditions.end() ? Condition::ready : it->second;
  }

 private:
  FakeHost& host_;
  const int number_;
  TimerId timer_ = TimerId::none;
};

std::unique_ptr<FunctionEnvironment> FakeHost::start(const FunctionSpec& spec,
                                                     UniqueFunction<void(InitOutput)> ready) {
  ++started;
  specs.push_back(spec);
  Duration takes = init;
  if (!inits.empty()) {
    takes = inits.front();
    inits.pop_front();
  }
  InitOutput output{init_error.empty(), init_error};
  if (takes == Duration::zero()) {
    ready(std::move(output));
  } else {
    runtime_.call_after(takes,
                        [ready = std::move(ready), output]() mutable { ready(std::move(output)); });
  }
  return std::make_unique<Environment>(*this);
}

Settings Lambda::quick() {
  Settings settings;
  settings.cold_start = Duration(std::chrono::milliseconds(500));
  settings.invoke_overhead = Duration(std::chrono::milliseconds(2));
  settings.async_handover = Duration(std::chrono::milliseconds(50));
  return settings;
}

Lambda::Lambda(Settings settings) : functions(context, std::move(settings), host) {
  timeline.subscribe([this](const core::Event& event) { events.push_back(event); });
}

core::ApiResult Lambda::call(const char* action, Json params) {
  return operations.call("lambda", action, params, {"test", "", "id"});
}

void Lambda::create(const std::string& name, Json more) {
  Json params = {{"FunctionName", name},
                 {"Role", "arn:aws:iam::123456789012:role/r"},
                 {"PackageType", "Image"},
                 {"Code", {{"ImageUri", "image"}}}};
  params.update(more);
  const auto answer = call("CreateFunction", params);
  if (!answer) FAIL(answer.error().message);
}

void Lambda::invoke(bool per_request) {
  const Caller caller{{}, {}, "test", per_request};
  functions.invoke(*functions.find("f"), caller, "{}", [this](InvokeReply reply) {
    replies.push_back({std::move(reply), runtime.now()});
  });
}

void Lambda::invoke_as(const std::string& name) {
  functions.invoke(*functions.find(name), {{}, {}, "test", false}, "{}", [this](InvokeReply reply) {
    replies.push_back({std::move(reply), runtime.now()});
  });
}

void Lambda::accept(const std::string& name) {
  const Caller caller{{}, {}, "test", false};
  CHECK(functions.invoke_async(*functions.find(name), caller, "{\"n\":1}") ==
        AcceptOutcome::accepted);
}

std::vector<core::Event> Lambda::events_of(const std::string& name) const {
  std::vector<core::Event> found;
  for (const auto& event : events) {
    if (event.name == name) found.push_back(event);
  }
  return found;
}

}  // namespace spillway::lambda::testing
