#include "tools/harness/virtual_function.hpp"

#include <exception>

#include "app/alb_front_door.hpp"
#include "controller/program.hpp"

namespace spillway::harness {
namespace {

using lambda::InvocationOutput;

constexpr std::size_t kPadding = 64;

// An exception that leaves a handler is told as the deployed binary's loop tells it.
InvocationOutput output_of(TaskResult<InvocationResult>&& result) {
  if (result.error) {
    return {InvocationOutput::Kind::error, error_body(unhandled_exception(result.error)), 0};
  }
  InvocationResult& answer = *result.value;
  if (!answer) return {InvocationOutput::Kind::error, error_body(answer.error()), 0};
  return {InvocationOutput::Kind::response, std::move(*answer), 0};
}

}  // namespace

FunctionProgram make_app_function(Runtime& runtime) {
  auto door = std::make_shared<app::AlbFrontDoor>(runtime);
  return InvocationHandler(
      [door](const Invocation& invocation) { return door->handle(invocation); });
}

FunctionProgram make_controller_function(Runtime& runtime, HttpTransport& transport,
                                         const lambda::FunctionSpec& spec) {
  auto made = controller::make_controller(runtime, transport, Environment(spec.environment));
  if (!made) return made.error();
  const std::shared_ptr<controller::ControllerProgram> program = std::move(*made);
  return InvocationHandler(
      [program](const Invocation& invocation) { return program->handle(invocation); });
}

void VirtualFunction::invoke(const lambda::InvocationInput& input, lambda::InvocationDone done) {
  invocation_.request_id.assign(input.request_id);
  if (invocation_.trace_id != input.trace_id) invocation_.trace_id.assign(input.trace_id);
  invocation_.deadline = input.deadline;
  // With room for a parser's padding; the buffer serves one event after the other.
  const std::size_t needed = input.payload.size() + kPadding;
  if (invocation_.payload.capacity() < needed) invocation_.payload.reserve(2 * needed);
  invocation_.payload.assign(input.payload);
  done_ = std::move(done);
  running_ = spawn(handler_(invocation_), [this](TaskResult<InvocationResult>&& result) {
    lambda::InvocationDone its_done = std::move(done_);  // which may destroy this environment
    its_done(output_of(std::move(result)));
  });
}

}  // namespace spillway::harness
