// Where credentials come from: the environment (AWS_ACCESS_KEY_ID, ...), or the container
// credentials endpoint (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI / _FULL_URI), which is asked again
// before they expire. Owned by main() or the host; used from the Runtime's thread.
#pragma once

#include <memory>

#include "runtime/aws/credentials.hpp"
#include "runtime/environment.hpp"
#include "runtime/http_transport.hpp"
#include "runtime/task.hpp"

namespace spillway::aws {

using CredentialsResult = boost::system::result<Credentials, TransportError>;

class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;
  /// The error's message says what was looked for.
  virtual Task<CredentialsResult> get() = 0;
};

/// The first source that the environment names; null if it names none.
std::unique_ptr<CredentialsProvider> make_credentials_provider(Runtime& runtime,
                                                               HttpTransport& transport,
                                                               const Environment& environment);

}  // namespace spillway::aws
