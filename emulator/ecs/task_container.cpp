#include "emulator/ecs/task_container.hpp"

namespace spillway::ecs {
namespace {

constexpr int kKilled = 137;  // 128 + SIGKILL, as aws-facts E3 shows it

SendReply reply_of(ContainerReply reply) {
  switch (reply.outcome) {
    case ContainerReply::Outcome::refused:
      return {SendOutcome::refused, {}};
    case ContainerReply::Outcome::reset:
      return {SendOutcome::reset, {}};
    case ContainerReply::Outcome::answered:
      break;
  }
  return {SendOutcome::answered, std::move(reply.response)};
}

}  // namespace

TaskContainer::TaskContainer(Runtime& runtime, ContainerHost& host, const ContainerSpec& spec,
                             UniqueFunction<void(int)> exited)
    : runtime_(runtime), exited_(std::move(exited)) {
  // In an event of its own: the process may end inside one of our calls to it.
  container_ =
      host.start(spec, [this](int status) { runtime_.post([this, status] { finish(status); }); });
}

TaskContainer::~TaskContainer() { runtime_.cancel(kill_timer_); }

void TaskContainer::send(std::uint16_t port, HttpRequest request, SendDone done) {
  if (!running()) {
    done(SendReply{SendOutcome::refused, {}});
    return;
  }
  const std::uint64_t id = ++last_request_;
  outstanding_->emplace(id, std::move(done));
  container_->send(port, std::move(request),
                   [outstanding = outstanding_, id](ContainerReply reply) {
                     auto request = outstanding->extract(id);
                     if (!request.empty()) request.mapped()(reply_of(std::move(reply)));
                   });
}

void TaskContainer::terminate(Duration patience) {
  if (!running() || told_to_end_) return;
  told_to_end_ = true;
  kill_timer_ = runtime_.call_after(patience, [this] { kill(); });
  container_->signal(Signal::terminate);
}

void TaskContainer::kill() {
  kill_timer_ = TimerId::none;
  if (running()) crash(kKilled);
}

// Whatever the host's process says of its end comes after ours.
void TaskContainer::crash(int exit_code) {
  runtime_.post([this, exit_code] { finish(exit_code); });
  container_->signal(Signal::kill);
}

void TaskContainer::finish(int status) {
  if (!running()) return;
  runtime_.cancel(kill_timer_);
  container_.reset();
  Outstanding unanswered = std::exchange(*outstanding_, {});
  for (auto& [id, done] : unanswered) done(SendReply{SendOutcome::reset, {}});
  exited_(status);
}

}  // namespace spillway::ecs
