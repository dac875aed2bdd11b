#include "emulator/world/world.hpp"

#include "emulator/ecs/throttling.hpp"

namespace spillway::world {
namespace {

// The rows of E4 join the wire's own.
wire::Settings with_throttles(wire::Settings settings) {
  for (const auto& row : ecs::throttle_classes()) {
    settings.throttles.push_back(
        {"ecs", std::string(row.action), std::string(row.bucket), row.burst, row.per_second});
  }
  return settings;
}

std::optional<core::ApiFaults> of_calls(Runtime& runtime, core::Faults* faults) {
  if (faults == nullptr) return std::nullopt;
  return std::optional<core::ApiFaults>(std::in_place, runtime, *faults);
}

}  // namespace

World::World(Runtime& runtime, core::Timeline& timeline, Hosts hosts, Settings settings,
             core::Faults* faults)
    : settings_(std::move(settings)),
      api_faults_(of_calls(runtime, faults)),
      context_{runtime,           timeline,     cloud_watch_,
               event_bridge_,     credentials_, operations_,
               settings_.account, faults,       api_faults_ ? &*api_faults_ : nullptr},
      iam_(context_),
      credentials_(runtime, iam_),
      alarm_targets_(context_, functions_, auto_scaling_),
      cloud_watch_(context_, settings_.cloudwatch, alarm_targets_),
      logs_(context_),
      queues_(context_, settings_.sqs),
      functions_(context_, settings_.lambda, hosts.functions),
      function_logs_(functions_),
      lambda_targets_(context_, functions_, settings_.alb.connect_timeout),
      event_targets_(context_, functions_, settings_.eventbridge.target_timeout),
      event_bridge_(context_, settings_.eventbridge, event_targets_, queues_),
      network_(clusters_),
      load_balancers_(context_, settings_.alb, lambda_targets_, network_),
      registry_(context_),
      images_(registry_, settings_),
      capacity_(context_),
      task_logs_(logs_),
      target_groups_(load_balancers_),
      clusters_(context_, settings_.ecs, hosts.containers, target_groups_, images_),
      auto_scaling_(context_, settings_.autoscaling),
      api_(context_, with_throttles(settings_.wire), iam_, credentials_) {
  functions_.connect_queues(queues_);
  logs_.read_from(function_logs_);
  clusters_.use_logs(&task_logs_);
  if (faults != nullptr) {
    clusters_.use_capacity(&capacity_);
    api_.set_interceptor(
        [this](const std::string& service, const std::string& action, const std::string& caller) {
          return api_faults_->decide(service, action, caller);
        });
  }
  load_balancers_.on_target_changed(
      [this](const std::string& target_group_arn, const std::string& ip, std::uint16_t port) {
        clusters_.target_changed(target_group_arn, ip, port);
      });
}

boost::system::result<cloudformation::Stack, document::Diagnostics> World::deploy(
    const document::Node& root, const std::string& file, const std::string& stack_name,
    const std::map<std::string, std::string>& parameters) {
  cloudformation::StackOptions options;
  options.stack_name = stack_name;
  options.parameters = parameters;
  options.account = settings_.account;
  options.on_created = [this](const cloudformation::Resource& resource) { note_created(resource); };
  return cloudformation::create_stack(root, file, options, context_);
}

void World::note_created(const cloudformation::Resource& resource) {
  if (context_.faults != nullptr) {
    context_.faults->note_resource(resource.logical_id, resource.physical_id);
  }
  if (resource.inert) return;
  if (resource.type == "AWS::Lambda::Function") {
    functions_.note_logical_id(resource.physical_id, resource.logical_id);
  } else if (resource.type == "AWS::ECS::TaskDefinition") {
    clusters_.note_logical_id(resource.physical_id, resource.logical_id);
  } else if (resource.type == "AWS::ECR::Repository") {
    put_images(resource);
  }
}

// A repository of the template holds the images that the settings name for it, and "latest" anyway:
// in a real account somebody pushed it before the service was created.
void World::put_images(const cloudformation::Resource& repository) {
  bool latest_named = false;
  for (const ImageSize& image : settings_.images) {
    const ImageName name = split_image_name(image.name);
    if (name.repository != repository.logical_id && name.repository != repository.physical_id)
      continue;
    latest_named = latest_named || name.tag == "latest";
    if (image.bytes) registry_.put_image(repository.physical_id, name.tag, *image.bytes);
  }
  if (!latest_named)
    registry_.put_image(repository.physical_id, "latest", settings_.default_image_size);
}

}  // namespace spillway::world
