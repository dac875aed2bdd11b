#include "emulator/wire/memory_transport.hpp"

#include <memory>

#include "emulator/wire/endpoint.hpp"
#include "runtime/aws/sigv4.hpp"

namespace spillway::wire {
namespace {

// Scheme, host and port without the scheme.
std::string_view host_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == origin.npos ? origin : origin.substr(scheme + 3);
}

// The answer and the time-out race; the loser finds `done` gone. The frame that waits may die: then
// this goes with it, and with this the timer.
struct Race {
  explicit Race(Runtime& rt) : runtime(rt) {}
  Race(const Race&) = delete;
  Race& operator=(const Race&) = delete;
  ~Race() { stop_timer(); }

  void stop_timer() {
    if (timer != TimerId::none) runtime.cancel(timer);
    timer = TimerId::none;
  }
  void finish(TransportResult result) {
    stop_timer();
    if (auto winner = std::move(done)) winner(std::move(result));
  }

  Runtime& runtime;
  UniqueFunction<void(TransportResult)> done;
  TimerId timer = TimerId::none;
};

TransportError timed_out(Duration timeout) {
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
  return {"no answer within " + std::to_string(millis) + " ms", true};
}

}  // namespace

Task<TransportResult> MemoryTransport::send(OutgoingRequest outgoing) {
  HttpRequest& request = outgoing.request;
  const std::string_view host = host_of(outgoing.origin);
  if (outgoing.signing) {
    aws::sign(request, *outgoing.signing, host, runtime_.wall_now());
  } else if (!request.headers.contains("Host")) {
    request.headers.add("Host", std::string(host));
  }
  const auto race = std::make_shared<Race>(runtime_);
  const auto start = [&](UniqueFunction<void(TransportResult)> done) {
    race->done = std::move(done);
    const Duration timeout = outgoing.timeout;
    if (timeout != Duration::zero()) {  // zero: none
      race->timer = runtime_.call_after(timeout, [weak = std::weak_ptr(race), timeout] {
        const auto alive = weak.lock();
        if (!alive) return;
        alive->timer = TimerId::none;
        alive->finish(timed_out(timeout));
      });
    }
    endpoint_.handle(std::move(request), [weak = std::weak_ptr(race)](HttpResponse response) {
      if (const auto alive = weak.lock()) alive->finish(std::move(response));
    });
  };
  co_return co_await await_callback<TransportResult>(start);
}

}  // namespace spillway::wire
