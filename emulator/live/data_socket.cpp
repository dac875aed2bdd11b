#include "emulator/live/data_socket.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace spillway::live {
namespace {

constexpr std::size_t kKept = 16 * 1024;  // of a buffer's room, for the next time

bool is_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

DataSocket::DataSocket(DataLoop& loop, int descriptor) : loop_(loop), descriptor_(descriptor) {
  if (!loop_.watch(descriptor_, *this)) close();
}

DataSocket::~DataSocket() { close(); }

void DataSocket::close() {
  if (descriptor_ < 0) return;
  loop_.forget(descriptor_);
  ::close(std::exchange(descriptor_, -1));
  readable_ = writable_ = false;
  hung_up_ = true;
  out_ = {};
  sent_ = 0;
}

bool DataSocket::note(std::uint32_t events) {
  if ((events & EPOLLIN) != 0) readable_ = true;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) readable_ = hung_up_ = true;
  if ((events & EPOLLOUT) == 0 || writable_) return false;
  writable_ = true;
  return true;
}

DataSocket::Got DataSocket::receive(std::string_view& bytes) {
  if (!readable_) return Got::nothing;
  const auto room = loop_.input();
  const auto n = recv(descriptor_, room.data(), room.size(), 0);
  if (n > 0) {
    bytes = {room.data(), static_cast<std::size_t>(n)};
    // A short read has emptied it; what comes later is told. An end that was told is not, again.
    if (bytes.size() < room.size() && !hung_up_) readable_ = false;
    return Got::bytes;
  }
  if (n < 0 && is_later(errno)) {
    if (errno != EINTR) readable_ = false;
    return Got::nothing;
  }
  readable_ = false;
  hung_up_ = true;
  return n == 0 ? Got::end : Got::failed;
}

bool DataSocket::transmit(std::string_view first, std::string_view second) {
  if (descriptor_ < 0) return false;
  std::size_t sent = 0;
  if (writable_ && backlog() == 0) {
    std::array<iovec, 2> parts{};
    parts[0] = {const_cast<char*>(first.data()), first.size()};
    parts[1] = {const_cast<char*>(second.data()), second.size()};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = second.empty() ? 1 : 2;
    const auto n = second.empty() ? send(descriptor_, first.data(), first.size(), MSG_NOSIGNAL)
                                  : sendmsg(descriptor_, &message, MSG_NOSIGNAL);
    if (n < 0 && !is_later(errno)) return false;
    if (n > 0) sent = static_cast<std::size_t>(n);
  }
  if (sent == first.size() + second.size()) return true;
  keep(first, second, sent);
  return true;
}

void DataSocket::keep(std::string_view first, std::string_view second, std::size_t sent) {
  const std::size_t of_first = std::min(sent, first.size());
  out_.append(first.substr(of_first)).append(second.substr(sent - of_first));
  writable_ = false;
}

bool DataSocket::flush() {
  while (writable_ && backlog() > 0) {
    const auto n = send(descriptor_, out_.data() + sent_, backlog(), MSG_NOSIGNAL);
    if (n < 0) {
      if (!is_later(errno)) return false;
      writable_ = errno == EINTR;
      continue;
    }
    sent_ += static_cast<std::size_t>(n);
  }
  if (backlog() > 0) return true;
  sent_ = 0;
  out_.capacity() > kKept ? static_cast<void>(out_ = {}) : out_.clear();
  return true;
}

void DataSocket::shut_sending() { ::shutdown(descriptor_, SHUT_WR); }

}  // namespace spillway::live
