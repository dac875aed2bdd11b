#include "tools/harness/trial_deployment.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "emulator/world/images.hpp"
#include "emulator/world/world.hpp"
#include "tools/harness/virtual_hosts.hpp"

namespace spillway::harness {
namespace {

// A world for one deployment.
class TrialWorld {
 public:
  explicit TrialWorld(const Trial& trial)
      : timeline_(runtime_),
        hosts_(runtime_, trial.code),
        world_(runtime_, timeline_, {hosts_, hosts_}, trial.aws) {
    hosts_.connect(world_.api());
    stack_ = world_.deploy(trial.root, trial.file, trial.stack_name, trial.parameters);
  }

  const auto& stack() const { return stack_; }

  /// What a service answers about a resource; null if it refuses.
  Json ask(std::string_view service, std::string_view action, const Json& params) {
    const auto answer = world_.operations().call(service, action, params, {});
    return answer ? *answer : Json();
  }

 private:
  sim::VirtualRuntime runtime_;
  core::Timeline timeline_;
  VirtualHosts hosts_;
  world::World world_;
  boost::system::result<cloudformation::Stack, document::Diagnostics> stack_{
      document::Diagnostics{}};
};

// The images that a function or a task definition names.
std::vector<std::string> images_of(TrialWorld& world, const cloudformation::Resource& resource) {
  std::vector<std::string> images;
  const auto add = [&](const Json& answer, const char* pointer) {
    const Json::json_pointer at(pointer);
    if (answer.contains(at) && answer.at(at).is_string()) images.push_back(answer.at(at));
  };
  if (resource.inert) return images;
  if (resource.type == "AWS::Lambda::Function") {
    add(world.ask("lambda", "GetFunction", {{"FunctionName", resource.physical_id}}),
        "/Code/ImageUri");
  } else if (resource.type == "AWS::ECS::TaskDefinition") {
    const Json answer =
        world.ask("ecs", "DescribeTaskDefinition", {{"taskDefinition", resource.physical_id}});
    const Json::json_pointer containers("/taskDefinition/containerDefinitions");
    if (!answer.contains(containers)) return images;
    for (const Json& container : answer.at(containers)) add(container, "/image");
  }
  return images;
}

}  // namespace

document::Diagnostics try_deployment(const Trial& trial) {
  const TrialWorld world(trial);
  return world.stack() ? document::Diagnostics{} : world.stack().error();
}

std::map<std::string, std::vector<std::string>> tags_of_images(const Trial& trial) {
  std::map<std::string, std::vector<std::string>> tags;
  TrialWorld world(trial);
  if (!world.stack()) return tags;
  std::map<std::string, std::string> repositories;  // the logical id, by the URI
  for (const auto& resource : world.stack()->resources) {
    const auto uri = resource.attributes.find("RepositoryUri");
    if (uri != resource.attributes.end()) repositories[uri->second] = resource.logical_id;
  }
  for (const auto& resource : world.stack()->resources) {
    for (const std::string& uri : images_of(world, resource)) {
      const world::ImageName image = world::split_image_name(uri);
      const auto repository = repositories.find(image.repository);
      if (repository != repositories.end()) tags[repository->second].push_back(image.tag);
    }
  }
  return tags;
}

}  // namespace spillway::harness
