// A client whose answers the test chooses, and a bench that runs stages against it.
#pragma once

#include <string>
#include <vector>

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"
#include "tools/harness/load/load_generator.hpp"

namespace spillway::tests {

/// Answers each request after a delay; never if it is negative.
class FakeClient final : public harness::LoadClient {
 public:
  FakeClient(Runtime& runtime, Duration delay, std::vector<int> statuses)
      : runtime_(runtime), delay_(delay), statuses_(std::move(statuses)) {}

  harness::PreparedRequest prepare(const harness::LoadRequest& request,
                                   const harness::LoadStage&) override {
    prepared_.push_back(request.target);
    return static_cast<harness::PreparedRequest>(prepared_.size() - 1);
  }
  harness::ClientRequestId send(harness::PreparedRequest request, harness::Session* session,
                                std::uint64_t& sent_bytes,
                                UniqueFunction<void(const harness::ClientReply&)> done) override {
    sent_bytes = 100;
    at.push_back(runtime_.now());
    targets.push_back(prepared_[static_cast<std::size_t>(request)]);
    users.push_back(session == nullptr ? 0 : session->user);
    const int status = at.size() <= statuses_.size() ? statuses_[at.size() - 1] : 200;
    if (delay_ >= Duration::zero()) {
      runtime_.call_after(delay_, [status, done = std::move(done)]() mutable {
        done({status, "", harness::Target::lambda, 50});
      });
    }
    return harness::ClientRequestId{at.size()};
  }
  void abandon(harness::ClientRequestId, harness::Session*) override { ++abandoned; }

  std::vector<TimePoint> at;
  std::vector<std::string> targets;
  std::vector<harness::UserNumber> users;  ///< 0: without a session
  int abandoned = 0;

 private:
  Runtime& runtime_;
  Duration delay_;
  std::vector<int> statuses_;  // of the first requests; the others get 200
  std::vector<std::string> prepared_;
};

struct Bench {
  sim::VirtualRuntime runtime;
  core::Timeline timeline{runtime};
  std::vector<core::Event> seen;
  std::vector<harness::LoadStage> stages;
  std::vector<harness::RequestRecord> records;

  /// `delay` is the answers', `total` the time that is simulated.
  FakeClient run(Duration delay, Duration total, std::vector<int> statuses = {}) {
    FakeClient client(runtime, delay, std::move(statuses));
    timeline.subscribe([this](const core::Event& event) { seen.push_back(event); });
    harness::LoadGenerator load(runtime, timeline, client, stages,
                                [&](const harness::RequestRecord& r) { records.push_back(r); });
    load.start();
    runtime.run_for(total);
    CHECK(load.outstanding() == 0);
    return client;
  }

  std::vector<core::Event> events(std::string_view name) const {
    std::vector<core::Event> found;
    for (const auto& event : seen) {
      if (event.name == name) found.push_back(event);
    }
    return found;
  }
};

}  // namespace spillway::tests
