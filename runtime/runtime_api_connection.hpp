// RuntimeApiConnection: one kept connection to the Lambda Runtime API, one exchange at a time.
// Internal to runtime/.
//
// Blocks; used by the thread that made it. Plain sockets instead of libcurl: what an invocation
// costs a function is mostly system calls, and four do where libcurl makes eighteen.
#pragma once

#include <memory>
#include <string>

#include "runtime/http_transport.hpp"

namespace spillway {

class RuntimeApiConnection {
 public:
  /// "host:port"
  explicit RuntimeApiConnection(std::string address);
  ~RuntimeApiConnection();

  /// Connects if need be. Waits for the answer for as long as it takes: "next" may take hours, and
  /// a frozen process must not meet a time-out. After an error the next exchange connects anew.
  TransportResult exchange(const HttpRequest& request);

 private:
  struct Socket;

  const std::string address_;
  std::unique_ptr<Socket> socket_;  // null: not connected
};

}  // namespace spillway
