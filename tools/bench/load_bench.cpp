// How many requests a second the load generator sends: spillway-load-bench PORT RATE SECONDS
//
// An open loop at RATE against an HTTP server on 127.0.0.1:PORT, with the generator, the client and
// the bookkeeping of a live run. Prints what was sent, what it cost, and how late it was.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include "tools/harness/load/live_client.hpp"
#include "tools/harness/load/load_generator.hpp"
#include "tools/harness/request_stats.hpp"

namespace {

using namespace spillway;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double milliseconds(Duration d) { return to_seconds(d) * 1e3; }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: spillway-load-bench PORT RATE SECONDS\n");
    return 2;
  }
  std::vector<harness::LoadStage> stages(1);
  harness::LoadStage& stage = stages.front();
  stage.name = "load";
  stage.requests = {{.target = "/"}};
  stage.rate_from = stage.rate_to = std::atof(argv[2]);
  stage.length = std::chrono::seconds(std::atoi(argv[3]));
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));

  LiveRuntime runtime(1);
  core::Timeline timeline(runtime);
  harness::RequestStats stats(stages);
  harness::LiveClient client(runtime, {"127.0.0.1", port, "bench.test", {}},
                             [](const auto&) { return harness::Target::ecs; });
  harness::LoadGenerator load(runtime, timeline, client, stages,
                              [&](const harness::RequestRecord& r) { stats.add(r); });
  stage.begin = runtime.now();
  std::function<void()> look = [&] {
    if (runtime.now() >= stage.end() && load.outstanding() == 0) return runtime.stop();
    runtime.call_after(std::chrono::milliseconds(10), [&] { look(); });
  };
  load.start();
  look();
  runtime.run();

  const harness::RequestTotals all = stats.all();
  const double took = to_seconds(runtime.now() - stage.begin);
  std::printf(
      "%.0f requests/s, %llu failed, %.1f us of processor each, latency ms p50 %.3f p99 %.3f, late "
      "by %.1f ms at most\n",
      static_cast<double>(all.total) / took, static_cast<unsigned long long>(all.failed),
      cpu_seconds() * 1e6 / static_cast<double>(all.total),
      milliseconds(all.latency.percentile(0.5)), milliseconds(all.latency.percentile(0.99)),
      milliseconds(all.most_late));
  return all.failed == 0 ? 0 : 1;
}
