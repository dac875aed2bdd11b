#include "emulator/ecs/task_definition.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "emulator/core/params.hpp"
#include "emulator/ecs/dependencies.hpp"
#include "emulator/ecs/identifiers.hpp"

namespace spillway::ecs {
namespace {

constexpr char kOperation[] = "ecs:RegisterTaskDefinition";
constexpr char kValidation[] = "ClientException";

void read_ports(core::Params& p, ContainerDefinition& container) {
  const Json* mappings = p.array("portMappings");
  if (mappings == nullptr) return;
  for (const Json& item : *mappings) {
    core::Params mapping(item, kOperation, kValidation, "containerDefinitions.portMappings.");
    const auto port = mapping.integer("containerPort", 1, 65535);
    const auto host_port = mapping.optional_integer("hostPort", 0, 65535);
    mapping.optional_choice("protocol", {"tcp"});
    mapping.inert("name");
    mapping.inert("appProtocol");
    if (host_port && *host_port != 0 && *host_port != port) {
      mapping.fail(
          "When networkMode=awsvpc, the host ports and container ports in port mappings must "
          "match.");
    }
    container.ports.push_back(static_cast<std::uint16_t>(port));
    if (auto error = mapping.finish()) p.fail(*error);
  }
}

void read_environment(core::Params& p, ContainerDefinition& container) {
  const Json* variables = p.array("environment");
  if (variables == nullptr) return;
  for (const Json& item : *variables) {
    core::Params variable(item, kOperation, kValidation, "containerDefinitions.environment.");
    container.environment[variable.string("name")] = variable.string("value");
    if (auto error = variable.finish()) p.fail(*error);
  }
}

void read_logging(core::Params& p, ContainerDefinition& container, bool& needs_execution_role) {
  const Json* log = p.object("logConfiguration");
  if (log == nullptr || text_of(*log, "logDriver") != "awslogs") return;
  needs_execution_role = true;
  container.log_driver = "awslogs";
  const Json options = log->value("options", Json::object());
  for (const auto& [name, value] : options.items()) {
    if (value.is_string()) container.log_options[name] = value.get<std::string>();
  }
  if (text_of(options, "awslogs-create-group") != "true") {
    container.log_group = text_of(options, "awslogs-group");
  }
}

void read_dependencies(core::Params& p, ContainerDefinition& container) {
  using Condition = ContainerDependency::Condition;
  static const std::map<std::string, Condition> kConditions = {{"START", Condition::start},
                                                               {"COMPLETE", Condition::complete},
                                                               {"SUCCESS", Condition::success},
                                                               {"HEALTHY", Condition::healthy}};
  const Json* dependencies = p.array("dependsOn");
  if (dependencies == nullptr) return;
  for (const Json& item : *dependencies) {
    core::Params inner(item, kOperation, kValidation, "containerDefinitions.dependsOn.");
    ContainerDependency dependency;
    dependency.container = inner.string("containerName");
    const auto condition =
        inner.optional_choice("condition", {"START", "COMPLETE", "SUCCESS", "HEALTHY"});
    if (!condition) inner.fail("Container.dependsOn.condition should not be null or empty.");
    if (auto error = inner.finish()) {
      p.fail(*error);
      return;
    }
    dependency.condition = kConditions.at(*condition);
    container.depends_on.push_back(std::move(dependency));
  }
}

void read_what_has_no_influence(core::Params& p) {
  for (const char* name : {"cpu", "memory", "memoryReservation", "readonlyRootFilesystem", "user",
                           "workingDirectory", "ulimits", "dockerLabels", "linuxParameters",
                           "interactive", "pseudoTerminal", "privileged", "versionConsistency"}) {
    p.inert(name);
  }
  for (const char* name : {"secrets", "environmentFiles", "mountPoints", "volumesFrom",
                           "systemControls", "links", "extraHosts", "resourceRequirements"}) {
    refuse_contents(p, name, kOperation);
  }
}

ContainerDefinition read_container(core::Params& outer, const Json& item, bool other_health_checks,
                                   bool& needs_execution_role) {
  core::Params p(item, kOperation, kValidation, "containerDefinitions.");
  ContainerDefinition container;
  container.name = p.string("name");
  container.image = p.string("image");
  if (!p.failed() && (container.name.empty() || container.image.empty())) {
    p.fail("Container.name and Container.image should not be null or empty.");
  }
  container.essential = p.optional_boolean("essential").value_or(true);
  container.entry_point = p.strings("entryPoint");
  container.command = p.strings("command");
  read_ports(p, container);
  read_environment(p, container);
  if (const auto seconds = p.optional_integer("stopTimeout", 0, 120)) {
    container.stop_timeout = std::chrono::seconds(*seconds);
  }
  // Fargate's longest is 120 s, for both (`ecs:ContainerDefinition`).
  if (const auto seconds = p.optional_integer("startTimeout", 2, 120)) {
    container.start_timeout = std::chrono::seconds(*seconds);
  }
  if (const Json* check = p.object("healthCheck")) {
    container.health_check = read_health_check(p, *check, other_health_checks);
  }
  read_dependencies(p, container);
  read_logging(p, container, needs_execution_role);
  read_what_has_no_influence(p);
  needs_execution_role |= container.image.find(".dkr.ecr.") != std::string::npos;
  if (auto error = p.finish()) outer.fail(*error);
  return container;
}

// The combinations that Fargate offers, in CPU units and MiB.
bool fargate_offers(std::int64_t cpu, std::int64_t memory) {
  struct Row {
    std::int64_t cpu, least, most, step;
  };
  static constexpr Row kRows[] = {{512, 1024, 4096, 1024},    {1024, 2048, 8192, 1024},
                                  {2048, 4096, 16384, 1024},  {4096, 8192, 30720, 1024},
                                  {8192, 16384, 61440, 4096}, {16384, 32768, 122880, 8192}};
  if (cpu == 256) return memory == 512 || memory == 1024 || memory == 2048;
  for (const Row& row : kRows) {
    if (row.cpu == cpu) {
      return memory >= row.least && memory <= row.most && (memory - row.least) % row.step == 0;
    }
  }
  return false;
}

void read_size(core::Params& p, TaskDefinition& definition) {
  if (!p.has("cpu") || !p.has("memory")) {
    p.fail("Fargate requires that 'cpu' and 'memory' be defined at the task level.");
    return;
  }
  const auto cpu = p.integer("cpu", 1, 1'000'000);
  const auto memory = p.integer("memory", 1, 1'000'000);
  definition.cpu = std::to_string(cpu);
  definition.memory = std::to_string(memory);
  if (!fargate_offers(cpu, memory)) {
    p.fail("No Fargate configuration exists for given values: " + definition.cpu + " CPU, " +
           definition.memory + " memory. See the Amazon ECS documentation for the valid values.");
  }
}

void read_platform(core::Params& p) {
  const auto mode = p.optional_string("networkMode");
  const auto compatibilities = p.strings("requiresCompatibilities");
  if (std::find(compatibilities.begin(), compatibilities.end(), "FARGATE") ==
      compatibilities.end()) {
    p.fail(core::not_modelled("a task definition that does not require FARGATE"));
  } else if (mode != "awsvpc") {
    p.fail("Fargate only supports network mode 'awsvpc'.");
  }
  if (const Json* platform = p.object("runtimePlatform")) {
    core::Params inner(*platform, kOperation, kValidation, "runtimePlatform.");
    inner.optional_choice("cpuArchitecture", {"X86_64", "ARM64"});
    inner.optional_choice("operatingSystemFamily", {"LINUX"});
    if (auto error = inner.finish()) p.fail(*error);
  }
  for (const char* name : {"volumes", "placementConstraints", "inferenceAccelerators"}) {
    refuse_contents(p, name, kOperation);
  }
  for (const char* name : {"tags", "ephemeralStorage", "taskRoleArn"}) p.inert(name);
}

void check_containers(core::Params& p, const TaskDefinition& definition) {
  std::set<std::string> names;
  bool essential = false;
  for (const auto& container : definition.containers) {
    essential |= container.essential;
    if (!names.insert(container.name).second) p.fail("Container names must be unique.");
  }
  if (!essential) p.fail("Invalid setting: at least one container must be essential.");
  if (p.failed()) return;
  if (std::string why = wrong_dependencies(definition); !why.empty()) p.fail(std::move(why));
}

Json shape_of(const Json& params, const TaskDefinition& definition) {
  Json shape = params;
  shape.erase("tags");
  shape["cpu"] = definition.cpu;
  shape["memory"] = definition.memory;
  shape["compatibilities"] = Json::array({"EC2", "FARGATE"});
  for (const char* name : {"volumes", "placementConstraints"}) shape[name] = Json::array();
  return shape;
}

}  // namespace

bool ContainerDefinition::has_port(std::uint16_t port) const {
  return std::find(ports.begin(), ports.end(), port) != ports.end();
}

const ContainerDefinition* TaskDefinition::container(const std::string& name) const {
  const auto it = std::find_if(containers.begin(), containers.end(),
                               [&](const auto& container) { return container.name == name; });
  return it == containers.end() ? nullptr : &*it;
}

boost::system::result<TaskDefinition, core::ApiError> read_task_definition(
    const Json& params, bool other_health_checks) {
  core::Params p(params, kOperation, kValidation);
  TaskDefinition definition;
  definition.family = p.string("family");
  read_platform(p);
  read_size(p, definition);
  bool needs_execution_role = false;
  const Json* containers = p.array("containerDefinitions");
  if (containers == nullptr || containers->empty()) {
    p.fail("Container list cannot be empty.");
  } else {
    for (const Json& item : *containers) {
      definition.containers.push_back(
          read_container(p, item, other_health_checks, needs_execution_role));
    }
    check_containers(p, definition);
  }
  definition.execution_role = p.optional_string("executionRoleArn").value_or("");
  definition.task_role = p.optional_string("taskRoleArn").value_or("");
  if (definition.execution_role.empty() && needs_execution_role) {
    p.fail(
        "Fargate requires task definition to have execution role ARN to support ECR images and "
        "log driver awslogs.");
  }
  if (auto error = p.finish()) return *error;
  definition.shape = shape_of(params, definition);
  return definition;
}

std::shared_ptr<TaskDefinition> TaskDefinitions::add(TaskDefinition definition,
                                                     const std::string& arn_prefix) {
  auto& revisions = families_[definition.family];
  definition.revision = static_cast<std::int64_t>(revisions.size()) + 1;
  definition.arn = arn_prefix + definition.family + ":" + std::to_string(definition.revision);
  Json shape{{"taskDefinitionArn", definition.arn}};
  shape.update(definition.shape);
  shape["revision"] = definition.revision;
  definition.shape = std::move(shape);
  revisions.push_back(std::make_shared<TaskDefinition>(std::move(definition)));
  return revisions.back();
}

std::shared_ptr<TaskDefinition> TaskDefinitions::find(const std::string& reference) const {
  const bool is_arn = reference.starts_with("arn:");
  std::string name = is_arn ? reference.substr(reference.rfind('/') + 1) : reference;
  std::int64_t revision = 0;
  if (const auto colon = name.rfind(':'); colon != std::string::npos) {
    const char* end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + colon + 1, end, revision);
    if (parsed.ec != std::errc() || parsed.ptr != end || revision < 1) return nullptr;
    name.resize(colon);
  }
  const auto family = families_.find(name);
  if (family == families_.end()) return nullptr;
  for (auto it = family->second.rbegin(); it != family->second.rend(); ++it) {
    const auto& definition = *it;
    if (revision == 0 ? !definition->active : definition->revision != revision) continue;
    return is_arn && definition->arn != reference ? nullptr : definition;
  }
  return nullptr;
}

std::vector<std::string> TaskDefinitions::list(const std::string& family_prefix,
                                               bool active) const {
  std::vector<std::string> arns;
  for (const auto& [family, revisions] : families_) {
    if (!family.starts_with(family_prefix)) continue;
    for (const auto& definition : revisions) {
      if (definition->active == active) arns.push_back(definition->arn);
    }
  }
  return arns;
}

}  // namespace spillway::ecs
