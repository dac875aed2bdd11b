#include "controller/program.hpp"

#include "controller/aws_ports.hpp"
#include "controller/config.hpp"
#include "controller/controller.hpp"
#include "runtime/aws/credentials_provider.hpp"
#include "runtime/aws/endpoints.hpp"
#include "runtime/aws/service_table.hpp"

namespace spillway::controller {
namespace {

class AwsControllerProgram final : public ControllerProgram {
 public:
  AwsControllerProgram(Runtime& runtime, HttpTransport& transport,
                       std::unique_ptr<aws::CredentialsProvider> credentials,
                       aws::ClientConfig client_config, Config config)
      : credentials_(std::move(credentials)),
        client_(runtime, transport, *credentials_, std::move(client_config)),
        ecs_(client_),
        elb_(client_),
        controller_(runtime, ecs_, elb_, std::move(config)) {}

  Task<InvocationResult> handle(const Invocation& invocation) override {
    return controller_.handle(invocation);
  }

 private:
  std::unique_ptr<aws::CredentialsProvider> credentials_;
  aws::Client client_;
  AwsEcs ecs_;
  AwsElb elb_;
  Controller controller_;
};

}  // namespace

boost::system::result<std::unique_ptr<ControllerProgram>, FunctionError> make_controller(
    Runtime& runtime, HttpTransport& transport, const Environment& environment) {
  std::string problems;
  const auto add = [&](const std::string& problem) {
    if (!problems.empty()) problems += '\n';
    problems += problem;
  };
  auto config = config_from(environment);
  if (!config) add(config.error().message);
  auto client_config = aws::client_config_from(environment);
  if (!client_config) {
    add(client_config.error().message);
  } else if (client_config->region.empty()) {
    add("AWS_REGION is not set: Lambda sets it; elsewhere give the region, such as sa-east-1.");
  }
  for (const char* service : {"ecs", "elbv2"}) {
    const auto endpoint =
        aws::resolve_endpoint(*aws::find_service(service), "any-region-1", environment);
    if (!endpoint) add(endpoint.error().message);
  }
  auto credentials = aws::make_credentials_provider(runtime, transport, environment);
  if (!credentials) {
    add("AWS_ACCESS_KEY_ID is not set: Lambda sets it from the function's role; elsewhere give "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
  }
  if (!problems.empty()) return invalid_configuration(problems);
  std::unique_ptr<ControllerProgram> program = std::make_unique<AwsControllerProgram>(
      runtime, transport, std::move(credentials), std::move(*client_config), std::move(*config));
  return program;
}

}  // namespace spillway::controller
