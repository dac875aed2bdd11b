// What an AlbConnection does at the bidding of the load balancer and of the target.
#include "emulator/live/alb_connection.hpp"
#include "emulator/live/alb_listener.hpp"
#include "emulator/live/head_text.hpp"

namespace spillway::live {
namespace {

using Kind = BodyFraming::Kind;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kCopied = 4096;                  // dearer to send in a part of its own
constexpr std::uint64_t kWorthDiscarding = 64 * 1024;  // of a body, to keep the connection

// As nginx does, whose pages these are (UNSOURCED).
bool ends_connection(int status) {
  return status == 400 || status == 408 || status == 413 || status == 414 || status == 500 ||
         status == 501;
}

std::string_view name_of(alb::TargetKind kind) {
  if (kind == alb::TargetKind::none) return "alb";
  return kind == alb::TargetKind::lambda ? "lambda" : "ecs";
}

}  // namespace

void AlbConnection::send(std::string_view first, std::string_view second) {
  sent_ += first.size() + second.size();
  // If the connection is broken, the next event says so.
  transmit(first, second);
}

void AlbConnection::send_continue() {
  if (!head_.expects_continue || continued_ || !in_.empty()) return;
  continued_ = true;
  transmit(kContinue);
}

// The request is over for the load balancer: what becomes of the rest of its body?
void AlbConnection::settle_upload() {
  if (upload_ == Upload::done) return;
  const bool comes = !head_.expects_continue || continued_;
  const bool small = !body_.is_chunked() && body_.remaining() <= kWorthDiscarding;
  if (upload_ != Upload::given_up && comes && small) {
    upload_ = Upload::discarding;
  } else {
    upload_ = Upload::given_up;
    keep_alive_ = false;
  }
}

void AlbConnection::answer(alb::ClientResponse&& response) {
  front_.last_targets[peer_.port] = response.target_kind;
  drop_target();
  if (!response.connected) {
    answered_ = true;
    return hang_up();
  }
  const HttpResponse& http = response.response;
  front_.traffic.count(response.target_status ? response.target_kind : alb::TargetKind::none,
                       http.status);
  const auto& options = listener_.options();
  settle_upload();
  if (front_.runtime.now() - connected_at_ >= options.client_keep_alive) keep_alive_ = false;
  const bool own = !response.target_status && notes.action != "fixed-response";
  if (own && ends_connection(http.status)) {
    keep_alive_ = false;
    if (upload_ != Upload::done) upload_ = Upload::given_up;  // nobody waits for the rest
  }
  status_ = http.status;
  begun_ = true;
  if (draft_) {
    draft_->begun = front_.runtime.now();
    if (notes.sent_at) draft_->replied = draft_->begun;
    if (notes.action == "redirect")
      draft_->redirect_url = http.headers.get("Location").value_or("");
  }
  std::string& out = loop().output();
  out.clear();
  const auto target = head_.asks_target ? name_of(response.target_kind) : std::string_view();
  append_answer_head(out, http, {head_.version, keep_alive_, false, false, target});
  send(out, is_head_ ? std::string_view() : std::string_view(http.body));
  answered();
}

void AlbConnection::want_body(alb::RequestId id, std::size_t limit) {
  id_ = id;
  limit_ = limit;
  if (!body_.is_chunked() && body_.remaining() > limit) {
    return front_.load_balancers.refuse(id, 413);
  }
  upload_ = Upload::collecting;
  collected_.clear();
  send_continue();
  advance();
}

void AlbConnection::forward(alb::RequestId id, std::uint16_t port, const HttpRequest& request) {
  id_ = id;
  target_ = front_.pool(port).take();
  if (target_ == nullptr) {
    alb::TargetReply reply;
    reply.outcome = alb::ConnectOutcome::refused;
    return front_.load_balancers.target_answered(id, reply);
  }
  const auto& options = listener_.options();
  const bool alone = ends_connections(head_.desync.tier, options.desync) || head_.web_socket;
  target_->begin(*this, {is_head_, alone, options.idle_timeout});
  touch();
  std::string& out = loop().output();
  out.clear();
  append_target_head(out, request, body_.is_chunked() && upload_ == Upload::waiting,
                     head_.web_socket);
  std::string_view content;
  std::string held;
  if (upload_ == Upload::waiting) {
    upload_ = Upload::forwarding;
    if (!body_.is_chunked() && !in_.empty()) {  // the first piece goes along
      held = std::exchange(in_, {});
      std::string_view block = held;
      content = body_.decode(block, scratch_);
      received_ += content.size();
      keep_rest(block);
      if (body_.is_over()) upload_ = Upload::done;
    }
  }
  target_->pass_on(out, content);
  if (upload_ == Upload::forwarding) send_continue();
  advance();
}

void AlbConnection::target_replied(alb::TargetReply& reply, std::string_view first) {
  touch();
  if (draft_) draft_->replied = front_.runtime.now();
  if (reply.outcome != alb::ConnectOutcome::answered) target_ = nullptr;  // it is gone
  first_piece_ = first;
  front_.load_balancers.target_answered(id_, reply);
  first_piece_ = {};
}

void AlbConnection::relay(const HttpResponse& head) {
  front_.last_targets[peer_.port] = alb::TargetKind::ip;
  front_.traffic.count(alb::TargetKind::ip, head.status);
  begun_ = true;
  status_ = head.status;
  if (draft_) draft_->begun = front_.runtime.now();
  tunnel_ = head.status == 101;
  if (tunnel_) {
    keep_alive_ = false;
    upload_ = Upload::forwarding;
    body_.begin({Kind::until_close, 0});
  } else if (upload_ != Upload::done) {
    keep_alive_ = false;  // it answers before it has seen all
  }
  const BodyDecoder& body = target_->body();
  const bool unknown_length = body.is_chunked() || body.ends_with_connection();
  chunked_ = !tunnel_ && unknown_length && head_.version == 11;
  if (unknown_length && !chunked_) keep_alive_ = false;
  const auto& options = listener_.options();
  if (front_.runtime.now() - connected_at_ >= options.client_keep_alive) keep_alive_ = false;
  std::string& out = loop().output();
  out.clear();
  const auto target = head_.asks_target ? name_of(alb::TargetKind::ip) : std::string_view();
  append_answer_head(out, head, {head_.version, keep_alive_, chunked_, tunnel_, target});
  if (chunked_ && !first_piece_.empty()) {
    char size[20];
    out.append(chunk_head(first_piece_.size(), size)).append(first_piece_).append("\r\n");
    first_piece_ = {};
  }
  if (first_piece_.size() <= kCopied) out.append(std::exchange(first_piece_, {}));
  send(out, first_piece_);
  if (tunnel_) advance();
}

void AlbConnection::target_sent(std::string_view content) {
  touch();
  if (!chunked_) return send(content);
  char size[20];
  std::string& out = loop().output();
  out.assign(chunk_head(content.size(), size)).append(content).append("\r\n");
  send(out);
}

void AlbConnection::target_done(bool broken) {
  target_ = nullptr;
  front_.load_balancers.over(id_);
  // The client must see that something is missing.
  if (broken || tunnel_) {
    answered_ = true;
    log();
    if (tunnel_ && backlog() > 0) {
      phase_ = Phase::closing;
      return;
    }
    return hang_up();
  }
  if (chunked_) send(kLastChunk);
  if (upload_ != Upload::done) upload_ = Upload::given_up;
  answered();
}

// The target is gone, says the load balancer.
void AlbConnection::break_off() {
  drop_target();
  answered_ = true;
  log();
  hang_up();
}

void AlbConnection::drop_target() {
  if (target_ != nullptr) std::exchange(target_, nullptr)->let_go();
}

void AlbConnection::answered() {
  answered_ = true;
  touch();
  log();
  go_on();
  advance();
}

// After an answer: the next request, or the end.
void AlbConnection::go_on() {
  if (!answered_ || upload_ == Upload::discarding) return;
  if (keep_alive_) {
    phase_ = Phase::head;
    return;
  }
  phase_ = Phase::closing;
  if (backlog() == 0) linger();
}

}  // namespace spillway::live
