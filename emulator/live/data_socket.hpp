// DataSocket: a non-blocking TCP connection on the DataLoop, with what it could not send yet.
//
// A base of the data path's connections, which keep what waits to be sent small: whoever passes
// bytes on reads no more while there is a backlog. LiveRuntime's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/live/data_loop.hpp"

namespace spillway::live {

class DataSocket : public DataLoop::Watched {
 public:
  /// Takes the descriptor, which does not block.
  DataSocket(DataLoop& loop, int descriptor);
  ~DataSocket() override;
  DataSocket(const DataSocket&) = delete;
  DataSocket& operator=(const DataSocket&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  std::size_t backlog() const { return out_.size() - sent_; }

 protected:
  enum class Got {
    bytes,
    nothing,  ///< now
    end,      ///< the other side sends no more
    failed,
  };

  DataLoop& loop() { return loop_; }
  int descriptor() const { return descriptor_; }
  /// What epoll said. True if it can be written to again.
  bool note(std::uint32_t events);
  /// At most what the loop's input holds, and valid as long as that.
  Got receive(std::string_view& bytes);
  bool may_have_more() const { return readable_; }
  /// The other side will send no more, or the connection is broken; there may still be bytes.
  bool hung_up() const { return hung_up_; }
  /// False: the connection is broken. What does not go now goes with flush().
  bool transmit(std::string_view first, std::string_view second = {});
  bool flush();
  void shut_sending();
  void close();

 private:
  void keep(std::string_view first, std::string_view second, std::size_t sent);

  DataLoop& loop_;
  int descriptor_;
  bool readable_ = false;
  bool hung_up_ = false;
  bool writable_ = false;
  std::string out_;
  std::size_t sent_ = 0;  // of out_
};

}  // namespace spillway::live
