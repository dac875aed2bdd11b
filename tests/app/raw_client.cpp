#include "tests/app/raw_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

namespace spillway::testing {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;

// A test that waits for ever says nothing.
constexpr timeval kPatience = {30, 0};

}  // namespace

RawClient::RawClient(std::uint16_t port) {
  socket_.connect({net::ip::make_address("127.0.0.1"), port});
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

void RawClient::send(std::string_view bytes) {
  boost::system::error_code ignored;
  net::write(socket_, net::buffer(bytes.data(), bytes.size()), ignored);
}

std::optional<HttpResponse> RawClient::receive(bool to_head) {
  http::response_parser<http::string_body> parser;
  parser.skip(to_head);
  boost::system::error_code error;
  http::read(socket_, buffer_, parser, error);
  if (error) return std::nullopt;
  const auto& message = parser.get();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  response.reason = std::string(message.reason());
  for (const auto& field : message.base()) {
    response.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  response.body = message.body();
  return response;
}

bool RawClient::closed() {
  char byte = 0;
  boost::system::error_code error;
  const std::size_t count = socket_.read_some(net::buffer(&byte, 1), error);
  return buffer_.size() == 0 && count == 0 && error == net::error::eof;
}

std::string get(std::string_view target, std::string_view headers) {
  std::string request = "GET ";
  request.append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(headers).append("\r\n");
  return request;
}

}  // namespace spillway::testing
