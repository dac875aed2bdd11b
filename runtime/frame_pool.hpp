// FramePool: memory for coroutine frames. Each request makes three of the same sizes as the last
// one's, so frames that have gone are kept for those that come.
//
// Task's promises allocate from it. One pool a thread, so nothing is locked; a frame may be
// released on another thread than it was made on. What a pool keeps, it keeps until the process
// ends. The address sanitizer gets every frame from the heap, to tell a dead one's use.
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

namespace spillway::detail {

class FramePool {
 public:
  static void* allocate(std::size_t size) {
    const std::size_t kind = kind_of(size);
    if (kind >= kKinds) return ::operator new(size);
    List& list = lists_[kind];
    if (list.first == nullptr) return ::operator new((kind + 1) * kStep);
    --list.count;
    return std::exchange(list.first, list.first->next);
  }

  static void release(void* frame, std::size_t size) noexcept {
    const std::size_t kind = kind_of(size);
    if (kind >= kKinds || lists_[kind].count >= kKept) {
      ::operator delete(frame);
      return;
    }
    List& list = lists_[kind];
    ++list.count;
    list.first = ::new (frame) Free{list.first};
  }

 private:
  struct Free {
    Free* next;
  };
  struct List {
    Free* first;
    std::size_t count;
  };
  static constexpr std::size_t kStep = 64;
  static constexpr std::size_t kKept = 256;  // of each kind
#if defined(__has_feature) && __has_feature(address_sanitizer)
  static constexpr std::size_t kKinds = 0;
#else
  static constexpr std::size_t kKinds = 16;
#endif

  static constexpr std::size_t kind_of(std::size_t size) { return (size - 1) / kStep; }

  static constinit inline thread_local std::array<List, kKinds + 1> lists_{};
};

}  // namespace spillway::detail
