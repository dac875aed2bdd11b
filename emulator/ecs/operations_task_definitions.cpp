// RegisterTaskDefinition, DescribeTaskDefinition, DeregisterTaskDefinition, ListTaskDefinitions.
#include "emulator/core/params.hpp"
#include "emulator/ecs/identifiers.hpp"
#include "emulator/ecs/operations.hpp"
#include "emulator/ecs/shapes.hpp"

namespace spillway::ecs {
namespace {

Json answer_of(const TaskDefinition& definition) {
  Json shape = definition.shape;
  shape["status"] = definition.active ? "ACTIVE" : "INACTIVE";
  return {{"taskDefinition", std::move(shape)}};
}

core::ApiError client_error(std::string message) { return {"ClientException", std::move(message)}; }

core::ApiResult register_one(Estate& estate, const Json& params) {
  auto definition = read_task_definition(params, estate.settings.health_passes_after.has_value());
  if (!definition) return definition.error();
  definition->shape["registeredAt"] =
      time_value(estate.context.runtime.wall_now(), TimeForm::epoch);
  return answer_of(*estate.definitions.add(std::move(*definition),
                                           estate.context.account.arn("ecs", "task-definition/")));
}

core::ApiResult describe(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:DescribeTaskDefinition", kInvalid);
  const std::string reference = p.string("taskDefinition");
  p.inert("include");
  if (auto error = p.finish()) return *error;
  const auto definition = estate.definitions.find(reference);
  if (definition == nullptr) return client_error("Unable to describe task definition.");
  return answer_of(*definition);
}

core::ApiResult deregister(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:DeregisterTaskDefinition", kInvalid);
  const std::string reference = p.string("taskDefinition");
  if (auto error = p.finish()) return *error;
  if (last_segment(reference).find(':') == std::string::npos) {
    return client_error("Task definition must have a revision.");
  }
  const auto definition = estate.definitions.find(reference);
  if (definition == nullptr) return client_error("The specified task definition does not exist.");
  definition->active = false;
  definition->shape["deregisteredAt"] =
      time_value(estate.context.runtime.wall_now(), TimeForm::epoch);
  return answer_of(*definition);
}

core::ApiResult list(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:ListTaskDefinitions", kInvalid);
  const std::string family = p.optional_string("familyPrefix").value_or("");
  const std::string status = p.optional_choice("status", {"ACTIVE", "INACTIVE"}).value_or("ACTIVE");
  const std::string sort = p.optional_choice("sort", {"ASC", "DESC"}).value_or("ASC");
  auto arns = estate.definitions.list(family, status == "ACTIVE");
  if (sort == "DESC") arns = {arns.rbegin(), arns.rend()};
  Json answer = page(p, "taskDefinitionArns", arns, 100);
  if (auto error = p.finish()) return *error;
  return answer;
}

}  // namespace

void register_task_definition_operations(Estate& estate) {
  using Handler = core::ApiResult (*)(Estate&, const Json&);
  const auto add = [&](const char* action, Handler handler) {
    estate.context.operations.add("ecs", action,
                                  [&estate, handler](const Json& params, const core::CallContext&) {
                                    return handler(estate, params);
                                  });
  };
  add("RegisterTaskDefinition", register_one);
  add("DescribeTaskDefinition", describe);
  add("DeregisterTaskDefinition", deregister);
  add("ListTaskDefinitions", list);
}

}  // namespace spillway::ecs
