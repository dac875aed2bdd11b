// TargetConnection: a connection from the load balancer to a target, for one request after another.
//
// Owned by its TargetPool. While it carries a request it has a client, whom it tells of the answer
// as that comes; it reads no faster than the client takes. An idle one stays watched, so that it is
// gone as soon as the target closes it. LiveRuntime's thread only.
#pragma once

#include <string>
#include <string_view>

#include "emulator/alb/ports.hpp"
#include "emulator/live/body_decoder.hpp"
#include "emulator/live/data_socket.hpp"
#include "emulator/live/http_head.hpp"

namespace spillway::live {

class TargetPool;

/// For whom a target works. Each call may let go of the connection.
class TargetClient {
 public:
  virtual ~TargetClient() = default;
  /// The answer's head, or that there will be none. `first`: the beginning of the body, valid
  /// during the call.
  virtual void target_replied(alb::TargetReply& reply, std::string_view first) = 0;
  virtual void target_sent(std::string_view content) = 0;
  /// The answer has come to its end; the connection is let go of. `broken`: before its time.
  virtual void target_done(bool broken) = 0;
  /// What was to be sent to the target is on its way.
  virtual void target_ready() = 0;
  /// Whether more of the answer can be taken.
  virtual bool takes_more() const = 0;
  /// Whether the target has been sent the whole request.
  virtual bool has_sent_all() const = 0;
};

struct TargetRequest {
  bool is_head = false;
  bool alone = false;       ///< no other request may follow on the connection
  Duration idle_timeout{};  ///< for which it is kept
};

class TargetConnection final : public DataSocket {
 public:
  /// `descriptor` is connected, or about to be.
  TargetConnection(DataLoop& loop, TargetPool& pool, int descriptor, std::size_t place);

  void begin(TargetClient& client, const TargetRequest& request);
  /// Bytes for the target; false: the connection is broken, and the client will be told.
  bool pass_on(std::string_view first, std::string_view second = {}) {
    return transmit(first, second);
  }
  /// The client takes more again.
  void resume();
  /// The client is not interested any more: breaks off.
  void let_go();
  const BodyDecoder& body() const { return body_; }
  bool is_connected() const { return connected_; }
  std::size_t place() const { return place_; }
  void set_place(std::size_t place) { place_ = place; }
  TimePoint idle_until() const { return idle_until_; }

  void on_ready(std::uint32_t events) override;

 private:
  friend class TargetPool;

  bool finish_connecting(std::uint32_t events);
  void read();
  bool read_head(std::string_view block);
  bool read_body(std::string_view block);
  void ended(bool broken);
  void fail(alb::ConnectOutcome outcome);
  void done(bool broken);
  void retire();

  TargetPool& pool_;
  TargetClient* client_ = nullptr;  // null: idle
  TargetRequest request_;
  alb::TargetReply reply_;
  ResponseHead head_;
  BodyDecoder body_;
  std::size_t place_;  // in the pool
  TimePoint idle_until_{};
  bool connected_ = false;
  bool replied_ = false;
  bool may_keep_ = true;
  bool reading_ = false;
  std::size_t scanned_ = 0;
  std::string in_;  // of a head that came in pieces
  std::string scratch_;
};

}  // namespace spillway::live
