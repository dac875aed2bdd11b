#include "emulator/live/container_process.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <charconv>

namespace spillway::live {
namespace {

using boost::asio::ip::tcp;
using ecs::ContainerReply;

constexpr const char* kLoopback = "127.0.0.1";

// Where the image listens: what the task definition maps, else what its PORT says.
std::uint16_t port_of(const ecs::ContainerSpec& spec) {
  if (!spec.ports.empty()) return spec.ports.front();
  std::uint16_t port = 8080;
  if (const auto it = spec.environment.find("PORT"); it != spec.environment.end()) {
    std::from_chars(it->second.data(), it->second.data() + it->second.size(), port);
  }
  return port;
}

// One that was free a moment ago. Another program may take it before the container does; then that
// cannot start, and says so.
std::uint16_t free_port(boost::asio::io_context& io) {
  boost::system::error_code error;
  tcp::acceptor acceptor(io);
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.bind({boost::asio::ip::make_address_v4(kLoopback), 0}, error);
  return error ? 0 : acceptor.local_endpoint(error).port();
}

// As runc words what Process says.
std::string reason_of(const std::string& error) {
  if (error.ends_with("No such file or directory")) return "executable file not found in $PATH";
  if (error.ends_with("Permission denied")) return "permission denied";
  return error;
}

ContainerReply::Outcome outcome_of(ClientOutcome::Kind kind) {
  switch (kind) {
    case ClientOutcome::Kind::answered:
      return ContainerReply::Outcome::answered;
    case ClientOutcome::Kind::refused:
      return ContainerReply::Outcome::refused;
    case ClientOutcome::Kind::unreachable:
    case ClientOutcome::Kind::reset:
      break;
  }
  return ContainerReply::Outcome::reset;
}

}  // namespace

ContainerProcess::ContainerProcess(LiveRuntime& runtime, const ecs::ContainerSpec& spec)
    : runtime_(runtime),
      container_port_(port_of(spec)),
      host_port_(free_port(runtime.io_context())),
      client_(runtime, kLoopback, host_port_) {}

ContainerProcess::~ContainerProcess() {
  if (gone_) gone_();
}

void ContainerProcess::start(Guardian& guardian, Program program, Process::OnLine on_line,
                             UniqueFunction<void(int)> exited) {
  program.environment["PORT"] = std::to_string(host_port_);
  program.environment["BIND_ADDRESS"] = kLoopback;
  const Process::OnLine tell = on_line;
  // A container's exit code counts signals as the shell does (aws-facts E3).
  auto ended = [exited = std::move(exited)](int status) mutable {
    exited(status < 0 ? 128 - status : status);
  };
  auto process = Process::start(runtime_, guardian, program, std::move(on_line), std::move(ended));
  if (process) {
    process_ = std::move(*process);
    return;
  }
  tell(process.error());
  const std::string name = program.command.empty() ? "" : program.command.front();
  cannot_start_ = "exec: \"" + name + "\": " + reason_of(process.error());
}

void ContainerProcess::send(std::uint16_t port, HttpRequest request,
                            UniqueFunction<void(ContainerReply)> done) {
  if (port != container_port_) return done({ContainerReply::Outcome::refused, {}});
  client_.send(std::move(request), true, [done = std::move(done)](ClientOutcome&& outcome) mutable {
    done({outcome_of(outcome.kind), std::move(outcome.response)});
  });
}

void ContainerProcess::signal(ecs::Signal signal) {
  if (process_) process_->signal(static_cast<int>(signal));
}

}  // namespace spillway::live
