#include "emulator/live/alb_connection.hpp"

#include "emulator/live/alb_listener.hpp"

namespace spillway::live {
namespace {

constexpr int kStepsInARow = 16;          // before others have their turn
constexpr std::size_t kKept = 16 * 1024;  // of a buffer's room

}  // namespace

AlbConnection::AlbConnection(AlbFront& front, AlbListener& listener, int descriptor, Peer peer,
                             std::size_t place)
    : DataSocket(front.loop, descriptor),
      front_(front),
      listener_(listener),
      peer_(std::move(peer)),
      number_(++front.connections),
      place_(place),
      connected_at_(front.runtime.now()),
      active_at_(connected_at_) {
  if (front_.log.is_open()) draft_ = std::make_unique<Draft>();
}

void AlbConnection::on_ready(std::uint32_t events) {
  if (!is_open()) return;
  const bool writable = note(events);
  if (writable && backlog() > 0) {
    if (!flush()) return client_gone(460);
    touch();
    if (backlog() == 0) {
      if (phase_ == Phase::closing) linger();
      if (target_ != nullptr) target_->resume();
    }
  }
  advance();
}

void AlbConnection::advance() {
  if (advancing_) return;
  advancing_ = true;
  int steps = 0;
  while (is_open() && step()) {
    if (++steps < kStepsInARow) continue;
    loop().again(*this);
    break;
  }
  advancing_ = false;
}

// False: nothing can be done now.
bool AlbConnection::step() {
  switch (phase_) {
    case Phase::head:
      return backlog() == 0 && read_head();
    case Phase::busy:
      return read_body();
    case Phase::closing:
      if (hung_up()) client_gone(460);
      return false;
    case Phase::lingering:
      return drain();
  }
  return false;
}

bool AlbConnection::read_head() {
  std::string_view block = in_;
  const bool begun = !in_.empty();
  if (!begun || parsed_) {
    const Got got = receive(block);
    if (got == Got::nothing) return false;
    if (got != Got::bytes) {
      hang_up();
      return false;
    }
    if (begun) {
      in_.append(block);
      block = in_;
    }
  }
  touch();
  if (scanned_ == 0) draft_time();
  client_.request.headers.clear();
  client_.request.method.clear();
  client_.request.target.clear();
  client_.request.body.clear();
  if (!parse_request_head(block, scanned_, client_.request, head_)) {
    if (!begun) in_ = block;
    parsed_ = true;
    return true;
  }
  received_ = head_.bytes;
  keep_rest(block.substr(head_.bytes));
  begin_request();
  return true;
}

// `rest` may be the end of in_.
void AlbConnection::keep_rest(std::string_view rest) {
  parsed_ = false;
  if (rest.empty()) {
    in_.capacity() > kKept ? static_cast<void>(in_ = {}) : in_.clear();
  } else if (rest.size() < in_.size() && rest.data() >= in_.data() &&
             rest.data() < in_.data() + in_.size()) {
    in_.erase(0, in_.size() - rest.size());
  } else if (rest.data() != in_.data()) {
    in_.assign(rest);
  }
}

void AlbConnection::begin_request() {
  const alb::DesyncMode mode = listener_.options().desync;
  if (head_.refused == 0 && is_blocked(head_.desync.tier, mode)) head_.refused = 400;
  phase_ = Phase::busy;
  scanned_ = 0;
  sent_ = 0;
  status_ = 0;
  begun_ = answered_ = chunked_ = tunnel_ = continued_ = false;
  is_head_ = client_.request.method == "HEAD";
  if (head_.refused == 400) {  // what it says cannot be relied on
    client_.request.method.clear();
    client_.request.target.clear();
  }
  keep_alive_ = head_.refused == 0 && head_.keep_alive;
  if (ends_connections(head_.desync.tier, mode)) keep_alive_ = false;
  body_.begin(head_.refused == 0 ? head_.body : BodyFraming{});
  upload_ = head_.refused != 0 ? Upload::given_up
            : body_.is_over()  ? Upload::done
                               : Upload::waiting;
  client_.client_ip = peer_.ip;
  client_.client_port = peer_.port;
  client_.new_connection = std::exchange(first_, false);
  client_.body_follows = upload_ == Upload::waiting;
  client_.refused = head_.refused;
  notes.clear();
  draft();
  CauseScope nobody(front_.runtime, 0);  // the answer before this request is not its cause
  id_ = front_.load_balancers.receive(listener_.info().handle, client_, *this);
}

bool AlbConnection::read_body() {
  const bool wanted = upload_ == Upload::collecting || upload_ == Upload::discarding ||
                      (upload_ == Upload::forwarding && target_ != nullptr);
  if (!wanted) {
    if (hung_up()) client_gone(upload_ == Upload::done ? 460 : 400);
    return false;
  }
  if (upload_ == Upload::forwarding && target_->backlog() > 0) return false;
  const std::string held = std::exchange(in_, {});
  std::string_view block = held;
  if (held.empty()) {
    const Got got = receive(block);
    if (got == Got::nothing) return false;
    if (got != Got::bytes) {
      // Who sends no more in the middle of a request may still be listening.
      got == Got::end && !begun_ ? bad_body() : client_gone(400);
      return false;
    }
  }
  touch();
  const std::size_t before = block.size();
  const std::string_view content = body_.decode(block, scratch_);
  received_ += before - block.size();
  keep_rest(block);
  if (body_.is_malformed()) {
    bad_body();
    return false;
  }
  take_body(content);
  if (is_open() && phase_ == Phase::busy && body_.is_over()) body_ended();
  return true;
}

void AlbConnection::take_body(std::string_view content) {
  if (content.empty()) return;
  if (upload_ == Upload::collecting) {
    if (collected_.size() + content.size() > limit_) {
      return front_.load_balancers.refuse(id_, 413);
    }
    collected_.append(content);
  } else if (upload_ == Upload::forwarding && body_.is_chunked()) {
    char size[20];
    std::string& out = loop().output();
    out.assign(chunk_head(content.size(), size)).append(content).append("\r\n");
    target_->pass_on(out);
  } else if (upload_ == Upload::forwarding) {
    target_->pass_on(content);
  }
}

void AlbConnection::body_ended() {
  switch (std::exchange(upload_, Upload::done)) {
    case Upload::forwarding:
      if (body_.is_chunked()) target_->pass_on(kLastChunk);
      break;
    case Upload::collecting:
      front_.load_balancers.give_body(id_, std::exchange(collected_, {}));
      break;
    case Upload::discarding:
      go_on();
      break;
    case Upload::given_up:
      upload_ = Upload::given_up;
      break;
    case Upload::done:
    case Upload::waiting:
      break;
  }
}

void AlbConnection::bad_body() {
  upload_ = Upload::given_up;
  keep_alive_ = false;
  if (begun_) return client_gone(400);
  if (body_.is_malformed()) head_.desync.note(Desync::Tier::severe, "BadTransferEncoding");
  front_.load_balancers.refuse(id_, 400);
}

bool AlbConnection::drain() {
  std::string_view block;
  const Got got = receive(block);
  if (got == Got::end || got == Got::failed) hang_up();
  return got == Got::bytes;
}

// Also the end of a WebSocket, which is how it ends.
void AlbConnection::client_gone(int status) {
  if (phase_ == Phase::busy && !answered_) {
    const alb::RequestId id = std::exchange(id_, {});
    if (!begun_) status_ = status;
    drop_target();
    front_.load_balancers.abort(id, status);
    log();
  }
  hang_up();
}

void AlbConnection::hang_up() {
  if (!is_open()) return;
  if (phase_ == Phase::busy && !answered_) {
    drop_target();
    front_.load_balancers.abort(std::exchange(id_, {}), 460);
  }
  close();
  phase_ = Phase::lingering;
  listener_.remove(*this);
}

void AlbConnection::linger() {
  // Closing while bytes are unread would reset the connection, and the answer might be lost.
  if (hung_up() && !may_have_more()) return hang_up();
  shut_sending();
  phase_ = Phase::lingering;
  touch();
}

}  // namespace spillway::live
