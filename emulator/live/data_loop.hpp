// DataLoop: the sockets of the load balancer's data path, watched by an epoll set of their own,
// which is itself one descriptor on the LiveRuntime's loop.
//
// Why not Asio's sockets: an operation of Asio's costs a handler, locks and a turn of the loop, and
// a request is four operations. Here a ready socket is one virtual call, and a batch of them one
// turn. Edge-triggered: whoever is told of readiness works until the socket has no more.
// Owned by AlbListeners; used on the LiveRuntime's thread. A batch is one instant of the runtime.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/live_runtime.hpp"

namespace spillway::live {

class DataLoop {
 public:
  class Watched {
   public:
    virtual ~Watched() = default;
    /// `events` as epoll has them; 0: its turn again, as it asked for with again().
    virtual void on_ready(std::uint32_t events) = 0;
  };

  explicit DataLoop(LiveRuntime& runtime);
  ~DataLoop();
  DataLoop(const DataLoop&) = delete;
  DataLoop& operator=(const DataLoop&) = delete;

  LiveRuntime& runtime() { return runtime_; }
  /// False: the system watches no more.
  bool watch(int descriptor, Watched& watched);
  /// Before the descriptor is closed: a child that is just being started may hold a copy of it.
  void forget(int descriptor);
  /// Called with 0 soon, after the others have had their turn.
  void again(Watched& watched);
  /// It wants no turn any more.
  void withdraw(Watched& watched) { std::erase(again_, &watched); }
  /// Destroyed when what is ready now has been worked off.
  void bury(std::unique_ptr<Watched> dead);

  /// What every socket reads into; valid until the next read.
  std::span<char> input() { return input_; }
  /// What heads are written into before they are sent.
  std::string& output() { return output_; }

 private:
  void wait();
  void come_back();
  void work();
  int take_ready();

  LiveRuntime& runtime_;
  boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> set_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  bool working_ = false;  // on a batch
  bool waiting_ = false;  // for the set
  bool coming_ = false;   // soon, as somebody asked
  std::vector<Watched*> again_;
  std::vector<std::unique_ptr<Watched>> dead_;
  std::vector<char> input_;
  std::string output_;
};

}  // namespace spillway::live
