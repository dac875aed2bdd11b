// ProcessHosts: execution environments and containers as processes.
//
// Owned by the live run, given to the world, which it outlives. Used from the LiveRuntime's thread.
// What may be started stands in `programs`; an API call can name nothing else, neither directly nor
// by the variables that it sets (see child_environment).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "emulator/ecs/host.hpp"
#include "emulator/lambda/host.hpp"
#include "emulator/live/child_environment.hpp"
#include "emulator/live/function_process.hpp"
#include "emulator/live/guardian.hpp"
#include "emulator/live/printed_lines.hpp"
#include "emulator/live/program.hpp"
#include "emulator/live/task_metadata_server.hpp"

namespace spillway::live {

class ContainerProcess;

class ProcessHosts final : public lambda::FunctionHost, public ecs::ContainerHost {
 public:
  ProcessHosts(LiveRuntime& runtime, Programs programs, FunctionSettings settings,
               OnOutput on_output);
  ~ProcessHosts() override;

  /// Before anything is started. The error says what could not be had.
  boost::system::result<void, std::string> open();
  /// What every program is told of the AWS endpoint. Before anything is started.
  void set_endpoint(std::string url) { endpoint_url_ = std::move(url); }
  /// The event that the owner of those keys works on: what its API calls are caused by. 0: none.
  EventSeq cause_of(std::string_view access_key_id) const;
  /// A text with "****" for each secret that programs were given.
  std::string masked(std::string_view text) const { return lines_.masked(text); }

  /// The containers' SIGTERM, and time to end in. Blocks for `patience` at most; what they say
  /// meanwhile is told, but no model learns of their ends.
  void end_containers(Duration patience);

  std::string cannot_host(const lambda::FunctionSpec& spec) const override;
  std::unique_ptr<lambda::FunctionEnvironment> start(
      const lambda::FunctionSpec& spec, UniqueFunction<void(lambda::InitOutput)> ready) override;

  std::string cannot_host(const ecs::ContainerSpec& spec) const override;
  std::unique_ptr<ecs::Container> start(const ecs::ContainerSpec& spec,
                                        UniqueFunction<void(int status)> exited) override;

 private:
  const Program* find(const std::vector<std::string>& names) const;
  Program prepared(const Program& program, const std::string& who, const Variables& from_aws);
  Process::OnLine teller(const std::string& who, std::function<void(std::string_view)> log);
  void tend();

  LiveRuntime& runtime_;
  const Programs programs_;
  const FunctionSettings settings_;
  PrintedLines lines_;
  std::string endpoint_url_;
  Variables machine_;  // what a program needs of the machine
  std::unique_ptr<Guardian> guardian_;
  TaskMetadataServer metadata_;
  std::set<ContainerProcess*> containers_;                      // never iterated for a model
  std::map<std::string, EventSeq, std::less<>> work_;           // by access key
  std::map<std::string, std::set<std::string>> told_left_out_;  // by program
};

}  // namespace spillway::live
