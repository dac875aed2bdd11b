// AlbConnection: a client's connection to a listener of the load balancer, request after request.
// Internal to alb_*.cpp.
//
// Owned by its AlbListener. It moves bytes: the model decides what becomes of a request and calls
// it as its Passage; the target's connection calls it with the answer as that comes. Each side is
// read no faster than the other takes, so that a body of any length needs one block of memory.
// LiveRuntime's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "emulator/alb/passage.hpp"
#include "emulator/live/alb_front.hpp"
#include "emulator/live/body_decoder.hpp"
#include "emulator/live/target_connection.hpp"

namespace spillway::live {

class AlbListener;

struct Peer {
  std::string ip;
  std::uint16_t port = 0;
};

class AlbConnection final : public DataSocket, private alb::Passage, private TargetClient {
 public:
  AlbConnection(AlbFront& front, AlbListener& listener, int descriptor, Peer peer,
                std::size_t place);

  std::size_t place() const { return place_; }
  void set_place(std::size_t place) { place_ = place; }

  void on_ready(std::uint32_t events) override;
  /// The look once a second.
  void sweep(TimePoint now);
  /// The listener goes: at once, whatever is under way.
  void hang_up();

 private:
  enum class Phase : std::uint8_t {
    head,       ///< between requests, or within the head of one
    busy,       ///< a request is under way
    closing,    ///< the last answer is still to be sent
    lingering,  ///< it was sent; what the client still sends is thrown away
  };
  /// What becomes of the request's body.
  enum class Upload : std::uint8_t {
    done,
    waiting,     ///< until the model says where it goes
    collecting,  ///< for a function
    forwarding,  ///< to a target
    discarding,
    given_up,  ///< the connection ends with the answer
  };
  /// Of a line of the access log: what is not known any more when the request is over.
  struct Draft {
    WallTime created{};
    TimePoint received{};
    std::optional<TimePoint> replied;  ///< by the target
    std::optional<TimePoint> begun;    ///< the answer
    std::string method, url, version, user_agent, redirect_url;
  };

  // alb_connection.cpp: what comes from the client
  void advance();
  bool step();
  bool read_head();
  void begin_request();
  bool read_body();
  void take_body(std::string_view content);
  void body_ended();
  void bad_body();
  bool drain();
  void keep_rest(std::string_view rest);
  void client_gone(int status);
  void touch() { active_at_ = front_.runtime.now(); }

  // alb_connection_answer.cpp: what the load balancer and the target say
  void answer(alb::ClientResponse&& response) override;
  void want_body(alb::RequestId id, std::size_t limit) override;
  void forward(alb::RequestId id, std::uint16_t port, const HttpRequest& request) override;
  void relay(const HttpResponse& head) override;
  void break_off() override;
  void target_replied(alb::TargetReply& reply, std::string_view first) override;
  void target_sent(std::string_view content) override;
  void target_done(bool broken) override;
  void target_ready() override { advance(); }
  bool takes_more() const override { return backlog() == 0; }
  bool has_sent_all() const override { return upload_ == Upload::done; }
  void settle_upload();
  void send_continue();
  void send(std::string_view first, std::string_view second = {});
  void send_content(std::string_view head, std::string_view content);
  void answered();
  void go_on();
  void drop_target();
  void linger();

  // alb_connection_sweep.cpp
  void refuse_as(int status);
  void give_up(alb::ConnectOutcome outcome);

  // alb_connection_log.cpp
  void draft_time();
  void draft();
  void log();

  AlbFront& front_;
  AlbListener& listener_;
  const Peer peer_;
  const std::uint64_t number_;
  std::size_t place_;  // among the listener's
  const TimePoint connected_at_;
  TimePoint active_at_;

  Phase phase_ = Phase::head;
  Upload upload_ = Upload::done;
  bool first_ = true;  // request of its connection
  bool advancing_ = false;
  bool parsed_ = false;  // what is in in_, as far as it goes
  bool is_head_ = false;
  bool keep_alive_ = true;
  bool continued_ = false;
  bool begun_ = false;     // the answer
  bool answered_ = false;  // wholly
  bool chunked_ = false;   // the answer goes so
  bool tunnel_ = false;    // a WebSocket now
  std::size_t scanned_ = 0;
  std::string in_;  // what has come but could not be worked on yet
  alb::ClientRequest client_;
  RequestHead head_;
  BodyDecoder body_;
  std::string scratch_;
  std::string collected_;  // of a body for a function
  std::size_t limit_ = 0;
  alb::RequestId id_{};
  TargetConnection* target_ = nullptr;
  std::string_view first_piece_;  // of the body of the answer that is being relayed
  std::uint64_t received_ = 0;    // bytes of this request
  std::uint64_t sent_ = 0;        // and of its answer
  int status_ = 0;
  std::unique_ptr<Draft> draft_;  // null: there is no log
};

}  // namespace spillway::live
