// AWS::ElasticLoadBalancingV2 by template: every modelled property reaches the call that takes it,
// every other one is an error that names it.
#include <string>

#include "tests/emulator/cloudformation/recording.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::cloudformation;

namespace {

struct Row {
  const char* type;      // after "AWS::ElasticLoadBalancingV2::"
  const char* required;  // what the type cannot do without
  const char* property;
  const char* yaml;
  const char* call;  // empty: the property is an error
  const char* json;  // its value there, under the property's name
};

constexpr const char* kActions = "LoadBalancerArn: l, DefaultActions: [{Type: forward}], ";
constexpr const char* kRule =
    "ListenerArn: l, Priority: 1, Conditions: [{Field: path-pattern}], Actions: [{Type: "
    "forward}], ";

const Row kRows[] = {
    {"LoadBalancer", "", "Name", "n", "CreateLoadBalancer", R"("n")"},
    {"LoadBalancer", "", "Scheme", "internal", "CreateLoadBalancer", R"("internal")"},
    {"LoadBalancer", "", "Type", "application", "CreateLoadBalancer", R"("application")"},
    {"LoadBalancer", "", "IpAddressType", "ipv4", "CreateLoadBalancer", R"("ipv4")"},
    {"LoadBalancer", "", "Subnets", "[a, b]", "CreateLoadBalancer", R"(["a","b"])"},
    {"LoadBalancer", "", "SubnetMappings", "[{SubnetId: a}]", "CreateLoadBalancer",
     R"([{"SubnetId":"a"}])"},
    {"LoadBalancer", "", "SecurityGroups", "[g]", "CreateLoadBalancer", R"(["g"])"},
    {"LoadBalancer", "", "MinimumLoadBalancerCapacity", "{CapacityUnits: 100}", "", ""},
    {"LoadBalancer", "", "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "'on'", "", ""},
    {"LoadBalancer", "", "EnablePrefixForIpv6SourceNat", "'on'", "", ""},
    {"LoadBalancer", "", "Ipv4IpamPoolId", "p", "", ""},
    {"TargetGroup", "", "TargetType", "ip", "CreateTargetGroup", R"("ip")"},
    {"TargetGroup", "", "Port", "'8080'", "CreateTargetGroup", "8080"},
    {"TargetGroup", "", "Protocol", "HTTP", "CreateTargetGroup", R"("HTTP")"},
    {"TargetGroup", "", "ProtocolVersion", "HTTP1", "CreateTargetGroup", R"("HTTP1")"},
    {"TargetGroup", "", "VpcId", "v", "CreateTargetGroup", R"("v")"},
    {"TargetGroup", "", "IpAddressType", "ipv4", "CreateTargetGroup", R"("ipv4")"},
    {"TargetGroup", "", "HealthCheckEnabled", "'true'", "CreateTargetGroup", "true"},
    {"TargetGroup", "", "HealthCheckIntervalSeconds", "10", "CreateTargetGroup", "10"},
    {"TargetGroup", "", "HealthCheckPath", "/h", "CreateTargetGroup", R"("/h")"},
    {"TargetGroup", "", "HealthCheckPort", "'9000'", "CreateTargetGroup", R"("9000")"},
    {"TargetGroup", "", "HealthCheckProtocol", "HTTP", "CreateTargetGroup", R"("HTTP")"},
    {"TargetGroup", "", "HealthCheckTimeoutSeconds", "4", "CreateTargetGroup", "4"},
    {"TargetGroup", "", "HealthyThresholdCount", "3", "CreateTargetGroup", "3"},
    {"TargetGroup", "", "UnhealthyThresholdCount", "4", "CreateTargetGroup", "4"},
    {"TargetGroup", "", "Matcher", "{HttpCode: 200-299}", "CreateTargetGroup",
     R"({"HttpCode":"200-299"})"},
    {"TargetGroup", "", "Targets", "[{Id: 10.0.0.1, Port: 1}]", "RegisterTargets",
     R"([{"Id":"10.0.0.1","Port":1}])"},
    {"TargetGroup", "", "TargetControlPort", "3000", "", ""},
    {"Listener", kActions, "Port", "80", "CreateListener", "80"},
    {"Listener", kActions, "Protocol", "HTTP", "CreateListener", R"("HTTP")"},
    {"Listener", kActions, "Certificates", "[{CertificateArn: c}]", "CreateListener",
     R"([{"CertificateArn":"c"}])"},  // which refuses it by name
    {"Listener", kActions, "SslPolicy", "p", "CreateListener", R"("p")"},
    {"Listener", kActions, "AlpnPolicy", "[None]", "", ""},
    {"Listener", kActions, "MutualAuthentication", "{Mode: 'off'}", "", ""},
    {"ListenerRule", kRule, "Transforms", "[{Type: url-rewrite}]", "", ""},
};

std::string template_of(const Row& row) {
  return std::string("Resources:\n  X:\n    Type: AWS::ElasticLoadBalancingV2::") + row.type +
         "\n    Properties: {" + row.required + row.property + ": " + row.yaml + "}\n";
}

}  // namespace

TEST_CASE("properties of load balancers, target groups, listeners and rules, one by one") {
  for (const Row& row : kRows) {
    DYNAMIC_SECTION(row.type << "." << row.property) {
      if (*row.call == '\0') {
        const std::string errors = errors_of(template_of(row));
        CHECK(errors.find(std::string("the property '") + row.property +
                          "' is not modelled by Spillway") != std::string::npos);
        continue;
      }
      Recording recording;
      REQUIRE(create(recording, template_of(row)).has_value());
      const Json params = recording.params_of(std::string("elbv2:") + row.call);
      CHECK(params[row.property].dump() == row.json);
    }
  }
}

TEST_CASE("tags influence nothing") {
  const std::pair<const char*, const char*> types[] = {
      {"LoadBalancer", ""}, {"TargetGroup", ""}, {"Listener", kActions}, {"ListenerRule", kRule}};
  for (const auto& [type, required] : types) {
    Recording recording;
    const Row row = {type, required, "Tags", "[{Key: a, Value: b}]", "", ""};
    REQUIRE(create(recording, template_of(row)).has_value());
    REQUIRE(recording.calls.size() == 1);
    CHECK_FALSE(recording.calls[0].second.contains("Tags"));
  }
}

TEST_CASE("actions that authenticate are refused by name") {
  const std::string text =
      "Resources:\n  X:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties: "
      "{LoadBalancerArn: l, Port: 80, Protocol: HTTP, DefaultActions: [{Type: authenticate-oidc, "
      "AuthenticateOidcConfig: {Issuer: i}}]}\n";
  CHECK(errors_of(text).find("'AuthenticateOidcConfig'") != std::string::npos);
}
