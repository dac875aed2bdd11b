#include "runtime/http.hpp"

#include <algorithm>

namespace spillway {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // Mostly they are the same to the letter.
  return a == b || std::equal(a.begin(), a.end(), b.begin(),
                              [](char x, char y) { return lower(x) == lower(y); });
}

HttpHeaders::HttpHeaders(const HttpHeaders& other)
    : used_(other.used_), capacity_(other.used_), size_(other.size_) {
  if (used_ == 0) return;
  buffer_.reset(new char[capacity_]);
  std::memcpy(buffer_.get(), other.buffer_.get(), used_);
}

HttpHeaders& HttpHeaders::operator=(const HttpHeaders& other) {
  if (other.used_ > capacity_) {
    buffer_.reset(new char[other.used_]);
    capacity_ = other.used_;
  }
  used_ = other.used_;
  size_ = other.size_;
  if (used_ != 0) std::memmove(buffer_.get(), other.buffer_.get(), used_);
  return *this;
}

std::unique_ptr<char[]> HttpHeaders::grow(std::size_t capacity) {
  std::unique_ptr<char[]> larger(new char[capacity]);
  if (used_ != 0) std::memcpy(larger.get(), buffer_.get(), used_);
  capacity_ = capacity;
  return std::exchange(buffer_, std::move(larger));
}

void HttpHeaders::set(std::string_view name, std::string_view value) {
  const std::string kept_name(name);
  const std::string kept_value(value);
  remove(kept_name);
  add(kept_name, kept_value);
}

void HttpHeaders::remove(std::string_view name) {
  if (!contains(name)) return;
  HttpHeaders rest;
  for (const auto& [other, value] : *this) {
    if (!iequals(other, name)) rest.add(other, value);
  }
  *this = std::move(rest);
}

std::optional<std::string_view> HttpHeaders::get(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [other, value] : *this) {
    if (iequals(other, name)) found = value;
  }
  return found;
}

std::string_view HttpRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string_view reason_phrase(int status) {
  static constexpr std::pair<int, std::string_view> kPhrases[] = {
      {100, "Continue"},
      {101, "Switching Protocols"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {411, "Length Required"},
      {413, "Request Entity Too Large"},
      {414, "Request-URI Too Large"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Entity"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
  };
  for (const auto& [code, phrase] : kPhrases) {
    if (code == status) return phrase;
  }
  return {};
}

}  // namespace spillway
