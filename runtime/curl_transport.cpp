#include "runtime/curl_transport.hpp"

#include <unordered_map>

#include "runtime/curl_worker.hpp"

namespace spillway {

namespace {

using Done = UniqueFunction<void(TransportResult)>;

struct Waiting {
  EventSeq cause;
  Done done;
};

}  // namespace

// Lives on the Runtime's thread; only `worker` is shared. What the worker posts holds it weakly, as
// it may come after the transport is gone.
struct CurlTransport::State {
  explicit State(LiveRuntime& r) : runtime(r) {}

  LiveRuntime& runtime;
  std::unordered_map<std::uint64_t, Waiting> waiting;  // only looked up, never iterated
  std::uint64_t next_id = 1;
  std::unique_ptr<CurlWorker> worker;

  std::uint64_t start(OutgoingRequest request, Done done) {
    const std::uint64_t id = next_id++;
    waiting.emplace(id, Waiting{runtime.cause(), std::move(done)});
    worker->start(id, std::move(request));
    return id;
  }

  void finish(std::uint64_t id, TransportResult result) {
    auto node = waiting.extract(id);
    if (node.empty()) return;
    const CauseScope scope(runtime, node.mapped().cause);
    node.mapped().done(std::move(result));
  }

  void abandon(std::uint64_t id) {
    if (waiting.erase(id) > 0) worker->cancel(id);
  }
};

CurlTransport::CurlTransport(LiveRuntime& runtime) : state_(std::make_shared<State>(runtime)) {
  const std::weak_ptr<State> weak = state_;
  state_->worker =
      std::make_unique<CurlWorker>([weak, &runtime](std::uint64_t id, TransportResult result) {
        runtime.post_from_any_thread([weak, id, result = std::move(result)]() mutable {
          if (const auto state = weak.lock()) state->finish(id, std::move(result));
        });
      });
}

CurlTransport::~CurlTransport() = default;

Task<TransportResult> CurlTransport::send(OutgoingRequest request) {
  // Ends the exchange when this frame dies before it is over.
  struct Guard {
    std::weak_ptr<State> state;
    std::uint64_t id = 0;
    ~Guard() {
      if (const auto alive = state.lock()) alive->abandon(id);
    }
  };
  Guard guard{state_};
  const auto start = [&](Done done) {
    guard.id = guard.state.lock()->start(std::move(request), std::move(done));
  };
  co_return co_await await_callback<TransportResult>(start);
}

}  // namespace spillway
