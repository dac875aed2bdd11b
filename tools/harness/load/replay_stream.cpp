// The replay: the requests of an access log at the times at which the load balancer got them, each
// address a client of its own.
#include "tools/harness/load/stream.hpp"

namespace spillway::harness {
namespace {

class ReplayStream final : public Stream {
 public:
  explicit ReplayStream(const StreamContext& context) : context_(context) {
    UserNumber user = 0;
    for (const std::string& address : context.stage.addresses) {
      sessions_.push_back(make_session(context.stage, ++user));
      sessions_.back().ip = address;
    }
  }

  void begin() override { schedule(0); }

  void end() override { context_.runtime.cancel(next_); }

 private:
  void schedule(std::size_t index) {
    const auto& entries = context_.stage.replay;
    if (index == entries.size()) return;
    const TimePoint at = context_.stage.begin + entries[index].after;
    next_ = context_.runtime.call_at(at, [this, index, at] {
      schedule(index + 1);
      const ReplayedRequest& entry = context_.stage.replay[index];
      context_.sender.send(context_.index, entry.request, &sessions_[entry.client], nullptr, at);
    });
  }

  StreamContext context_;
  std::vector<Session> sessions_;
  TimerId next_ = TimerId::none;
};

}  // namespace

std::unique_ptr<Stream> make_replay_stream(const StreamContext& context) {
  return std::make_unique<ReplayStream>(context);
}

}  // namespace spillway::harness
