// AWS credentials as a plain value. Where they come from: credentials_provider.hpp.
#pragma once

#include <string>

namespace spillway::aws {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  ///< empty: none
};

}  // namespace spillway::aws
