// aws::Error: why a call has no result, in the shape of no protocol in particular (aws-facts F2).
// Plain values.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "runtime/json.hpp"

namespace spillway::aws {

/// The code of a call that this client could not send: it is malformed or not supported here.
inline constexpr const char* kClientError = "ClientError";

struct Error {
  Error() = default;
  // A constructor, since C++20 would build an aggregate from a lone Json (through its code), and a
  // Result could then not tell a Json from an error.
  Error(std::string its_code, std::string its_message, std::string its_request_id = {},
        int status = 0)
      : code(std::move(its_code)),
        message(std::move(its_message)),
        request_id(std::move(its_request_id)),
        http_status(status) {}

  /// "ServiceNotFoundException"; the HTTP status if the answer names no code ("503"); kClientError;
  /// "" if no answer came at all.
  std::string code;
  std::string message;
  std::string request_id;
  int http_status = 0;  ///< 0: no answer came (see message)
};

inline Error client_error(std::string message) { return {kClientError, std::move(message)}; }

[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.code + ": " + error.message);
}

using Result = boost::system::result<Json, Error>;

}  // namespace spillway::aws
