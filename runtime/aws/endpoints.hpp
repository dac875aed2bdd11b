// Where a service's API is. A pure function of the environment; callable from any thread.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "runtime/aws/error.hpp"
#include "runtime/environment.hpp"

namespace spillway::aws {

struct Service;

struct Endpoint {
  std::string origin;     ///< scheme, host and port: "http://127.0.0.1:4566"
  std::string base_path;  ///< what precedes every request's path, without a final slash; often ""
  std::string signing_region;
};

/// AWS_ENDPOINT_URL_<SERVICE>, else AWS_ENDPOINT_URL (neither if
/// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is "true"), else AWS's own for the region. An error if the
/// region is empty or a URL is not http or https, or carries a query.
boost::system::result<Endpoint, Error> resolve_endpoint(const Service& service,
                                                        std::string_view region,
                                                        const Environment& environment);

/// "host:port" of an origin, as it stands in the Host header: without the scheme's default port.
std::string_view host_of(std::string_view origin);

/// True for http://localhost, 127.x.x.x and [::1], with any port: what never leaves this machine.
bool is_loopback(std::string_view origin);

}  // namespace spillway::aws
