#include "emulator/live/data_loop.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <utility>

#include "runtime/check.hpp"

namespace spillway::live {
namespace {

constexpr std::size_t kInput = 64 * 1024;
constexpr int kBatch = 64;
constexpr int kBusy = 4;     // as many ready at once: more are likely to be ready soon
constexpr int kRounds = 16;  // before the rest of the emulator has its turn

}  // namespace

DataLoop::DataLoop(LiveRuntime& runtime)
    : runtime_(runtime), set_(runtime.io_context().get_executor()), input_(kInput) {
  const int set = epoll_create1(EPOLL_CLOEXEC);
  SPILLWAY_CHECK(set >= 0);
  set_.assign(set);
  wait();
}

DataLoop::~DataLoop() { *alive_ = false; }

bool DataLoop::watch(int descriptor, Watched& watched) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watched;
  return epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void DataLoop::forget(int descriptor) {
  epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
}

void DataLoop::again(Watched& watched) {
  if (std::find(again_.begin(), again_.end(), &watched) == again_.end()) again_.push_back(&watched);
  come_back();
}

void DataLoop::bury(std::unique_ptr<Watched> dead) {
  withdraw(*dead);
  dead_.push_back(std::move(dead));
  come_back();
}

// Asked for from outside of a batch: whatever else would wake this may be far off.
void DataLoop::come_back() {
  if (working_ || std::exchange(coming_, true)) return;
  boost::asio::post(set_.get_executor(), [this, alive = alive_] {
    if (!*alive) return;
    coming_ = false;
    work();
  });
}

void DataLoop::wait() {
  if (!again_.empty() || !dead_.empty()) return come_back();
  if (std::exchange(waiting_, true)) return;
  set_.async_wait(set_.wait_read, [this, alive = alive_](const boost::system::error_code& error) {
    if (error || !*alive) return;
    waiting_ = false;
    work();
  });
}

int DataLoop::take_ready() {
  std::array<epoll_event, kBatch> events;
  const int n = epoll_wait(set_.native_handle(), events.data(), kBatch, 0);
  for (int i = 0; i < n; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    runtime_.set_cause(0);
    static_cast<Watched*>(event.data.ptr)->on_ready(event.events);
  }
  return n;
}

void DataLoop::work() {
  working_ = true;
  for (int round = 0; round < kRounds; ++round) {
    const int n = take_ready();
    for (Watched* watched : std::exchange(again_, {})) {
      runtime_.set_cause(0);
      watched->on_ready(0);
    }
    dead_.clear();
    if (n < kBusy) break;
  }
  runtime_.set_cause(0);
  working_ = false;
  wait();
}

}  // namespace spillway::live
