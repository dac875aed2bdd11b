#include "emulator/live/target_connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include "emulator/live/target_pool.hpp"

namespace spillway::live {
namespace {

using alb::ConnectOutcome;

constexpr int kReadsInARow = 8;  // of 64 K, before others have their turn

}  // namespace

TargetConnection::TargetConnection(DataLoop& loop, TargetPool& pool, int descriptor,
                                   std::size_t place)
    : DataSocket(loop, descriptor), pool_(pool), place_(place) {}

void TargetConnection::begin(TargetClient& client, const TargetRequest& request) {
  client_ = &client;
  request_ = request;
  replied_ = false;
  may_keep_ = !request.alone;
  scanned_ = 0;
}

void TargetConnection::on_ready(std::uint32_t events) {
  if (!is_open()) return;
  const bool writable = note(events);
  if (!connected_ && events != 0 && !finish_connecting(events)) return;
  if (writable && backlog() > 0) {
    // It may have answered without reading all, and closed.
    if (!flush() && !hung_up()) return ended(true);
    if (backlog() == 0 && client_ != nullptr) client_->target_ready();
  }
  if (is_open()) read();
}

// False: not yet, or it failed.
bool TargetConnection::finish_connecting(std::uint32_t events) {
  if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return false;
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    fail(error == ECONNREFUSED ? ConnectOutcome::refused : ConnectOutcome::reset);
    return false;
  }
  return connected_ = true;
}

void TargetConnection::resume() {
  if (is_open() && !reading_) read();
}

void TargetConnection::read() {
  reading_ = true;
  for (int i = 0; is_open() && may_have_more(); ++i) {
    if (client_ != nullptr && replied_ && !client_->takes_more()) break;
    if (i == kReadsInARow) {
      loop().again(*this);
      break;
    }
    std::string_view block;
    const Got got = receive(block);
    if (got == Got::nothing) break;
    // Something comes where nothing was asked for: it may be the answer to a request to come.
    if (client_ == nullptr) {
      retire();
      break;
    }
    if (got != Got::bytes) {
      ended(got == Got::failed);
      break;
    }
    if (!(replied_ ? read_body(block) : read_head(block))) break;
  }
  reading_ = false;
}

// False: the connection carries this request no more.
bool TargetConnection::read_head(std::string_view block) {
  std::string joined;
  if (!in_.empty()) {
    joined = std::exchange(in_, {});
    joined.append(block);
    block = joined;
  }
  while (true) {
    reply_.response.clear();
    if (!parse_response_head(block, scanned_, request_.is_head, reply_.response, head_)) {
      in_ = block;
      return true;
    }
    if (head_.malformed) {
      fail(ConnectOutcome::malformed);
      return false;
    }
    block.remove_prefix(head_.bytes);
    scanned_ = 0;
    // Interim answers come before the one that counts.
    if (reply_.response.status >= 200 || reply_.response.status == 101) break;
  }
  if (reply_.response.status == 101) head_.body.kind = BodyFraming::Kind::until_close;
  body_.begin(head_.body);
  replied_ = true;
  const std::string_view first = body_.decode(block, scratch_);
  // More than was announced: the connection is out of step.
  if (!block.empty()) may_keep_ = false;
  may_keep_ = may_keep_ && head_.keep_alive && !body_.ends_with_connection();
  if (body_.is_malformed()) {
    fail(ConnectOutcome::malformed);
    return false;
  }
  reply_.outcome = ConnectOutcome::answered;
  client_->target_replied(reply_, first);
  if (client_ == nullptr || !is_open()) return false;
  if (!body_.is_over()) return true;
  done(false);
  return false;
}

bool TargetConnection::read_body(std::string_view block) {
  const std::string_view content = body_.decode(block, scratch_);
  if (!block.empty()) may_keep_ = false;
  if (!content.empty()) client_->target_sent(content);
  if (client_ == nullptr || !is_open()) return false;
  if (!body_.is_over() && !body_.is_malformed()) return true;
  done(body_.is_malformed());
  return false;
}

// The target closed its end, or the connection broke: with a reset no answer is known to be whole.
void TargetConnection::ended(bool broken) {
  if (client_ == nullptr) return retire();
  if (!replied_) return fail(connected_ ? ConnectOutcome::reset : ConnectOutcome::refused);
  if (body_.ends_with_connection() && !broken) body_.end();
  done(!body_.is_over());
}

void TargetConnection::fail(ConnectOutcome outcome) {
  TargetClient* const client = std::exchange(client_, nullptr);
  reply_.response.clear();
  reply_.outcome = outcome;
  retire();
  if (client != nullptr) client->target_replied(reply_, {});
}

void TargetConnection::done(bool broken) {
  TargetClient* const client = std::exchange(client_, nullptr);
  // What the target has not taken of the request would be taken for the next one.
  const bool keep = may_keep_ && !broken && backlog() == 0 && !hung_up() && client->has_sent_all();
  if (keep) {
    idle_until_ = loop().runtime().now() + request_.idle_timeout;
    pool_.put_back(*this);
  } else {
    retire();
  }
  client->target_done(broken);
}

void TargetConnection::let_go() {
  client_ = nullptr;
  retire();
}

void TargetConnection::retire() {
  if (!is_open()) return;
  close();
  pool_.remove(*this);
}

}  // namespace spillway::live
