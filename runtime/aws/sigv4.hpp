// AWS Signature Version 4 as pure functions over HTTP messages (aws-facts G3): signing, for
// messages that never meet libcurl, and the check of a message that came in. Callable from any
// thread. CurlTransport does not use this; it lets libcurl sign, and the tests check that with
// this.
//
// The path is encoded once more than it stands in the request line (all services but S3 sign it
// twice-encoded), and normalised; the query is decoded, encoded and sorted.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/http.hpp"
#include "runtime/http_transport.hpp"
#include "runtime/time.hpp"

namespace spillway::aws {

/// The canonical request; `signed_headers` are lower-case names in ascending order.
std::string canonical_request(const HttpRequest& request,
                              std::span<const std::string> signed_headers);

/// Adds Host if absent (`host` is "name:port"), X-Amz-Date, X-Amz-Security-Token and Authorization,
/// replacing what was there. Signs every header but those that proxies may change.
void sign(HttpRequest& request, const Signing& signing, std::string_view host, WallTime now);

/// What the Authorization header of a request claims, or the query of a presigned one.
struct ClaimedSignature {
  std::string access_key_id;
  std::string date;  ///< of the scope: "20150830"
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;
  std::string signature;              ///< 64 digits of lower-case hex
  std::string session_token;          ///< X-Amz-Security-Token, or ""
  WallTime signed_at;                 ///< X-Amz-Date
  std::optional<Duration> valid_for;  ///< X-Amz-Expires; only of a presigned request
};

/// Why a request carries no signature that could be checked.
struct SignatureFault {
  enum class Kind {
    missing,     ///< neither an Authorization header nor a query that is signed
    incomplete,  ///< it is not AWS4-HMAC-SHA256, or a part of it is missing or malformed
    mismatch,    ///< it contradicts the request: a signed header that is not there, another date
  };
  Kind kind;
  std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const SignatureFault& fault,
                                                    const boost::source_location&) {
  throw std::runtime_error(fault.message);
}

/// Reads the Authorization header, or the query of a presigned request (X-Amz-Signature and its
/// like), and checks its form; needs no secret. Does not judge the age of signed_at.
boost::system::result<ClaimedSignature, SignatureFault> read_signature(const HttpRequest& request);

/// True if the signature is the one that the secret makes for this request.
bool signature_matches(const HttpRequest& request, const ClaimedSignature& claimed,
                       std::string_view secret_access_key);

}  // namespace spillway::aws
