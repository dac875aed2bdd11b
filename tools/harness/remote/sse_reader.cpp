#include "tools/harness/remote/sse_reader.hpp"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

namespace spillway::harness {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using Error = boost::system::error_code;

constexpr std::string_view kData = "data: ";

}  // namespace

struct SseReader::Core : std::enable_shared_from_this<SseReader::Core> {
  Core(LiveRuntime& runtime, OnData data, OnOver over)
      : on_data(std::move(data)), on_over(std::move(over)), socket(runtime.io_context()) {
    parser.body_limit(boost::none);
  }

  void ask(const std::string& host, const std::string& path);
  void got_header(Error error);
  void read();
  void take(std::string_view piece);
  void end(const std::string& problem);

  OnData on_data;  // empty: it is over
  OnOver on_over;
  net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type> socket;
  std::string request;
  boost::beast::flat_buffer buffer;
  http::response_parser<http::buffer_body> parser;
  std::array<char, 16 * 1024> chunk{};
  std::string text;  // of a line that is not whole yet
};

void SseReader::Core::ask(const std::string& host, const std::string& path) {
  request = "GET " + path + " HTTP/1.1\r\nHost: " + host +
            "\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n";
  net::async_write(
      socket, net::buffer(request), [self = shared_from_this()](Error error, std::size_t) {
        if (error) return self->end(error.message());
        http::async_read_header(self->socket, self->buffer, self->parser,
                                [self](Error failure, std::size_t) { self->got_header(failure); });
      });
}

void SseReader::Core::got_header(Error error) {
  if (error) return end(error.message());
  if (parser.get().result_int() != 200) {
    return end("it answered " + std::to_string(parser.get().result_int()));
  }
  read();
}

void SseReader::Core::read() {
  parser.get().body().data = chunk.data();
  parser.get().body().size = chunk.size();
  http::async_read_some(socket, buffer, parser, [self = shared_from_this()](Error error, auto) {
    if (!self->on_data) return;
    const std::size_t count = self->chunk.size() - self->parser.get().body().size;
    self->take({self->chunk.data(), count});
    if (error && error != http::error::need_buffer) return self->end(error.message());
    if (self->parser.is_done()) return self->end("it has ended");
    self->read();
  });
}

void SseReader::Core::take(std::string_view piece) {
  text.append(piece);
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find('\n', from)) != std::string::npos; from = at + 1) {
    const auto line = std::string_view(text).substr(from, at - from);
    if (line.starts_with(kData) && on_data) on_data(line.substr(kData.size()));
  }
  text.erase(0, from);
}

void SseReader::Core::end(const std::string& problem) {
  on_data = nullptr;
  Error ignored;
  socket.close(ignored);
  if (const auto over = std::exchange(on_over, nullptr)) over(problem);
}

SseReader::SseReader(LiveRuntime& runtime, OnData on_data, OnOver on_over)
    : core_(std::make_shared<Core>(runtime, std::move(on_data), std::move(on_over))) {}

SseReader::~SseReader() {
  core_->on_over = nullptr;
  core_->end({});
}

void SseReader::start(const std::string& ip, std::uint16_t port, const std::string& host,
                      const std::string& path) {
  const net::ip::tcp::endpoint where(net::ip::make_address(ip), port);
  core_->socket.async_connect(where, [self = core_, host, path](Error error) {
    if (error) return self->end(error.message());
    self->ask(host, path);
  });
}

}  // namespace spillway::harness
