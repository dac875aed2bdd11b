// run_live(): a scenario against the wall clock, with real processes and sockets.
//
// Blocks the calling thread, which becomes the runtime's; children that it starts die with it. One
// at a time in a process.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/lambda/functions.hpp"
#include "emulator/live/alb_listeners.hpp"
#include "tools/harness/run.hpp"

namespace spillway::harness {

struct LiveAddress {
  std::string load_balancer;
  std::uint16_t listener_port = 0;  ///< as the template has it
  std::string url;                  ///< where it can be reached
  std::string dns_name;             ///< what clients call it on AWS
};

struct LiveAddresses {
  std::string endpoint;  ///< of the AWS APIs
  std::string region;
  std::vector<LiveAddress> listeners;
};

/// A world that stands and listens.
struct LiveStart {
  LiveAddresses addresses;
  Json services;  ///< see world::state_of
  TimePoint began;
  bool after_reset = false;
};

/// How the run is doing, for who watches.
struct LiveStatus {
  TimePoint now;
  live::AlbTraffic traffic;                     ///< since the world's beginning
  std::vector<lambda::FunctionLoad> functions;  ///< how busy they are
};

struct LiveOptions {
  std::string address = "127.0.0.1";  ///< to listen on
  std::uint16_t port = 4566;          ///< of the AWS endpoint; 0: a free one
  std::uint16_t alb_port = 0;         ///< of the first listener; 0: a free one
  std::vector<std::string> hosts;     ///< further names by which clients call the endpoint
  bool freeze = true;                 ///< stop a function's process between its invocations
  bool load = true;                   ///< send the scenario's load
  bool endless = false;               ///< until it is interrupted, not for the scenario's duration
  std::string access_log;             ///< a file; empty: access.log in the run's folder, if any
  std::string programs;               ///< the folder of spillway-app and spillway-controller

  std::function<void(const LiveStart&)> ready;
  std::function<void(const std::string& who, std::string_view line)> output;  ///< of programs
  std::function<void(const core::Event&)> event;                              ///< as it happens
  std::function<void(const LiveStatus&)> status;  ///< a few times a second
};

RunRecord run_live(const Scenario& scenario, const RunOptions& options, const LiveOptions& live);

}  // namespace spillway::harness
