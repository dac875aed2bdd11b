#include "controller/controller.hpp"

#include "runtime/check.hpp"
#include "runtime/json.hpp"

namespace spillway::controller {
namespace {

std::string to_json(const Done& done) {
  Json answer = Json::object();
  answer["action"] = done.action;
  answer["reason"] = done.reason;
  answer["tasks"] = done.tasks;
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

FunctionError to_function_error(const CallError& error) {
  const std::string code = error.code.empty() ? "no answer" : error.code;
  return {"Function.ApiCallFailed", error.action + " failed: " + code + ": " + error.message};
}

template <class T>
constexpr bool kEnds = std::is_same_v<T, Done> || std::is_same_v<T, Failed>;

}  // namespace

Controller::Controller(Runtime& runtime, Ecs& ecs, Elb& elb, Config config)
    : runtime_(runtime), ecs_(ecs), elb_(elb), config_(std::move(config)) {}

Task<InvocationResult> Controller::handle(const Invocation& invocation) {
  const auto event = parse_alarm_event(invocation.payload);
  if (!event) co_return event.error();
  const auto strategy = make_strategy(config_.strategy, config_);
  SPILLWAY_CHECK(strategy != nullptr);  // config_from() has seen to it
  Input input = *event;
  while (true) {
    Action action = strategy->step(std::move(input));
    if (const auto* done = std::get_if<Done>(&action)) co_return to_json(*done);
    if (const auto* failed = std::get_if<Failed>(&action)) {
      co_return to_function_error(failed->error);
    }
    const auto start = [this](auto& what) -> Task<Input> {
      if constexpr (kEnds<std::remove_cvref_t<decltype(what)>>) {
        SPILLWAY_CHECK(!"handled above");
        return Task<Input>(nullptr);
      } else {
        return perform(std::move(what));
      }
    };
    input = co_await std::visit(start, action);
  }
}

Task<Input> Controller::perform(SetDesiredCount action) {
  const auto result =
      co_await ecs_.set_desired_count(config_.cluster, config_.service, action.count);
  if (!result) co_return CallFailed{result.error()};
  co_return CallSucceeded{};
}

Task<Input> Controller::perform(ListTasks) {
  auto result = co_await ecs_.list_tasks(config_.cluster);
  if (!result) co_return CallFailed{result.error()};
  co_return TasksListed{std::move(*result)};
}

Task<Input> Controller::perform(DescribeTasks action) {
  auto result = co_await ecs_.describe_tasks(config_.cluster, std::move(action.tasks));
  if (!result) co_return CallFailed{result.error()};
  co_return TasksDescribed{std::move(*result)};
}

Task<Input> Controller::perform(SetWeights action) {
  std::vector<TargetGroupWeight> weights;
  weights.push_back({config_.lambda_target_group_arn, action.lambda});
  weights.push_back({config_.ecs_target_group_arn, action.ecs});
  const auto result = co_await elb_.set_weights(config_.listener_arn, std::move(weights),
                                                config_.stickiness_seconds);
  if (!result) co_return CallFailed{result.error()};
  co_return CallSucceeded{};
}

Task<Input> Controller::perform(Wait action) {
  co_await sleep_for(runtime_, action.duration);
  co_return Waited{};
}

}  // namespace spillway::controller
