// Stacks: a CloudFormation template becomes resources, by the same API operations that a client
// would call.
//
// create_stack() first checks the whole template and calls nothing if anything is wrong; then it
// creates the resources in the order of their dependencies, ties in the order of the template. A
// resource type, property or function that is not modelled is an error that names it. What CFN
// would wait for (a service becoming stable) is not waited for, and nothing is rolled back: the
// caller drops the world. Runs on the runtime's thread, at the instant it is called.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/document/document.hpp"

namespace spillway::cloudformation {

struct Resource {
  std::string logical_id;
  std::string type;                               ///< "AWS::ECS::Service"
  std::string physical_id;                        ///< what Ref gives
  std::map<std::string, std::string> attributes;  ///< what GetAtt gives
  std::string given_name{};  ///< in an Outline: the name that the template gives, or empty
  /// Of what CDK made: "Stack/Web/Function"; else empty.
  std::string construct_path{};
  bool inert = false;  ///< of a type without influence (VPC, subnet...): nothing was called
  int line = 0;        ///< of its logical id in the template
  int column = 0;
};

struct Output {
  std::string name;
  std::string value;
};

/// What a template has and nothing here depends on: a resource type, or a property as
/// "Type.Property.Member".
struct WithoutInfluence {
  std::string name;
  std::string why;
};

struct Stack {
  std::string name;
  std::string id;                                   ///< an ARN
  std::vector<Resource> resources;                  ///< in the order of creation
  std::vector<Output> outputs;                      ///< in the order of the template
  std::vector<WithoutInfluence> without_influence;  ///< each once, in alphabetical order

  /// Null if there is none of that logical id.
  const Resource* find(std::string_view logical_id) const;
};

struct StackOptions {
  std::string stack_name = "spillway";
  /// By name, as text; of a list, with commas. Those not named take their defaults.
  std::map<std::string, std::string> parameters;
  /// For check_template; create_stack takes the context's.
  core::Account account;
  /// Called after each creation, before the next one begins.
  std::function<void(const Resource&)> on_created;
};

/// What a template that passed its check will create.
struct Outline {
  std::vector<std::string> parameters;
  std::vector<Resource> resources;  ///< in the order of creation, without ids and attributes
  std::vector<Resource> left_out;   ///< by their conditions
  std::vector<WithoutInfluence> without_influence;  ///< each once, in alphabetical order
};

/// Everything that can be said about a template without creating it. As many errors as can be
/// found at once.
boost::system::result<Outline, document::Diagnostics> check_template(const document::Node& root,
                                                                     const std::string& file,
                                                                     const StackOptions& options);

/// An operation that refuses is a diagnostic at the resource's line; creation ends there.
boost::system::result<Stack, document::Diagnostics> create_stack(const document::Node& root,
                                                                 const std::string& file,
                                                                 const StackOptions& options,
                                                                 core::Context& context);

}  // namespace spillway::cloudformation
