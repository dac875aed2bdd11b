// Exchange: one request that a client sent, and the way to answer it.
//
// Shared by the connection it came on and by whoever answers it; it outlives both safely: an answer
// to a client who has gone is dropped. Used from the LiveRuntime's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/http.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::live {

class HttpConnection;

class Exchange {
 public:
  HttpRequest request;
  std::string client_ip;
  std::uint16_t client_port = 0;
  bool first = false;  ///< of its connection
  /// Not 0: it could not be read whole, and this is the status to refuse it with. The request holds
  /// what was understood; the connection ends with the answer.
  int refusal = 0;

  /// Once. The body's length and the connection's fate are seen to here.
  void answer(HttpResponse response);
  /// Instead of answer(): the head now, the body piece by piece until the client goes or finish().
  void begin_stream(HttpResponse head);
  /// False if the client has gone, or reads so slowly that its backlog grew beyond 8 MB; then the
  /// connection is over.
  bool stream(std::string_view piece);
  /// Bytes of the stream that the client has not taken yet.
  std::size_t backlog() const;
  void finish();
  /// Closes the connection without an answer.
  void drop();

  /// `gone` is called at most once, if the client closes the connection before it is answered.
  void on_gone(UniqueFunction<void()> gone) { gone_ = std::move(gone); }
  bool open() const { return !connection_.expired(); }

 private:
  friend class HttpConnection;

  std::weak_ptr<HttpConnection> connection_;
  UniqueFunction<void()> gone_;
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace spillway::live
