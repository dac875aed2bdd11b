#include "emulator/ecs/task_roles.hpp"

namespace spillway::ecs {
namespace {

constexpr const char* kPrincipal = "ecs-tasks.amazonaws.com";

// "arn:aws:ecr:<region>:<account>:repository/<name>" of "<registry>/<name>[:tag][@digest]".
std::string repository_arn(const core::Account& account, const std::string& image) {
  const std::string path = image.substr(image.find('/') + 1);
  return account.arn("ecr", "repository/" + path.substr(0, path.find_first_of(":@")));
}

std::string denied(const core::Account& account, const TaskRecord& record, std::string_view action,
                   const std::string& resource) {
  const std::string& role = record.definition->execution_role;
  return "unable to pull secrets or registry auth: execution resource retrieval failed: unable to "
         "retrieve ecr registry auth: service call has been retried 1 time(s): "
         "AccessDeniedException: User: arn:" +
         account.partition + ":sts::" + account.id + ":assumed-role/" +
         role.substr(role.rfind('/') + 1) + "/" + record.id +
         " is not authorized to perform: " + std::string(action) + " on resource: " + resource +
         " because no identity-based policy allows the " + std::string(action) + " action";
}

std::string cannot_read(const TaskPorts& ports, const TaskRecord& record,
                        const std::string& image) {
  if (ports.images.find(image).kind == ImageLookup::Kind::foreign) return {};
  const core::Account& account = ports.context.account;
  const core::CredentialIssuer& roles = ports.context.credentials;
  const std::string& role = record.definition->execution_role;
  const std::string repository = repository_arn(account, image);
  if (!roles.allows(role, "ecr:GetAuthorizationToken", "*")) {
    return denied(account, record, "ecr:GetAuthorizationToken", "*");
  }
  for (const char* action : {"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}) {
    if (!roles.allows(role, action, repository)) return denied(account, record, action, repository);
  }
  return {};
}

std::string cannot_log(const TaskPorts& ports, const TaskRecord& record, const std::string& group) {
  const core::Account& account = ports.context.account;
  const std::string failed =
      "failed to validate logger args: create stream has been retried 1 times: failed to create "
      "Cloudwatch log stream: ";
  if (ports.logs != nullptr && !ports.logs->group_exists(group)) {
    return failed +
           "ResourceNotFoundException: The specified log group does not exist. : exit "
           "status 1";
  }
  const std::string stream = account.arn("logs", "log-group:" + group + ":log-stream:*");
  if (ports.context.credentials.allows(record.definition->execution_role, "logs:CreateLogStream",
                                       stream)) {
    return {};
  }
  return failed + "AccessDeniedException: not authorized to perform: logs:CreateLogStream on " +
         stream + " : exit status 1";
}

}  // namespace

std::string cannot_assume(const core::Context& context, const TaskDefinition& definition) {
  for (const std::string& role : {definition.execution_role, definition.task_role}) {
    if (role.empty() || context.credentials.can_be_assumed(role, kPrincipal)) continue;
    return "ECS was unable to assume the role '" + role +
           "' that was provided for this task. Please verify that the role being passed has the "
           "proper trust relationship and permissions and that your IAM user has permissions to "
           "pass this role.";
  }
  return {};
}

std::string cannot_initialize(const TaskPorts& ports, const TaskRecord& record) {
  for (const ContainerDefinition& container : record.definition->containers) {
    std::string why = cannot_read(ports, record, container.image);
    if (why.empty() && !container.log_group.empty()) {
      why = cannot_log(ports, record, container.log_group);
    }
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace spillway::ecs
