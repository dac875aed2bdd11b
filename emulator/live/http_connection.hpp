// HttpConnection: one client's connection to an HttpServer, request after request. Internal to
// http_*.cpp.
//
// Shared by the server and by the operations that the operating system still works on. A state at a
// time: idle, reading, handling, writing, streaming, lingering; in each a deadline that the
// server's sweep looks at.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "emulator/live/exchange.hpp"
#include "emulator/live/http_server.hpp"
#include "emulator/live/http_text.hpp"
#include "runtime/http_parser.hpp"

namespace spillway::live {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(HttpServer::Core& server, TcpSocket socket, std::uint64_t id);

  void start();
  /// The server's once-a-second look.
  void sweep(TimePoint now);
  /// Breaks off. Tells the exchange under way, if there is one.
  void close();

  void answer(HttpResponse response);
  void begin_stream(HttpResponse head);
  bool stream(std::string_view piece);
  std::size_t backlog() const { return backlog_.size() + (stream_writing_ ? out_body_.size() : 0); }
  void finish_stream();

  std::uint64_t id() const { return id_; }

 private:
  using Error = boost::system::error_code;
  enum class State { idle, reading, handling, writing, streaming, lingering, closed };

  void next_request();
  void got_header(Error error);
  void send_continue();
  void read_body();
  void got_body(Error error);
  void hand_over(int refusal);
  void written(Error error);
  void write_stream();
  void linger();
  void drain();
  void expect(State state, Duration patience);

  HttpServer::Core* server_;  // null once closed
  TcpSocket socket_;
  const std::uint64_t id_;
  std::string client_ip_;
  std::uint16_t client_port_ = 0;
  State state_ = State::idle;
  TimePoint deadline_{};
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  ExchangePtr exchange_;
  bool served_one_ = false;
  bool head_ = false;
  bool keep_alive_ = true;
  bool last_ = false;  // a refusal: the rest of what was sent is not read
  unsigned version_ = 11;
  std::string out_head_;
  std::string out_body_;
  std::string backlog_;  // of a stream, while out_body_ is being written
  bool stream_writing_ = false;
  bool stream_over_ = false;
};

}  // namespace spillway::live
