// LoadStage: requests of one kind for a while. Plain value of the scenario.
//
// A stage is an open loop (arrivals that wait for nobody), a closed loop (users who wait for their
// answers, as a thread group of JMeter's), or the replay of a load balancer's access log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/core/delay.hpp"
#include "runtime/time.hpp"

namespace spillway::harness {

/// One request as a stage sends it, again and again.
struct LoadRequest {
  std::string method = "GET";
  std::string target;  ///< path and query
  double weight = 1;
  std::vector<std::pair<std::string, std::string>> headers{};  ///< beside those of every request
  std::string body{};
};

/// What a client does when a request fails. Every attempt is a request of its own.
struct Retries {
  int attempts = 1;  ///< all in all; 1: it does not try again
  core::Delay delay = Duration(std::chrono::milliseconds(100));  ///< before the second attempt
  Duration max_delay = std::chrono::seconds(20);  ///< the delay is doubled each time, up to this
  std::vector<int> on = {502, 503, 504, 0};       ///< the statuses; 0: no answer in time
};

/// A request of an access log.
struct ReplayedRequest {
  Duration after{};           ///< since the log's first request
  std::uint32_t request = 0;  ///< index into the stage's requests
  std::uint32_t client = 0;   ///< index into the stage's addresses
};

struct LoadStage {
  enum class Kind { open, users, replay };
  enum class Arrivals { constant, poisson };
  enum class Order { by_weight, in_turn };

  std::string name;
  Kind kind = Kind::open;
  TimePoint begin{};
  Duration length{};

  double rate_from = 0;  ///< of an open loop: per second, at the start
  double rate_to = 0;    ///< per second, at the end; a ramp if it differs
  Arrivals arrivals = Arrivals::constant;
  std::uint32_t clients = 0;  ///< who send in turn; 0: every request has a client of its own

  std::uint32_t users = 0;                    ///< of a closed loop
  Duration ramp_up{};                         ///< the time over which they start
  std::optional<std::uint64_t> loops;         ///< of each user; absent: until the stage ends
  core::Delay think_time = Duration::zero();  ///< between an answer and the user's next request

  std::vector<ReplayedRequest> replay;  ///< of a replay: by time
  std::vector<std::string> addresses;   ///< of a replay: its clients
  std::uint64_t left_out = 0;           ///< of a replay: lines that hold no request

  std::vector<LoadRequest> requests;
  Order order = Order::by_weight;
  std::string client_ip = "127.0.0.1";
  bool keep_alive = true;  ///< false: a connection for each request
  bool cookies = false;    ///< clients keep the cookies they are given
  Retries retries;
  Duration timeout = std::chrono::seconds(60);  ///< how long a client waits for its answer

  TimePoint end() const { return begin + length; }
};

/// Counts from 1, as people do and JMeter's thread names.
using UserNumber = std::uint32_t;

}  // namespace spillway::harness
