// An AlbConnection's lines of the access log, and the bytes that it accounts for.
#include "emulator/live/alb_connection.hpp"
#include "emulator/live/alb_listener.hpp"

namespace spillway::live {
namespace {

std::optional<Duration> between(const std::optional<TimePoint>& from,
                                const std::optional<TimePoint>& to) {
  return from && to ? std::optional(*to - *from) : std::nullopt;
}

}  // namespace

void AlbConnection::draft_time() {
  if (!draft_) return;
  draft_->created = front_.runtime.wall_now();
  draft_->received = front_.runtime.now();
}

void AlbConnection::draft() {
  if (!draft_) return;
  const HttpRequest& request = client_.request;
  const alb::ListenerInfo& info = listener_.info();
  const auto host = request.headers.get("Host").value_or("");
  draft_->replied.reset();
  draft_->begun.reset();
  draft_->redirect_url.clear();
  draft_->method = request.method;
  draft_->version = head_.version == 10 ? "HTTP/1.0" : "HTTP/1.1";
  draft_->user_agent = request.headers.get("User-Agent").value_or("");
  draft_->url = "http://";
  draft_->url.append(host.empty() ? std::string_view(info.dns_name) : host);
  if (host.find(':') == std::string_view::npos) {
    draft_->url.append(":").append(std::to_string(info.port));
  }
  draft_->url.append(request.method.empty() ? std::string_view("-") : request.target);
}

void AlbConnection::log() {
  front_.load_balancers.count_bytes(listener_.info().handle, received_ + sent_);
  if (!draft_) return;
  const std::string connection = std::to_string(number_);
  AccessEntry entry;
  entry.web_socket = tunnel_;
  entry.created = draft_->created;
  entry.answered = front_.runtime.wall_now();
  entry.load_balancer = listener_.info().load_balancer_id;
  entry.client_ip = peer_.ip;
  entry.client_port = peer_.port;
  entry.status = status_;
  entry.received_bytes = received_;
  entry.sent_bytes = sent_;
  entry.method = draft_->method;
  entry.url = draft_->url;
  entry.version = draft_->version;
  entry.user_agent = draft_->user_agent;
  entry.redirect_url = draft_->redirect_url;
  entry.desync = head_.desync;
  entry.connection = connection;
  // The target's times are told only if it answered; a function is no target there that could not.
  if (notes.target_status || notes.target.empty()) {
    entry.request_time = between(draft_->received, notes.sent_at);
    entry.target_time = between(notes.sent_at, draft_->replied);
    if (notes.sent_at) entry.response_time = between(draft_->replied, draft_->begun);
  }
  front_.log.write(entry, notes);
}

}  // namespace spillway::live
