// Deployment: one template being worked on, checked and then perhaps created. Private to this
// folder; lives on the stack of check_template() or create_stack().
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/cloudformation/evaluator.hpp"
#include "emulator/cloudformation/parameters.hpp"
#include "emulator/cloudformation/physical_id.hpp"
#include "emulator/cloudformation/report.hpp"
#include "emulator/cloudformation/stack.hpp"
#include "emulator/cloudformation/template.hpp"

namespace spillway::cloudformation {

class Deployment {
 public:
  Deployment(const Node& root, const std::string& file, const StackOptions& options,
             const core::Account& account);

  /// Fills `order_`. True if nothing is wrong.
  bool check();
  Outline outline();
  /// Precondition: check() was true. Nothing if an operation refused.
  std::optional<Stack> create(core::Context& context);

  document::Diagnostics diagnostics() { return report_.take(); }

 private:
  std::string stack_arn(const core::Account& account, const std::string& uuid) const;
  /// The logical ids that must exist before this one.
  std::set<std::string> check_resource(const ResourceEntry& entry);
  void check_properties(const ResourceEntry& entry);
  void check_outputs();
  std::vector<WithoutInfluence> without_influence() const;
  void put_in_order(const std::vector<std::set<std::string>>& needs);
  std::optional<Node> output_value(const Entry& entry);
  static Resource describe(const ResourceEntry& entry);
  std::string given_name(const ResourceEntry& entry);
  /// Reports a resource that has the name of one created before.
  void refuse_second(const ResourceEntry& entry, const Resource& made, const Stack& stack);
  bool create_resource(const ResourceEntry& entry, core::Context& context, PhysicalIds& ids,
                       Stack& stack);

  Report report_;
  const StackOptions& options_;
  Pseudo pseudo_;
  Template template_;
  ParameterValues parameters_;
  Evaluator evaluator_;
  std::vector<const ResourceEntry*> order_;
  std::map<std::string, std::string> without_influence_;  ///< properties, each with the reason
};

}  // namespace spillway::cloudformation
