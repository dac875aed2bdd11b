// HTTP messages as plain values, shared by the app, the AWS client and the emulator.
//
// A message is complete: the body is held whole. Header names keep the case they came in and are
// compared without it; a name may occur more than once. Plain values, no thread affinity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace spillway {

/// An ordered list of header fields. All of them lie in one buffer, each as its two lengths, name
/// and value, so that a message's headers cost one allocation: every request passes through four
/// such lists. What it gives out are views, valid until it is changed.
class HttpHeaders {
 public:
  using Field = std::pair<std::string_view, std::string_view>;

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    using reference = Field;
    using pointer = void;

    Iterator() = default;
    explicit Iterator(const char* at) : at_(at) {}
    Field operator*() const {
      const Lengths lengths = read(at_);
      const char* const name = at_ + sizeof(Lengths);
      return {{name, lengths.name}, {name + lengths.name, lengths.value}};
    }
    Iterator& operator++() {
      const Lengths lengths = read(at_);
      at_ += sizeof(Lengths) + lengths.name + lengths.value;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const char* at_ = nullptr;
  };

  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<Field> fields) {
    for (const auto& [name, value] : fields) add(name, value);
  }
  HttpHeaders(const HttpHeaders& other);
  HttpHeaders(HttpHeaders&& other) noexcept { swap(other); }
  HttpHeaders& operator=(const HttpHeaders& other);  ///< into the buffer that is there, if it fits
  HttpHeaders& operator=(HttpHeaders&& other) noexcept {
    swap(other);
    return *this;
  }
  ~HttpHeaders() = default;
  void swap(HttpHeaders& other) noexcept {
    std::swap(buffer_, other.buffer_);
    std::swap(used_, other.used_);
    std::swap(capacity_, other.capacity_);
    std::swap(size_, other.size_);
  }

  /// The texts are copied; they may be views into this very list.
  void add(std::string_view name, std::string_view value) {
    const std::size_t needed = used_ + sizeof(Lengths) + name.size() + value.size();
    // The texts may lie in the buffer that is replaced, which lives on until they are copied.
    const std::unique_ptr<char[]> old = needed > capacity_ ? grow(2 * needed) : nullptr;
    const Lengths lengths{static_cast<std::uint32_t>(name.size()),
                          static_cast<std::uint32_t>(value.size())};
    char* out = buffer_.get() + used_;
    std::memcpy(out, &lengths, sizeof(lengths));
    out += sizeof(lengths);
    copy(out, name);
    copy(out + name.size(), value);
    used_ = needed;
    ++size_;
  }
  /// Replaces every field of that name by one.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// Removes all; the buffer stays.
  void clear() { used_ = size_ = 0; }
  /// The last field of that name: what a single-value view of the headers shows.
  std::optional<std::string_view> get(std::string_view name) const;
  bool contains(std::string_view name) const { return get(name).has_value(); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Makes room for some fields of that many characters in all.
  void reserve(std::size_t fields, std::size_t characters) {
    const std::size_t needed = used_ + fields * sizeof(Lengths) + characters;
    if (needed > capacity_) grow(needed);
  }
  Iterator begin() const { return Iterator(buffer_.get()); }
  Iterator end() const { return Iterator(buffer_.get() + used_); }
  friend bool operator==(const HttpHeaders& a, const HttpHeaders& b) {
    return std::string_view(a.buffer_.get(), a.used_) == std::string_view(b.buffer_.get(), b.used_);
  }

 private:
  struct Lengths {
    std::uint32_t name;
    std::uint32_t value;
  };
  static Lengths read(const char* at) {
    Lengths lengths;
    std::memcpy(&lengths, at, sizeof(lengths));
    return lengths;
  }

  // Most texts are short: two moves that may overlap, and no call.
  static void copy(char* out, std::string_view text) {
    const std::size_t n = text.size();
    if (n > 16) {
      std::memcpy(out, text.data(), n);
    } else if (n >= 8) {
      copy_ends<std::uint64_t>(out, text);
    } else if (n >= 4) {
      copy_ends<std::uint32_t>(out, text);
    } else {
      for (std::size_t i = 0; i < n; ++i) out[i] = text[i];
    }
  }
  template <class Word>
  static void copy_ends(char* out, std::string_view text) {
    Word first;
    Word last;
    std::memcpy(&first, text.data(), sizeof(Word));
    std::memcpy(&last, text.data() + text.size() - sizeof(Word), sizeof(Word));
    std::memcpy(out, &first, sizeof(Word));
    std::memcpy(out + text.size() - sizeof(Word), &last, sizeof(Word));
  }

  /// Moves to a larger buffer; gives the old one.
  std::unique_ptr<char[]> grow(std::size_t capacity);

  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  ///< path and query as they stand in the request line
  HttpHeaders headers;
  std::string body;

  /// The target up to the first '?'.
  std::string_view path() const;
  /// The target after the first '?', or empty.
  std::string_view query() const;
};

struct HttpResponse {
  int status = 200;
  std::string reason;  ///< empty: the standard phrase for the status
  HttpHeaders headers;
  std::string body;

  /// As new, but for the buffers, which stay.
  void clear() {
    status = 200;
    reason.clear();
    headers.clear();
    body.clear();
  }
};

/// ASCII comparison without case, as header names need it.
bool iequals(std::string_view a, std::string_view b);

/// The standard reason phrase ("Not Found"), or "" for a status that has none.
std::string_view reason_phrase(int status);

}  // namespace spillway
