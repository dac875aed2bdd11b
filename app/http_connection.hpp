// HttpConnection: one client's connection to the HttpServer, request after request. Internal to
// http_*.cpp.
//
// Shared by the server and by the operations that the operating system still works on; used from
// the Runtime's thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>

#include "app/http_messages.hpp"
#include "app/http_server.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::app {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  /// What all connections of a server share. It must outlive the task of serve().
  struct Shared {
    Runtime& runtime;
    RequestHandler handler;
    ServerOptions options;
    HttpDate date;
  };

  HttpConnection(boost::asio::ip::tcp::socket socket, Shared& server);

  /// Runs until the connection is over, then closes it. The connection must outlive the task.
  Task<void> serve();

  /// The request in flight is the last; without one the connection ends at once.
  void finish();

  /// Breaks off.
  void close();

 private:
  using Error = boost::system::error_code;

  // What has been read of a request: it is there, or what to say instead; neither if the client has
  // gone.
  struct Received {
    std::optional<HttpRequest> request;
    int refusal = 0;
  };

  Task<bool> exchange();
  Task<Received> receive();
  Task<HttpResponse> ask_handler(HttpRequest request);
  Task<void> linger();

  Task<Error> read_some();
  Task<Error> read_header();
  Task<Error> read_body();
  Task<Error> send_continue();
  Task<Error> write(HttpResponse response, bool keep_alive);

  /// Of the current request. Precondition: exchange() has begun.
  RequestParser& parser();

  boost::beast::tcp_stream stream_;
  Shared& server_;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  std::optional<BeastResponse> response_;
  bool head_ = false;  // the current request is a HEAD
  bool idle_ = false;
  bool finishing_ = false;
};

}  // namespace spillway::app
