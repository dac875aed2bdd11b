// Creation: one resource being created. Given to a type's create function, which calls operations
// and says what Ref and GetAtt give. After the first refusal everything answers with empty values,
// so that a create function is written straight through. Private to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/cloudformation/physical_id.hpp"
#include "emulator/cloudformation/report.hpp"
#include "emulator/cloudformation/stack.hpp"
#include "emulator/core/context.hpp"
#include "runtime/json.hpp"

namespace spillway::cloudformation {

class Creation {
 public:
  Creation(Resource& resource, Json properties, core::Context& context, PhysicalIds& ids,
           Report& report)
      : properties(std::move(properties)),
        resource_(resource),
        context_(context),
        ids_(ids),
        report_(report) {}

  Json properties;  ///< under the API's names; the parameters of the main call, once taken from

  const std::string& logical_id() const { return resource_.logical_id; }
  const core::Account& account() const { return context_.account; }
  PhysicalIds& ids() { return ids_; }
  bool failed() const { return failed_; }

  /// The value of `name`, which the API's call does not take; null if it is not given.
  Json take(std::string_view name);
  /// The name given under `key`, or one made up and put there, of at most `limit` characters.
  std::string name(std::string_view key, std::size_t limit);

  Json call(std::string_view service, std::string_view action, const Json& params);
  /// The string at a JSON pointer of an answer: "/TargetGroups/0/TargetGroupArn".
  std::string text(const Json& answer, const char* pointer);
  void fail(std::string message, std::string hint = {});
  /// The properties as the template writes them, to say which one a refusal is about.
  void set_source(const Node* written) { written_ = written; }

  void set_physical_id(std::string id) { resource_.physical_id = std::move(id); }
  void set_attribute(const std::string& attribute, std::string value) {
    resource_.attributes[attribute] = std::move(value);
  }

 private:
  Resource& resource_;
  core::Context& context_;
  PhysicalIds& ids_;
  Report& report_;
  const Node* written_ = nullptr;
  bool failed_ = false;
};

}  // namespace spillway::cloudformation
