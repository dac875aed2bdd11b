#include "emulator/cloudformation/resource_type.hpp"

#include <algorithm>
#include <iterator>

namespace spillway::cloudformation {
namespace {

const std::vector<ResourceType>& all_types() {
  static const std::vector<ResourceType> types = [] {
    std::vector<ResourceType> all;
    for (const auto service :
         {lambda_types, ecs_types, elbv2_types, listener_types, cloudwatch_types, autoscaling_types,
          events_types, ecr_types, iam_types, logs_types, sqs_types, network_types, inert_types}) {
      auto some = service();
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
  }();
  return types;
}

}  // namespace

const ResourceType* find_resource_type(std::string_view name) {
  const auto& types = all_types();
  const auto it = std::find_if(types.begin(), types.end(),
                               [&](const ResourceType& type) { return type.name == name; });
  return it == types.end() ? nullptr : &*it;
}

std::vector<std::string> resource_type_names() {
  std::vector<std::string> names;
  for (const auto& type : all_types()) names.push_back(type.name);
  return names;
}

}  // namespace spillway::cloudformation
