// An AlbConnection's time-outs, which a look once a second sees.
#include "emulator/live/alb_connection.hpp"
#include "emulator/live/alb_listener.hpp"

namespace spillway::live {
namespace {

constexpr Duration kLinger = std::chrono::seconds(2);

}  // namespace

// A request that was not read to the end of its head.
void AlbConnection::refuse_as(int status) {
  head_ = {};
  head_.refused = status;
  received_ = in_.size();
  in_.clear();
  if (scanned_ == 0) draft_time();
  client_.request = {};
  client_.request.method.clear();
  begin_request();
  advance();
}

void AlbConnection::sweep(TimePoint now) {
  if (!is_open()) return;
  const Duration silent = now - active_at_;
  const alb::FrontOptions& options = listener_.options();
  if (phase_ == Phase::lingering) {
    if (silent >= kLinger) hang_up();
    return;
  }
  if (phase_ == Phase::head) {
    const bool old = now - connected_at_ >= options.client_keep_alive;
    if (silent < options.idle_timeout && !(old && in_.empty())) return;
    // Who has begun, or never said a word, is told so; silence between requests just ends.
    return in_.empty() && !first_ ? hang_up() : refuse_as(408);
  }
  using alb::ConnectOutcome;
  const bool unconnected = target_ != nullptr && !target_->is_connected();
  if (unconnected && silent >= options.connect_timeout) return give_up(ConnectOutcome::unconnected);
  if (silent < options.idle_timeout) return;
  const bool client_is_late =
      upload_ == Upload::collecting ||
      (upload_ == Upload::forwarding && target_ != nullptr && target_->backlog() == 0);
  if (phase_ == Phase::closing || upload_ == Upload::discarding || begun_) return client_gone(408);
  if (client_is_late) return front_.load_balancers.refuse(id_, 408);
  // A function is waited for as long as it takes (aws-facts A3).
  if (target_ != nullptr) give_up(ConnectOutcome::silent);
}

void AlbConnection::give_up(alb::ConnectOutcome outcome) {
  drop_target();
  alb::TargetReply reply;
  reply.outcome = outcome;
  front_.load_balancers.target_answered(id_, reply);
}

}  // namespace spillway::live
