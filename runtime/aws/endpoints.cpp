#include "runtime/aws/endpoints.hpp"

#include <algorithm>

#include "runtime/aws/service_table.hpp"

namespace spillway::aws {
namespace {

constexpr std::string_view kSchemeEnd = "://";

std::string_view without_port(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

boost::system::result<Endpoint, Error> parse_endpoint(const std::string& variable,
                                                      std::string_view url) {
  const auto refuse = [&](std::string_view why) {
    return client_error(variable + "=" + std::string(url) + ": " + std::string(why));
  };
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    return refuse("not an http or https URL");
  }
  if (url.find_first_of("?#@ ") != url.npos) {
    return refuse("only scheme, host, port and path are allowed");
  }
  const auto host_start = url.find(kSchemeEnd) + kSchemeEnd.size();
  const auto path_start = std::min(url.find('/', host_start), url.size());
  if (path_start == host_start) return refuse("no host");
  std::string_view path = url.substr(path_start);
  while (path.ends_with('/')) path.remove_suffix(1);
  return Endpoint{std::string(url.substr(0, path_start)), std::string(path), {}};
}

// The variable that decides, or empty if AWS's own endpoint is to be used.
std::string deciding_variable(const Service& service, const Environment& environment) {
  if (environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true") return {};
  std::string specific = "AWS_ENDPOINT_URL_" + std::string(service.service_id);
  if (environment.get_nonempty(specific)) return specific;
  if (environment.get_nonempty("AWS_ENDPOINT_URL")) return "AWS_ENDPOINT_URL";
  return {};
}

Endpoint aws_endpoint(const Service& service, std::string_view region) {
  std::string origin = "https://" + std::string(service.endpoint_prefix);
  if (service.global) {
    origin += ".amazonaws.com";
    return {origin, {}, "us-east-1"};
  }
  origin += '.';
  origin += region;
  origin += region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  return {origin, {}, std::string(region)};
}

}  // namespace

boost::system::result<Endpoint, Error> resolve_endpoint(const Service& service,
                                                        std::string_view region,
                                                        const Environment& environment) {
  if (region.empty()) return client_error("no region: set AWS_REGION");
  const std::string variable = deciding_variable(service, environment);
  if (variable.empty()) return aws_endpoint(service, region);
  auto endpoint = parse_endpoint(variable, *environment.get(variable));
  if (endpoint) endpoint->signing_region = region;
  return endpoint;
}

std::string_view host_of(std::string_view origin) {
  const auto scheme = origin.find(kSchemeEnd);
  if (scheme == origin.npos) return origin;
  const bool tls = origin.starts_with("https:");
  const std::string_view authority = origin.substr(scheme + kSchemeEnd.size());
  const std::string_view host = without_port(authority);
  return authority.substr(host.size()) == (tls ? ":443" : ":80") ? host : authority;
}

bool is_loopback(std::string_view origin) {
  const std::string_view host = without_port(host_of(origin));
  // A name such as 127.evil.example is no address.
  const bool v4 = host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
  return v4 || host == "localhost" || host == "[::1]";
}

}  // namespace spillway::aws
