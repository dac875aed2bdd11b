// ProcessHosts: execution environments and containers as processes.
//
// Owned by the live run, given to the world, which it outlives. Used from the LiveRuntime's thread.
// What may be started stands in `programs`, by logical id; an API call can name nothing else.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "emulator/ecs/host.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/live/function_process.hpp"
#include "emulator/live/program.hpp"

namespace spillway::live {

/// A line that a program printed: whose, and what.
using OnOutput = std::function<void(const std::string& who, std::string_view line)>;

class ProcessHosts final : public lambda::FunctionHost, public ecs::ContainerHost {
 public:
  ProcessHosts(LiveRuntime& runtime, Programs programs, FunctionSettings settings,
               OnOutput on_output);

  /// What every program is told of the AWS endpoint. Before anything is started.
  void set_endpoint(std::string url) { endpoint_url_ = std::move(url); }
  /// The event that the owner of those keys works on: what its API calls are caused by. 0: none.
  EventSeq cause_of(std::string_view access_key_id) const;

  std::string cannot_host(const lambda::FunctionSpec& spec) const override;
  std::unique_ptr<lambda::FunctionEnvironment> start(
      const lambda::FunctionSpec& spec, UniqueFunction<void(lambda::InitOutput)> ready) override;

  std::string cannot_host(const ecs::ContainerSpec& spec) const override;
  std::unique_ptr<ecs::Container> start(const ecs::ContainerSpec& spec,
                                        UniqueFunction<void(int status)> exited) override;

 private:
  const Program* find(const std::string& logical_id) const;
  Program prepared(const Program& program,
                   const std::map<std::string, std::string, std::less<>>& environment) const;
  Process::OnLine teller(const std::string& who) const;

  LiveRuntime& runtime_;
  const Programs programs_;
  const FunctionSettings settings_;
  const OnOutput on_output_;
  std::string endpoint_url_;
  std::map<std::string, EventSeq, std::less<>> work_;  // by access key
};

}  // namespace spillway::live
