#include "emulator/live/target_pool.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace spillway::live {
namespace {

// On its way to the port; -1: it cannot be.
int connect_to(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ||
      errno == EINPROGRESS) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

}  // namespace

TargetConnection* TargetPool::take() {
  if (!idle_.empty()) {
    TargetConnection* const last = idle_.back();
    idle_.pop_back();
    return last;
  }
  const int descriptor = connect_to(port_);
  if (descriptor < 0) return nullptr;
  auto made = std::make_unique<TargetConnection>(loop_, *this, descriptor, all_.size());
  if (!made->is_open()) return nullptr;
  all_.push_back(std::move(made));
  return all_.back().get();
}

void TargetPool::put_back(TargetConnection& connection) { idle_.push_back(&connection); }

void TargetPool::remove(TargetConnection& connection) {
  std::erase(idle_, &connection);
  const std::size_t place = connection.place();
  std::swap(all_[place], all_.back());
  all_[place]->set_place(place);
  loop_.bury(std::move(all_.back()));
  all_.pop_back();
}

void TargetPool::sweep(TimePoint now) {
  const auto idle = idle_;
  for (TargetConnection* connection : idle) {
    if (now >= connection->idle_until()) connection->let_go();
  }
}

}  // namespace spillway::live
