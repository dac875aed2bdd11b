// HttpParser: Beast's HTTP/1.1 parser, filling our messages directly.
//
// Beast's own message holds each field as an object of its own; to copy those into HttpHeaders is
// what a small message costs most. For one message, then made anew. Works with Beast's read
// operations; owned and used by one thread.
#pragma once

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <type_traits>

#include "runtime/http.hpp"

namespace spillway {

template <bool isRequest>
class HttpParser final : public boost::beast::http::basic_parser<isRequest> {
  using Error = boost::system::error_code;
  using Text = boost::beast::string_view;

 public:
  using Message = std::conditional_t<isRequest, HttpRequest, HttpResponse>;

  HttpParser() {
    message_.headers.reserve(16, 512);
    if constexpr (isRequest) message_.target.clear();
  }

  /// As far as it was read: a request's target is empty as long as its first line is not there.
  Message& message() { return message_; }
  const Message& message() const { return message_; }
  /// As Beast counts: 10 or 11.
  unsigned version() const { return version_; }

 private:
  static constexpr std::uint64_t kReserved = 64 * 1024;  // no more is believed before it arrives

  static std::string_view view(Text text) { return {text.data(), text.size()}; }

  void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                       Error&) override {
    if constexpr (isRequest) {
      message_.method = view(method);
      message_.target = view(target);
    }
    version_ = static_cast<unsigned>(version);
  }
  void on_response_impl(int status, Text reason, int version, Error&) override {
    if constexpr (!isRequest) {
      message_.status = status;
      message_.reason = view(reason);
    }
    version_ = static_cast<unsigned>(version);
  }
  void on_field_impl(boost::beast::http::field, Text name, Text value, Error&) override {
    message_.headers.add(view(name), view(value));
  }
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
    if (length) message_.body.reserve(static_cast<std::size_t>(std::min(*length, kReserved)));
  }
  std::size_t on_body_impl(Text piece, Error&) override {
    message_.body.append(piece.data(), piece.size());
    return piece.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error& error) override {
    return on_body_impl(piece, error);
  }
  void on_finish_impl(Error&) override {}

  Message message_;
  unsigned version_ = 11;
};

using RequestParser = HttpParser<true>;
using ResponseParser = HttpParser<false>;

}  // namespace spillway
