#include "runtime/runtime_api_connection.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>

#include "runtime/http_parser.hpp"

namespace spillway {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t kReadAtOnce = 16 * 1024;  // most events come with one read

std::string head_of(const HttpRequest& request, const std::string& address) {
  std::string head;
  head.reserve(256);
  head.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\nHost: ");
  head.append(address).append("\r\n");
  for (const auto& [name, value] : request.headers) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (request.method != "GET") {
    head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  }
  return head.append("\r\n");
}

}  // namespace

struct RuntimeApiConnection::Socket {
  Error connect(const std::string& address);

  net::io_context io;
  tcp::socket tcp{io};
  boost::beast::flat_buffer buffer;
};

Error RuntimeApiConnection::Socket::connect(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) return net::error::invalid_argument;
  Error error;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(address.substr(0, colon), address.substr(colon + 1), error);
  if (!error) net::connect(tcp, found, error);
  if (error) return error;
  Error ignored;
  tcp.set_option(tcp::no_delay(true), ignored);
  buffer.reserve(kReadAtOnce);
  return {};
}

RuntimeApiConnection::RuntimeApiConnection(std::string address) : address_(std::move(address)) {}

RuntimeApiConnection::~RuntimeApiConnection() = default;

TransportResult RuntimeApiConnection::exchange(const HttpRequest& request) {
  std::unique_ptr<Socket> socket = std::move(socket_);
  if (!socket) {
    socket = std::make_unique<Socket>();
    if (const Error error = socket->connect(address_)) {
      return TransportError{"cannot connect to " + address_ + ": " + error.message(), false};
    }
  }
  Error error;
  const std::string head = head_of(request, address_);
  const std::array<net::const_buffer, 2> buffers{net::buffer(head), net::buffer(request.body)};
  net::write(socket->tcp, buffers, error);
  // It may have answered without reading all, and closed: that answer counts.
  ResponseParser parser;
  parser.body_limit(boost::none);
  Error broken;
  http::read(socket->tcp, socket->buffer, parser, broken);
  if (broken) {
    return TransportError{
        "the connection to " + address_ + " broke: " + (error ? error : broken).message(), true};
  }
  if (!error && parser.keep_alive()) socket_ = std::move(socket);
  return std::move(parser.message());
}

}  // namespace spillway
