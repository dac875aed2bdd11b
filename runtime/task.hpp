// Task<T>: a coroutine that starts when it is awaited, belongs to whoever holds it, and dies with
// it.
//
// Destroying a Task (or the Spawned that runs one) destroys every frame below it at once, and with
// them their pending sleeps and calls: this is how a killed process or a timed-out function stops
// existing in virtual time. boost::asio::awaitable was measured against it: it posts its
// destruction through the executor instead, and costs about 400 ns a request where a Task costs
// about 20.
//
//   Task<HttpResponse> handle(HttpRequest r) { co_await sleep_for(rt, 15s); co_return ...; }
//   Spawned job = spawn(handle(r), [](TaskResult<HttpResponse> result) { ... });
//
// A task runs on the thread of its Runtime. Exceptions travel to the awaiter, at the top into
// TaskResult. Keep aggregate and lambda temporaries out of expressions with co_await: name them
// first (g++ 12).
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include "runtime/awaiters.hpp"
#include "runtime/frame_pool.hpp"

namespace spillway {

template <class T>
class Task;

namespace detail {

// A promise whose frame comes from the pool.
struct PooledFrame {
  static void* operator new(std::size_t size) { return FramePool::allocate(size); }
  static void operator delete(void* frame, std::size_t size) noexcept {
    FramePool::release(frame, size);
  }
};

struct TaskPromiseBase : PooledFrame {
  std::coroutine_handle<> continuation;
  std::exception_ptr error;

  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
      return done.promise().continuation;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;

  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle frame) noexcept : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (frame_) frame_.destroy();
      frame_ = std::exchange(other.frame_, nullptr);
    }
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) noexcept {
    frame_.promise().continuation = awaiter;
    return frame_;
  }
  T await_resume() { return frame_.promise().take(); }

 private:
  Handle frame_;
};

namespace detail {

template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}

}  // namespace detail

/// How a spawned task ended: a value, or the exception that left it.
template <class T>
struct TaskResult {
  std::exception_ptr error;
  std::optional<T> value;
};
template <>
struct TaskResult<void> {
  std::exception_ptr error;
};

/// Owns a running top-level task. Destroying it kills the task where it stands, without a callback.
/// It may be destroyed from within its own completion callback.
class [[nodiscard]] Spawned {
 public:
  Spawned() = default;
  Spawned(Spawned&& other) noexcept { take(other); }
  Spawned& operator=(Spawned&& other) noexcept {
    if (this != &other) {
      kill();
      take(other);
    }
    return *this;
  }
  ~Spawned() { kill(); }

  /// True until the task has completed or was killed.
  bool running() const noexcept { return static_cast<bool>(frame_); }
  void kill() noexcept {
    if (owner_slot_ != nullptr) *owner_slot_ = nullptr;
    owner_slot_ = nullptr;
    if (auto frame = std::exchange(frame_, nullptr)) frame.destroy();
  }

  /// Starts a root frame (detail::Root); it may complete before this returns.
  template <class Promise>
  static Spawned start(std::coroutine_handle<Promise> root) {
    Spawned result;
    result.frame_ = root;
    result.owner_slot_ = &root.promise().owner;
    root.promise().owner = &result;
    root.resume();
    return result;
  }
  // For the root frame's end; not for direct use.
  void forget() noexcept {
    frame_ = nullptr;
    owner_slot_ = nullptr;
  }

 private:
  void take(Spawned& other) noexcept {
    frame_ = std::exchange(other.frame_, nullptr);
    owner_slot_ = std::exchange(other.owner_slot_, nullptr);
    if (owner_slot_ != nullptr) *owner_slot_ = this;
  }

  std::coroutine_handle<> frame_;
  Spawned** owner_slot_ = nullptr;  // inside the frame
};

namespace detail {

template <class T>
struct RootResult : PooledFrame {
  TaskResult<T> result;
  void return_value(T&& value) { result.value.emplace(std::move(value)); }
};
template <>
struct RootResult<void> : PooledFrame {
  TaskResult<void> result;
  void return_void() const noexcept {}
};

// The frame that spawn() starts: it runs a task and hands over how that ended.
template <class T, class Done>
struct Root {
  struct promise_type : RootResult<T> {
    Spawned* owner = nullptr;  // where the handle lives now
    Done done;

    promise_type(Task<T>&, Done& its_done) : done(std::move(its_done)) {}
    Root get_return_object() {
      return Root{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    struct Final {
      bool await_ready() const noexcept { return false; }
      // The frame is destroyed first, so that `done` may do anything, even kill the process this
      // task belonged to.
      void await_suspend(std::coroutine_handle<promise_type> ended) const noexcept {
        promise_type& promise = ended.promise();
        promise.owner->forget();
        Done done = std::move(promise.done);
        TaskResult<T> result = std::move(promise.result);
        ended.destroy();
        done(std::move(result));
      }
      void await_resume() const noexcept {}
    };
    Final final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { this->result.error = std::current_exception(); }
  };
  std::coroutine_handle<promise_type> frame;
};

// `done` goes into the promise, which is made of the same arguments.
template <class T, class Done>
Root<T, Done> run_root(Task<T> task, Done) {
  co_return co_await task;
}

}  // namespace detail

/// Runs `task` at once, up to its first wait. `done(TaskResult<T>)` is called when it has ended,
/// after its frames are gone; not if the Spawned is destroyed before.
template <class T, class Done>
Spawned spawn(Task<T> task, Done done) {
  return Spawned::start(detail::run_root<T, Done>(std::move(task), std::move(done)).frame);
}

}  // namespace spillway
