// A stage that sends an access log's requests again.
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

#include "tools/harness/load/access_log.hpp"
#include "tools/harness/load/read_stage.hpp"

namespace spillway::harness {
namespace {

constexpr std::uint64_t kMostBody = 100'000'000;

// What the request line and the headers of a replayed request take of its bytes, about: the log
// tells only the sum.
std::uint64_t body_size(const LoggedRequest& request) {
  if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS" ||
      request.method == "TRACE") {
    return 0;
  }
  const std::uint64_t head = request.method.size() + request.target.size() + request.host.size() +
                             request.user_agent.size() + 60;
  return request.received_bytes > head ? std::min(request.received_bytes - head, kMostBody) : 0;
}

// Requests that are the same are kept once.
class Requests {
 public:
  explicit Requests(std::vector<LoadRequest>& requests) : requests_(requests) {}

  std::uint32_t index_of(const LoggedRequest& logged) {
    const std::uint64_t size = body_size(logged);
    const auto next = static_cast<std::uint32_t>(requests_.size());
    const auto [it, is_new] = known_.try_emplace(
        {logged.method, logged.target, logged.host, logged.user_agent, size}, next);
    if (is_new) {
      LoadRequest& request = requests_.emplace_back();
      request.method = logged.method;
      request.target = logged.target;
      if (!logged.host.empty()) request.headers.emplace_back("Host", logged.host);
      if (!logged.user_agent.empty()) request.headers.emplace_back("User-Agent", logged.user_agent);
      request.body.assign(size, 'x');
    }
    return it->second;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::uint64_t>;
  std::vector<LoadRequest>& requests_;
  std::map<Key, std::uint32_t> known_;
};

class Addresses {
 public:
  explicit Addresses(std::vector<std::string>& addresses) : addresses_(addresses) {}

  std::uint32_t index_of(const std::string& address) {
    const auto next = static_cast<std::uint32_t>(addresses_.size());
    const auto [it, is_new] = known_.try_emplace(address, next);
    if (is_new) addresses_.push_back(address);
    return it->second;
  }

 private:
  std::vector<std::string>& addresses_;
  std::map<std::string, std::uint32_t> known_;
};

void fill(LoadStage& stage, const AccessLog& log, double speed) {
  Requests requests(stage.requests);
  Addresses addresses(stage.addresses);
  const WallTime first = log.requests.front().created;
  for (const LoggedRequest& logged : log.requests) {
    const double after = static_cast<double>((logged.created - first).count()) / speed;
    stage.replay.push_back({Duration(std::llround(after)), requests.index_of(logged),
                            addresses.index_of(logged.client_ip)});
  }
  stage.left_out = log.left_out;
}

}  // namespace

void read_replay(MapReader& reader, LoadStage& stage) {
  stage.kind = LoadStage::Kind::replay;
  const std::string file = reader.require_string("replay");
  const double speed = reader.number("speed").value_or(1);
  if (!(speed > 0 && speed <= 1e6)) {
    reader.fail("speed", "must be more than 0: 2 is twice as fast as it was");
    return;
  }
  const std::filesystem::path folder = std::filesystem::path(reader.context().file).parent_path();
  const auto log = load_access_log((folder / file).lexically_normal().string());
  if (!log) {
    for (const auto& error : log.error()) {
      if (error.line != 0) {
        reader.context().errors.push_back(error);
      } else {
        reader.fail("replay", "the log " + error.file + " " + error.message, error.hint);
      }
    }
    return;
  }
  fill(stage, *log, speed);
  if (stage.length == Duration::zero()) {
    stage.length = std::chrono::ceil<std::chrono::seconds>(stage.replay.back().after + Duration(1));
  } else if (stage.replay.back().after >= stage.length) {
    reader.fail("for", "is shorter than the log, whose last requests would be lost",
                "leave it out, or replay the log faster with speed");
  }
}

}  // namespace spillway::harness
