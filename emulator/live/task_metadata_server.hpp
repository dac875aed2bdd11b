// TaskMetadataServer: what containers find at ECS_CONTAINER_METADATA_URI_V4 and at
// AWS_CONTAINER_CREDENTIALS_FULL_URI. On Fargate these are link-local addresses; here it is one
// server on the loopback interface, with a path for each container.
//
// Owned by ProcessHosts; used from the LiveRuntime's thread. What it answers is the ecs model's;
// the stats, in the shape of Docker's, are the operating system's.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "emulator/ecs/host.hpp"
#include "emulator/live/http_server.hpp"
#include "emulator/live/process.hpp"
#include "runtime/rng.hpp"

namespace spillway::live {

class TaskMetadataServer {
 public:
  explicit TaskMetadataServer(LiveRuntime& runtime);

  boost::system::result<void, std::string> start();

  /// The variables that a container needs to find what is here. `spec` is kept until remove();
  /// `process` tells what stats to show, or null.
  std::map<std::string, std::string> add(const ecs::ContainerSpec& spec,
                                         std::function<const Process*()> process);
  void remove(const std::string& runtime_id);

 private:
  struct Entry {
    ecs::ContainerSpec spec;
    std::function<const Process*()> process;
    std::string credentials_id;
    WallTime started{};
  };

  void serve(const ExchangePtr& exchange);
  HttpResponse answer(std::string_view path) const;
  Json stats_of(const Entry& entry) const;
  Json stats_of_task(const Entry& entry) const;

  LiveRuntime& runtime_;
  Rng rng_;
  HttpServer server_;
  std::map<std::string, Entry, std::less<>> containers_;  // by runtime id
};

}  // namespace spillway::live
