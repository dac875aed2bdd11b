// HTTP messages as plain values, shared by the app, the AWS client and the emulator.
//
// A message is complete: the body is held whole. Header names keep the case they came in and are
// compared without it; a name may occur more than once. Plain values, no thread affinity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spillway {

/// An ordered list of header fields.
class HttpHeaders {
 public:
  using Field = std::pair<std::string, std::string>;

  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<Field> fields) : fields_(fields) {}

  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  /// The same from texts that are kept elsewhere; they are copied once.
  void emplace(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  /// Replaces every field of that name by one.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  /// The last field of that name: what a single-value view of the headers shows.
  std::optional<std::string_view> get(std::string_view name) const;
  bool contains(std::string_view name) const { return get(name).has_value(); }

  std::size_t size() const { return fields_.size(); }
  bool empty() const { return fields_.empty(); }
  void reserve(std::size_t n) { fields_.reserve(n); }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  friend bool operator==(const HttpHeaders&, const HttpHeaders&) = default;

 private:
  std::vector<Field> fields_;
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
};

/// ASCII comparison without case, as header names need it.
bool iequals(std::string_view a, std::string_view b);

/// The standard reason phrase ("Not Found"), or "" for a status that has none.
std::string_view reason_phrase(int status);

}  // namespace spillway
