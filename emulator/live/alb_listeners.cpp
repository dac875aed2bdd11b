#include "emulator/live/alb_listeners.hpp"

#include "emulator/live/alb_listener.hpp"

namespace spillway::live {

AlbListeners::AlbListeners(LiveRuntime& runtime, alb::LoadBalancers& load_balancers,
                           AlbOptions options)
    : load_balancers_(load_balancers),
      options_(std::move(options)),
      front_(std::make_unique<AlbFront>(runtime, load_balancers)),
      sweeper_(runtime.io_context()) {
  sweep_later();
}

AlbListeners::~AlbListeners() { *alive_ = false; }

boost::system::result<void, std::string> AlbListeners::follow() {
  auto before = std::exchange(listeners_, {});
  std::string problem;
  for (const auto& info : load_balancers_.listeners()) {
    auto& listener = listeners_[info.handle];
    if (const auto it = before.find(info.handle); it != before.end()) {
      listener = std::move(it->second);
      continue;
    }
    const std::uint16_t port = opened_ < options_.ports.size() ? options_.ports[opened_] : 0;
    ++opened_;
    listener = std::make_unique<AlbListener>(*front_, info);
    if (const auto opened = listener->listen(options_.address, port); !opened) {
      problem = opened.error();
      listeners_.erase(info.handle);
    }
  }
  if (!problem.empty()) return problem;
  return {};
}

std::vector<AlbAddress> AlbListeners::addresses() const {
  std::vector<AlbAddress> result;
  for (const auto& [handle, listener] : listeners_) {
    result.push_back({listener->info(), listener->port()});
  }
  return result;
}

std::size_t AlbListeners::open_connections() const {
  std::size_t open = 0;
  for (const auto& [handle, listener] : listeners_) open += listener->open_connections();
  return open;
}

alb::TargetKind AlbListeners::last_target(std::uint16_t client_port) const {
  return front_->last_targets[client_port];
}

const AlbTraffic& AlbListeners::traffic() const { return front_->traffic; }

std::string AlbListeners::open_access_log(const std::string& path, bool append) {
  return front_->log.open(path, append);
}

bool AlbListeners::lost_access_log() const { return front_->log.lost(); }

std::string AlbListeners::close_access_log() { return front_->log.close(); }

// A timer an operation would cost a tenth of the throughput.
void AlbListeners::sweep_later() {
  sweeper_.expires_after(std::chrono::seconds(1));
  sweeper_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (error || !*alive) return;
    const TimePoint now = front_->runtime.now();
    for (const auto& [handle, listener] : listeners_) listener->sweep(now);
    for (auto it = front_->pools.begin(); it != front_->pools.end();) {
      it->second->sweep(now);
      if (!it->second->is_empty()) {
        ++it;
        continue;
      }
      if (front_->last_pool == it->second.get()) front_->last_pool = nullptr;
      it = front_->pools.erase(it);
    }
    front_->log.flush();
    sweep_later();
  });
}

}  // namespace spillway::live
