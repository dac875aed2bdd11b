#include "emulator/live/freezer.hpp"

#include <csignal>
#include <utility>

namespace spillway::live {
namespace {

// Under load the next invocation comes soon, and two signals would cost more than it does: who was
// idle for a moment only is given more time before it is frozen.
constexpr Duration kPatience = std::chrono::milliseconds(5);
constexpr Duration kPatienceUnderLoad = std::chrono::milliseconds(25);

}  // namespace

Freezer::~Freezer() { runtime_.cancel(timer_); }

void Freezer::rest(Process& process) {
  idle_ = true;
  idle_since_ = runtime_.now();
  if (timer_ == TimerId::none && !frozen_) look_later(process);
}

void Freezer::wake(Process& process) {
  idle_ = false;
  const bool under_load = runtime_.now() - idle_since_ < kPatienceUnderLoad;
  patience_ = under_load ? kPatienceUnderLoad : kPatience;
  if (std::exchange(frozen_, false)) process.signal(SIGCONT);
}

// One timer looks now and then, instead of one for each invocation.
void Freezer::look_later(Process& process) {
  timer_ = runtime_.call_at(idle_since_ + patience_, [this, &process] {
    timer_ = TimerId::none;
    if (!idle_) return;  // it works; when it rests again, this begins anew
    if (runtime_.now() < idle_since_ + patience_) return look_later(process);
    frozen_ = true;
    process.signal(SIGSTOP);
  });
}

}  // namespace spillway::live
