// UniqueFunction: a callable that is moved, never copied, and lives in place when it is small.
//
// Why not std::function: callbacks here own coroutine frames and move-only state, and a callback a
// request must not allocate. C++23's std::move_only_function would serve; Debian 12 has none.
// Not thread-safe; whoever holds it calls it.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace spillway {

/// `Capacity` bytes of callable live in place. A function that wraps another one needs more room
/// than that one: give it if it is on a path where an allocation counts.
template <class Signature, std::size_t Capacity = 48>
class UniqueFunction;

template <class R, class... Args, std::size_t Capacity>
class UniqueFunction<R(Args...), Capacity> {
 public:
  UniqueFunction() noexcept = default;
  UniqueFunction(std::nullptr_t) noexcept {
  }  // NOLINT(google-explicit-constructor): like std::function

  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> &&
             std::is_invocable_r_v<R, std::remove_cvref_t<F>&, Args...>)
  UniqueFunction(F&& f) {  // NOLINT(bugprone-forwarding-reference-overload): constrained above
    using Fn = std::remove_cvref_t<F>;
    if constexpr (kFitsInPlace<Fn>) {
      ::new (static_cast<void*>(storage_)) Fn(std::forward<F>(f));
      ops_ = &kInPlaceOps<Fn>;
    } else {
      ::new (static_cast<void*>(storage_)) Fn*(new Fn(std::forward<F>(f)));
      ops_ = &kHeapOps<Fn>;
    }
  }

  UniqueFunction(UniqueFunction&& other) noexcept { take(other); }
  UniqueFunction& operator=(UniqueFunction&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  UniqueFunction(const UniqueFunction&) = delete;
  UniqueFunction& operator=(const UniqueFunction&) = delete;
  ~UniqueFunction() { reset(); }

  /// Destroys the callable; afterwards the function is empty.
  void reset() noexcept {
    const Ops* ops = std::exchange(ops_, nullptr);
    if (ops != nullptr && ops->destroy != nullptr) ops->destroy(storage_);
  }

  explicit operator bool() const noexcept { return ops_ != nullptr; }

  /// Precondition: not empty.
  R operator()(Args... args) { return ops_->call(storage_, std::forward<Args>(args)...); }

 private:
  struct Ops {
    R (*call)(void*, Args&&...);
    // Null for what is trivially copied, as most callables here are: the bytes are.
    void (*move)(void* from, void* to) noexcept;
    void (*destroy)(void*) noexcept;
  };

  template <class Fn>
  static constexpr bool kFitsInPlace =
      sizeof(Fn) <= Capacity && alignof(Fn) <= alignof(std::max_align_t) &&
      std::is_nothrow_move_constructible_v<Fn>;
  template <class Fn>
  static constexpr bool kTrivial =
      std::is_trivially_copyable_v<Fn> && std::is_trivially_destructible_v<Fn>;

  template <class Fn>
  static constexpr Ops kInPlaceOps = {
      [](void* p, Args&&... args) -> R {
        return (*std::launder(static_cast<Fn*>(p)))(std::forward<Args>(args)...);
      },
      kTrivial<Fn> ? nullptr
                   : +[](void* from, void* to) noexcept {
                       Fn* f = std::launder(static_cast<Fn*>(from));
                       ::new (to) Fn(std::move(*f));
                       f->~Fn();
                     },
      kTrivial<Fn> ? nullptr
                   : +[](void* p) noexcept { std::launder(static_cast<Fn*>(p))->~Fn(); }};

  template <class Fn>
  static constexpr Ops kHeapOps = {
      [](void* p, Args&&... args) -> R {
        return (**static_cast<Fn**>(p))(std::forward<Args>(args)...);
      },
      [](void* from, void* to) noexcept { ::new (to) Fn*(*static_cast<Fn**>(from)); },
      [](void* p) noexcept { delete *static_cast<Fn**>(p); }};

  void take(UniqueFunction& other) noexcept {
    ops_ = std::exchange(other.ops_, nullptr);
    if (ops_ == nullptr) return;
    if (ops_->move != nullptr) {
      ops_->move(other.storage_, storage_);
    } else {
      std::memcpy(storage_, other.storage_, Capacity);
    }
  }

  alignas(std::max_align_t) std::byte storage_[Capacity];
  const Ops* ops_ = nullptr;
};

}  // namespace spillway
