#include "tools/harness/virtual_container.hpp"

#include <charconv>

namespace spillway::harness {
namespace {

// The server's own default; the program's main reads the same variable.
std::uint16_t port_of(const ecs::ContainerSpec& spec) {
  std::uint16_t port = 8080;
  if (const auto it = spec.environment.find("PORT"); it != spec.environment.end()) {
    std::from_chars(it->second.data(), it->second.data() + it->second.size(), port);
  }
  return port;
}

}  // namespace

VirtualContainer::VirtualContainer(Runtime& runtime, const ecs::ContainerSpec& spec,
                                   UniqueFunction<void(int)> exited)
    : runtime_(runtime),
      app_(runtime, app::Mode::server),
      port_(port_of(spec)),
      exited_(std::move(exited)) {}

VirtualContainer::~VirtualContainer() {
  if (exit_timer_ != TimerId::none) runtime_.cancel(exit_timer_);
}

void VirtualContainer::send(std::uint16_t port, HttpRequest request,
                            UniqueFunction<void(ecs::ContainerReply)> done) {
  if (port != port_ || draining_) {
    done({ecs::ContainerReply::Outcome::refused, {}});
    return;
  }
  const std::uint64_t id = ++last_id_;
  Spawned& job = requests_[id];
  Spawned started =
      spawn(app_.handle(request),
            [this, id, done = std::move(done)](TaskResult<HttpResponse> result) mutable {
              // A handler that throws is answered for by the server, as in the deployed binary.
              HttpResponse response = result.error ? app::message_response(500, reason_phrase(500))
                                                   : std::move(*result.value);
              done({ecs::ContainerReply::Outcome::answered, std::move(response)});
              answered(id);
            });
  if (started.running()) job = std::move(started);
}

void VirtualContainer::answered(std::uint64_t id) {
  requests_.erase(id);
  if (draining_ && requests_.empty()) exit(0);
}

void VirtualContainer::signal(ecs::Signal signal) {
  if (signal == ecs::Signal::kill) {
    requests_.clear();
    exit(137);
    return;
  }
  draining_ = true;
  if (requests_.empty()) exit(0);
}

// The end of the process is noticed a moment later, as from a real one.
void VirtualContainer::exit(int status) {
  if (exit_timer_ != TimerId::none) return;
  exit_timer_ = runtime_.post([this, status] {
    exit_timer_ = TimerId::none;
    auto exited = std::move(exited_);
    exited(status);
  });
}

}  // namespace spillway::harness
