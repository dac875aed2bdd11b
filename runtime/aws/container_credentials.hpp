// The container credentials endpoint, as ECS tasks have it. Behind make_credentials_provider.
#pragma once

#include <optional>
#include <string>

#include "runtime/aws/credentials_provider.hpp"

namespace spillway::aws {

/// Which endpoint the environment names.
struct ContainerEndpoint {
  std::string origin;
  std::string target;
  std::string authorization;  ///< AWS_CONTAINER_AUTHORIZATION_TOKEN, or ""
};

/// Empty if the environment names none; an error if it names one that may not be trusted: plain
/// http to anything but loopback and the container agents.
boost::system::result<std::optional<ContainerEndpoint>, TransportError> container_endpoint(
    const Environment& environment);

std::unique_ptr<CredentialsProvider> make_container_provider(Runtime& runtime,
                                                             HttpTransport& transport,
                                                             ContainerEndpoint endpoint);

}  // namespace spillway::aws
