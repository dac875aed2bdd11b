// What a Task waits for: a moment, or a callback. Part of task.hpp, which includes it.
//
// An awaiter lives in the frame that waits and is cancelled when that dies. Runtime's thread only.
#pragma once

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/runtime.hpp"

namespace spillway {

/// co_await sleep_until(rt, at). Cancelled when the frame dies.
class [[nodiscard]] SleepAwaiter {
 public:
  SleepAwaiter(Runtime& runtime, TimePoint at) : runtime_(runtime), at_(at) {}
  SleepAwaiter(const SleepAwaiter&) = delete;
  SleepAwaiter& operator=(const SleepAwaiter&) = delete;
  ~SleepAwaiter() {
    if (timer_ != TimerId::none) runtime_.cancel(timer_);
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    timer_ = runtime_.call_at(at_, [this, waiting] {
      timer_ = TimerId::none;
      waiting.resume();
    });
  }
  void await_resume() const noexcept {}

 private:
  Runtime& runtime_;
  TimePoint at_;
  TimerId timer_ = TimerId::none;
};

inline SleepAwaiter sleep_until(Runtime& runtime, TimePoint at) { return {runtime, at}; }
inline SleepAwaiter sleep_for(Runtime& runtime, Duration d) { return {runtime, runtime.now() + d}; }

/// Turns a callback interface into something to co_await:
///
///   auto start = [&](UniqueFunction<void(Reply)> done) { client.send(request, std::move(done)); };
///   Reply reply = co_await await_callback<Reply>(start);
///
/// `done` may be called before `start` returns, later, or never; once the awaiting frame is dead it
/// does nothing. The cause that was current at the co_await is not restored: whoever calls `done`
/// sees to it.
template <class T, class Start>
class [[nodiscard]] CallbackAwaiter {
 public:
  explicit CallbackAwaiter(Start start) : start_(std::move(start)) {}
  CallbackAwaiter(const CallbackAwaiter&) = delete;
  CallbackAwaiter& operator=(const CallbackAwaiter&) = delete;
  ~CallbackAwaiter() {
    if (link_) *link_ = nullptr;
  }
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiting) {
    link_ = std::make_shared<CallbackAwaiter*>(this);
    starting_ = true;
    start_([link = link_, waiting](T value) {
      CallbackAwaiter* self = *link;
      if (self == nullptr) return;
      *link = nullptr;
      self->value_.emplace(std::move(value));
      if (!self->starting_) waiting.resume();
    });
    starting_ = false;
    return !value_.has_value();  // completed at once: go on without suspending
  }
  T await_resume() { return std::move(*value_); }

 private:
  Start start_;
  std::shared_ptr<CallbackAwaiter*> link_;
  std::optional<T> value_;
  bool starting_ = false;
};

template <class T, class Start>
CallbackAwaiter<T, Start> await_callback(Start start) {
  return CallbackAwaiter<T, Start>(std::move(start));
}

}  // namespace spillway
