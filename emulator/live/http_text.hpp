// HTTP/1.1 on the wire: the head of a message as text. Internal to emulator/live. Pure functions.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "runtime/http.hpp"

namespace spillway::live {

/// Sockets on the loop's own executor: a type-erased one costs a tenth of the throughput.
using TcpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using TcpAcceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                       boost::asio::io_context::executor_type>;

struct Framing {
  unsigned version = 11;  ///< as Beast counts: 10 or 11
  bool keep_alive = true;
  bool head = false;     ///< the answer to a HEAD: no body, but its length
  bool chunked = false;  ///< the body follows piece by piece until the connection ends
};
/// Status line and header fields, with the empty line. What frames the message is replaced.
std::string response_head(const HttpResponse& response, const Framing& framing);
/// Request line and header fields, with the empty line; Content-Length fits the body.
std::string request_head(const HttpRequest& request, bool keep_alive);

/// Nothing more arrives on that idle connection: it was closed, or says what nobody asked for.
bool is_stale(TcpSocket& socket);

}  // namespace spillway::live
