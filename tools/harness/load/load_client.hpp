// LoadClient: how the load's requests reach the load balancer: as values in virtual time, over HTTP
// in live mode. Owned by the run; used from the Runtime's thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/time.hpp"
#include "runtime/unique_function.hpp"
#include "tools/harness/load/cookie_jar.hpp"
#include "tools/harness/load/request_record.hpp"
#include "tools/harness/load/stage.hpp"

namespace spillway::harness {

/// A client that sends more than one request: its address, its connection, its cookies.
struct Session {
  std::string ip;
  UserNumber user = 1;
  bool keeps_cookies = false;
  bool keeps_connection = true;
  CookieJar cookies{};
  std::optional<TimePoint> connected{};  ///< since when it has a connection
  TimePoint last_used{};                 ///< of the connection
};

struct ClientReply {
  int status = 0;  ///< 0: no answer; the connection was refused or closed
  std::string_view reason;
  Target target = Target::alb;
  std::uint64_t bytes = 0;
};

/// Names a request that is under way.
enum class ClientRequestId : std::uint64_t {};
/// Names a request that can be sent.
enum class PreparedRequest : std::uint32_t {};

class LoadClient {
 public:
  virtual ~LoadClient() = default;
  /// Before the load: what is sent again and again is put together once.
  virtual PreparedRequest prepare(const LoadRequest& request, const LoadStage& stage) = 0;
  /// `session` may be null: a client that sends this one request over a warm connection; else it
  /// must outlive the answer. `done` is called once, never before this returns. Sets `sent_bytes`
  /// to the size of the request.
  virtual ClientRequestId send(PreparedRequest request, Session* session, std::uint64_t& sent_bytes,
                               UniqueFunction<void(const ClientReply&)> done) = 0;
  /// The client closes its connection; `done` will not be called.
  virtual void abandon(ClientRequestId request, Session* session) = 0;
};

}  // namespace spillway::harness
