// LoadClient: how the load generator's requests reach the load balancer: as values in virtual time,
// over HTTP in live mode. Owned by the run; used from the Runtime's thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/unique_function.hpp"
#include "tools/harness/request_record.hpp"

namespace spillway::harness {

struct ClientReply {
  int status = 0;
  std::string_view reason;
  Target target = Target::alb;
  std::uint64_t bytes = 0;
};

/// Names a request that is under way.
enum class ClientRequestId : std::uint64_t {};

class LoadClient {
 public:
  virtual ~LoadClient() = default;
  /// `done` is called once, never before this returns. Sets `sent_bytes` to the size of the
  /// request.
  virtual ClientRequestId send(const std::string& method, const std::string& target,
                               std::uint64_t& sent_bytes,
                               UniqueFunction<void(const ClientReply&)> done) = 0;
  /// The client closes its connection; `done` will not be called.
  virtual void abandon(ClientRequestId request) = 0;
};

}  // namespace spillway::harness
