// The open loop: an arrival never waits for an answer, so a slow system meets the same load as a
// fast one.
#include <algorithm>
#include <cmath>

#include "tools/harness/load/stream.hpp"

namespace spillway::harness {
namespace {

Duration seconds(double s) { return Duration(static_cast<std::int64_t>(std::llround(s * 1e9))); }

// When the index-th arrival of a linear ramp comes: the root of its integrated rate.
double ramp_arrival(double from, double to, double length_s, double index) {
  const double slope = (to - from) / length_s;
  if (std::abs(slope) < 1e-12) return index / from;
  return (-from + std::sqrt(from * from + 2 * slope * index)) / slope;
}

class OpenStream final : public Stream {
 public:
  explicit OpenStream(const StreamContext& context)
      : context_(context),
        picker_(context),
        arrivals_(context.runtime.rng("load/arrivals/" + context.stage.name)) {
    const LoadStage& stage = context_.stage;
    // A client that closes its connection after each request is a new one each time.
    const std::uint32_t clients = stage.clients == 0 && !stage.keep_alive ? 1 : stage.clients;
    for (UserNumber i = 1; i <= clients; ++i) sessions_.push_back(make_session(stage, i));
    if (sessions_.empty() && stage.client_ip != LoadStage{}.client_ip)
      sessions_.push_back(make_session(stage, 1));
  }

  void begin() override {
    begin_ = last_arrival_ = context_.runtime.now();
    schedule();
  }

  // A client that is late still owes what was due before the end: left out, it would flatter the
  // system that held it up. In virtual time nobody is late.
  void end() override {
    while (context_.runtime.cancel(next_) && at_ <= context_.runtime.now()) arrive();
  }

 private:
  void schedule() {
    at_ = arrival_time(index_);
    if (at_ >= begin_ + context_.stage.length) return;
    next_ = context_.runtime.call_at(at_, [this] { arrive(); });
  }

  void arrive() {
    const TimePoint at = at_;
    const std::uint64_t index = index_++;
    schedule();
    Session* session = sessions_.empty() ? nullptr : &sessions_[index % sessions_.size()];
    context_.sender.send(context_.index, picker_.pick(index), session, nullptr, at);
  }

  TimePoint arrival_time(std::uint64_t n) {
    const LoadStage& stage = context_.stage;
    const double length_s = to_seconds(stage.length);
    if (stage.rate_from == 0 && stage.rate_to == 0) return begin_ + stage.length;
    if (stage.arrivals == LoadStage::Arrivals::poisson) return poisson_arrival(length_s);
    const double at =
        ramp_arrival(stage.rate_from, stage.rate_to, length_s, static_cast<double>(n));
    return std::isfinite(at) ? begin_ + seconds(std::min(at, length_s)) : begin_ + stage.length;
  }

  // A Poisson process whose rate may change: thins one of the highest rate.
  TimePoint poisson_arrival(double length_s) {
    const LoadStage& stage = context_.stage;
    const double highest = std::max(stage.rate_from, stage.rate_to);
    do {
      last_arrival_ += seconds(arrivals_.exponential(1 / highest));
      const double part = to_seconds(last_arrival_ - begin_) / length_s;
      if (part >= 1) break;
      const double rate = stage.rate_from + (stage.rate_to - stage.rate_from) * part;
      if (arrivals_.uniform() * highest <= rate) break;
    } while (true);
    return last_arrival_;
  }

  StreamContext context_;
  RequestPicker picker_;
  Rng arrivals_;
  std::vector<Session> sessions_;
  TimePoint begin_{};
  TimePoint at_{};  // when the next arrival is meant to come
  std::uint64_t index_ = 0;
  TimePoint last_arrival_{};
  TimerId next_ = TimerId::none;
};

}  // namespace

std::unique_ptr<Stream> make_open_stream(const StreamContext& context) {
  return std::make_unique<OpenStream>(context);
}

}  // namespace spillway::harness
