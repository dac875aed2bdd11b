// Overrides of RunTask: what one task has other than its definition says (`ecs:TaskOverride`).
//
// Pure functions; any thread.
#pragma once

#include <boost/system/result.hpp>
#include <memory>

#include "emulator/core/params.hpp"
#include "emulator/ecs/task_definition.hpp"

namespace spillway::ecs {

struct TaskOverrides {
  struct Container {
    std::string name;
    std::optional<std::vector<std::string>> command;
    std::map<std::string, std::string, std::less<>> environment;
  };
  std::vector<Container> containers;
  std::string execution_role;  ///< empty: the definition's
  std::string task_role;
  Json shape = Json::object();  ///< as it was given

  bool empty() const { return shape.empty(); }
};

/// Reads `overrides`; what is wrong or not modelled is kept in `p`.
TaskOverrides read_overrides(core::Params& p);

/// The definition as the task has it; InvalidParameterException for a container it does not have.
boost::system::result<std::shared_ptr<const TaskDefinition>, core::ApiError> overridden(
    const std::shared_ptr<const TaskDefinition>& definition, const TaskOverrides& overrides);

}  // namespace spillway::ecs
