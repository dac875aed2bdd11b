// RawClient: a client that sends exactly the bytes it is given, so that tests can say what no
// well-behaved client would. Owned by a test; blocks, but never for long.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/http.hpp"

namespace spillway::testing {

class RawClient {
 public:
  /// Connects to 127.0.0.1. Throws boost::system::system_error if nobody listens.
  explicit RawClient(std::uint16_t port);

  /// What the server does not take any more is lost without an error.
  void send(std::string_view bytes);

  /// The next answer; nothing if the connection ends before. For the answer to a HEAD say so.
  std::optional<HttpResponse> receive(bool to_head = false);

  /// True if the server closes the connection, without another byte.
  bool closed();

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  boost::beast::flat_buffer buffer_;
};

/// "GET <target> HTTP/1.1" with Host and these further header lines, each with its CRLF.
std::string get(std::string_view target, std::string_view headers = "");

}  // namespace spillway::testing
