// TimelineStream: the timeline as server-sent events, for everybody who asks: what has happened
// first, then what happens.
//
// Owned by the ApiServer; the timeline must not record after it is gone. Used from the
// LiveRuntime's thread. An event's id is its number, so a client that reconnects goes on where it
// was (Last-Event-ID). A reader that takes too little for too long is dropped: what it costs is
// bounded, whatever it does.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "emulator/live/exchange.hpp"
#include "runtime/live_runtime.hpp"

namespace spillway::live {

struct StreamSettings {
  std::size_t past = 100'000;   ///< events that are kept for who comes late
  std::size_t readers = 64;     ///< at once
  std::size_t ahead = 1 << 18;  ///< bytes that a reader is sent before it has taken them
  Duration keep_alive = std::chrono::seconds(15);  ///< a comment, when nothing happens
  Duration patience = std::chrono::seconds(30);    ///< with a reader that takes nothing
};

/// An event as people may see it.
using ShownEvent = std::function<core::Event(const core::Event& event)>;

class TimelineStream {
 public:
  /// `shown` empty: as it is.
  TimelineStream(LiveRuntime& runtime, core::Timeline& timeline, ShownEvent shown = {},
                 StreamSettings settings = {});
  ~TimelineStream();
  TimelineStream(const TimelineStream&) = delete;
  TimelineStream& operator=(const TimelineStream&) = delete;

  /// Answers with the stream, from the event `from` of the query, after that of the header
  /// Last-Event-ID, or from the first that is kept.
  void serve(const ExchangePtr& exchange);

  std::size_t readers() const { return readers_.size(); }

 private:
  struct Past {
    EventSeq seq;
    std::string line;
  };
  struct Reader {
    ExchangePtr exchange;
    EventSeq next = 0;           // the event that it gets next
    std::size_t backlog = 0;     // when it was looked at last
    TimePoint took_something{};  // or was owed nothing
    TimePoint heard{};           // of us
  };

  void note(const core::Event& event);
  /// False: it is gone, or shall be.
  bool feed(Reader& reader);
  void feed_all();
  void look_later();

  LiveRuntime& runtime_;
  const ShownEvent shown_;
  const StreamSettings settings_;
  std::deque<Past> past_;  // by seq
  std::vector<Reader> readers_;
  boost::asio::steady_timer timer_;
  bool looking_ = false;
};

}  // namespace spillway::live
