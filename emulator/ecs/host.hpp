// ContainerHost: where containers run. Tools give the world one: in virtual time the app itself, in
// live mode processes.
//
// The ecs model owns the containers; destroying one kills it (SIGKILL) without a callback.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/http.hpp"
#include "runtime/json.hpp"
#include "runtime/unique_function.hpp"

namespace spillway::ecs {

struct ContainerSpec {
  std::string image;
  std::string container_name;
  std::string task_definition_family;
  std::string logical_id;  ///< of the task definition in the template; empty if made by an API call
  std::string ip;          ///< of the task's network interface
  std::vector<std::uint16_t> ports;
  std::vector<std::string> command;
  std::map<std::string, std::string, std::less<>> environment;
  std::string task_arn;
  std::string runtime_id;         ///< of this container: "<32 hex digits>-<10 digits>"
  std::int64_t memory_bytes = 0;  ///< the task's limit

  // What a host may ask for as long as the container lives, if it shows the container more of the
  // cloud than its environment: the answers of the task metadata endpoint, version 4, the keys of
  // the task's role (null without one), and where the lines go that the process prints.
  std::function<Json()> describe_container;
  std::function<Json()> describe_task;
  std::function<Json()> credentials;
  std::function<void(std::string_view line)> output;
};

struct ContainerReply {
  enum class Outcome { answered, refused, reset };
  Outcome outcome = Outcome::answered;
  HttpResponse response;
};

enum class Signal { terminate = 15, kill = 9 };

class Container {
 public:
  virtual ~Container() = default;
  /// A request on a connection of its own. `done` may be called at once, later, or never.
  virtual void send(std::uint16_t port, HttpRequest request,
                    UniqueFunction<void(ContainerReply)> done) = 0;
  /// The port of this machine at which the container's port can be reached by who moves the bytes
  /// himself; nothing: nobody listens on it.
  virtual std::optional<std::uint16_t> local_port(std::uint16_t) const { return std::nullopt; }
  virtual void signal(Signal signal) = 0;
  /// Why the process could not be started at all; empty: it was. Asked right after the start.
  virtual std::string cannot_start() const { return {}; }
};

class ContainerHost {
 public:
  virtual ~ContainerHost() = default;
  /// Empty, or why no container of this image can be started (no code is mapped to it).
  virtual std::string cannot_host(const ContainerSpec& spec) const = 0;
  /// Starts the process. `exited(status)` is called once if it ends by itself or by a signal, never
  /// from within start(); status as the shell counts it, 128+n for signal n.
  virtual std::unique_ptr<Container> start(const ContainerSpec& spec,
                                           UniqueFunction<void(int status)> exited) = 0;
};

}  // namespace spillway::ecs
