#include <algorithm>
#include <string>

#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

constexpr std::size_t kLongestFamily = 255;

Schema name_and(const char* value) { return {required(text("Name")), required(text(value))}; }

/// An init process passes the signals on, and a capability more or less changes nothing.
bool changes_the_container(const Node& linux_parameters) {
  return std::any_of(linux_parameters.members.begin(), linux_parameters.members.end(),
                     [](const auto& member) {
                       const std::string& name = member.first.scalar;
                       return name != "InitProcessEnabled" && name != "Capabilities";
                     });
}

Schema container_schema() {
  const Schema log = {required(text("LogDriver")), text_map("Options"),
                      objects("SecretOptions", name_and("ValueFrom"))};
  const Schema health = {required(texts("Command")), integer("Interval"), integer("Timeout"),
                         integer("Retries"), integer("StartPeriod")};
  return {
      required(text("Name")),
      required(text("Image")),
      boolean("Essential"),
      objects("PortMappings", {integer("ContainerPort"), integer("HostPort"), text("Protocol"),
                               text("Name"), text("AppProtocol")}),
      objects("Environment", {text("Name"), text("Value")}),
      objects("Secrets", name_and("ValueFrom")),
      texts("Command"),
      texts("EntryPoint"),
      text("WorkingDirectory"),
      integer("Cpu"),
      integer("Memory"),
      integer("MemoryReservation"),
      object("LogConfiguration", log),
      object("HealthCheck", health),
      integer("StopTimeout"),
      integer("StartTimeout"),
      objects("DependsOn", {required(text("ContainerName")), required(text("Condition"))}),
      boolean("ReadonlyRootFilesystem"),
      text("User"),
      boolean("Privileged"),
      objects("MountPoints", {text("ContainerPath"), boolean("ReadOnly"), text("SourceVolume")}),
      objects("Ulimits", {required(text("Name")), required(integer("SoftLimit")),
                          required(integer("HardLimit"))}),
      text_map("DockerLabels"),
      text("VersionConsistency"),
      boolean("Interactive"),
      boolean("PseudoTerminal"),
      inert_unless(changes_the_container, "LinuxParameters",
                   "signals reach the program through an init process, too"),
  };
}

Schema definition_schema() {
  return camel({text("Family"), required(objects("ContainerDefinitions", container_schema())),
                text("Cpu"), text("Memory"), text("NetworkMode"), texts("RequiresCompatibilities"),
                text("ExecutionRoleArn"), text("TaskRoleArn"),
                object("RuntimePlatform", {text("CpuArchitecture"), text("OperatingSystemFamily")}),
                object("EphemeralStorage", {integer("SizeInGiB")}),
                objects("Volumes", {text("Name"), object("Host", {text("SourcePath")})}),
                text("IpcMode"), text("PidMode"), tags()});
}

/// Names that people chose stay as they are: camel() changes names of properties only.
void create_task_definition(Creation& creation) {
  creation.name("family", kLongestFamily);
  const Json answer = creation.call("ecs", "RegisterTaskDefinition", creation.properties);
  const std::string arn = creation.text(answer, "/taskDefinition/taskDefinitionArn");
  creation.set_physical_id(arn);
  creation.set_attribute("TaskDefinitionArn", arn);
}

}  // namespace

ResourceType task_definition_type() {
  return {"AWS::ECS::TaskDefinition",
          {"TaskDefinitionArn"},
          definition_schema(),
          create_task_definition};
}

}  // namespace spillway::cloudformation
