// ResourceType: what is known of one CloudFormation resource type. The table of all types is in
// resource_type.cpp, each type's own in types/. Private to this folder; immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloudformation/schema.hpp"

namespace spillway::cloudformation {

class Creation;

struct ResourceType {
  std::string name;                     ///< "AWS::Lambda::Function"
  std::vector<std::string> attributes;  ///< what GetAtt may ask for
  Schema schema;
  void (*create)(Creation&) = nullptr;
  /// Known to have no influence: nothing is called, and its properties are not held against a
  /// schema; create() finds them as they stand.
  bool inert = false;
  std::string why{};  ///< of an inert one: why it has no influence
};

/// Null if the type is not modelled.
const ResourceType* find_resource_type(std::string_view name);
std::vector<std::string> resource_type_names();

// types/*.cpp, one a service.
std::vector<ResourceType> lambda_types();
std::vector<ResourceType> ecs_types();
ResourceType task_definition_type();
std::vector<ResourceType> elbv2_types();
std::vector<ResourceType> listener_types();
std::vector<ResourceType> cloudwatch_types();
std::vector<ResourceType> autoscaling_types();
std::vector<ResourceType> events_types();
std::vector<ResourceType> ecr_types();
std::vector<ResourceType> iam_types();
std::vector<ResourceType> logs_types();
std::vector<ResourceType> sqs_types();
std::vector<ResourceType> network_types();
std::vector<ResourceType> inert_types();
/// A type without influence; Ref gives a name that CloudFormation makes up.
ResourceType inert_type(std::string name, std::string why, std::vector<std::string> attributes,
                        void (*create)(Creation&));
/// The inert twin of AWS::Lambda::Function, AWS::IAM::Role or AWS::IAM::Policy, for what only
/// custom resources without influence need; null for any other name.
const ResourceType* provider_type(std::string_view name);

}  // namespace spillway::cloudformation
