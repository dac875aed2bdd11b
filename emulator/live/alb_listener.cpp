#include "emulator/live/alb_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace spillway::live {
namespace {

constexpr std::size_t kMaxConnections = 16384;  // further ones wait to be accepted
constexpr int kAcceptsInARow = 32;

Peer peer_of(const sockaddr_in& address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
  return {text.data(), ntohs(address.sin_port)};
}

}  // namespace

AlbListener::AlbListener(AlbFront& front, alb::ListenerInfo info)
    : front_(front), info_(std::move(info)), options_(front.load_balancers.front(info_.handle)) {}

AlbListener::~AlbListener() {
  front_.loop.withdraw(*this);
  if (descriptor_ >= 0) {
    front_.loop.forget(descriptor_);
    ::close(descriptor_);
  }
  while (!connections_.empty()) connections_.back()->hang_up();
}

boost::system::result<void, std::string> AlbListener::listen(const std::string& address,
                                                             std::uint16_t port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &at.sin_addr) != 1) {
    return "cannot listen on '" + address + "': it is not an IPv4 address";
  }
  descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  socklen_t size = sizeof(at);
  auto* const any = reinterpret_cast<sockaddr*>(&at);
  const bool listens =
      descriptor_ >= 0 && setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
      bind(descriptor_, any, sizeof(at)) == 0 && ::listen(descriptor_, SOMAXCONN) == 0 &&
      getsockname(descriptor_, any, &size) == 0 && front_.loop.watch(descriptor_, *this);
  if (!listens) {
    return "cannot listen on " + address + ":" + std::to_string(port) + ": " + std::strerror(errno);
  }
  port_ = ntohs(at.sin_port);
  return {};
}

void AlbListener::on_ready(std::uint32_t events) {
  if (events != 0) waiting_ = true;
  accept();
}

void AlbListener::accept() {
  for (int i = 0; waiting_ && connections_.size() < kMaxConnections; ++i) {
    if (i == kAcceptsInARow) return front_.loop.again(*this);
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    const int descriptor = accept4(descriptor_, reinterpret_cast<sockaddr*>(&address), &size,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      // Out of descriptors: the sweep tries again; at once would only burn the processor.
      waiting_ = errno != EAGAIN && errno != EWOULDBLOCK;
      return;
    }
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    auto connection = std::make_unique<AlbConnection>(front_, *this, descriptor, peer_of(address),
                                                      connections_.size());
    if (connection->is_open()) connections_.push_back(std::move(connection));
  }
}

void AlbListener::sweep(TimePoint now) {
  options_ = front_.load_balancers.front(info_.handle);
  for (std::size_t i = connections_.size(); i > 0; --i) {
    if (i <= connections_.size()) connections_[i - 1]->sweep(now);
  }
  accept();
}

void AlbListener::remove(AlbConnection& connection) {
  const std::size_t place = connection.place();
  std::swap(connections_[place], connections_.back());
  connections_[place]->set_place(place);
  front_.loop.bury(std::move(connections_.back()));
  connections_.pop_back();
  // One that waits has its turn at the next sweep.
}

}  // namespace spillway::live
