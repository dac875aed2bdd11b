#include "emulator/cloudformation/creation.hpp"
#include "emulator/cloudformation/resource_type.hpp"

namespace spillway::cloudformation {
namespace {

using namespace property;  // NOLINT(google-build-using-namespace): the tables read as tables

Schema action_schema() {
  const Schema groups = {required(text("TargetGroupArn")), integer("Weight")};
  const Schema stickiness = {boolean("Enabled"), integer("DurationSeconds")};
  const Schema fixed = {required(text("StatusCode")), text("ContentType"), text("MessageBody")};
  const Schema redirect = {required(text("StatusCode")),
                           text("Host"),
                           text("Path"),
                           text("Port"),
                           text("Protocol"),
                           text("Query")};
  return {required(text("Type")),
          integer("Order"),
          text("TargetGroupArn"),
          object("ForwardConfig", {objects("TargetGroups", groups),
                                   object("TargetGroupStickinessConfig", stickiness)}),
          object("FixedResponseConfig", fixed),
          object("RedirectConfig", redirect)};
}

Schema condition_schema() {
  const Schema values = {texts("Values")};
  return {text("Field"),
          texts("Values"),
          object("HostHeaderConfig", values),
          object("PathPatternConfig", values),
          object("HttpRequestMethodConfig", values),
          object("SourceIpConfig", values),
          object("HttpHeaderConfig", {text("HttpHeaderName"), texts("Values")}),
          object("QueryStringConfig", {objects("Values", {text("Key"), text("Value")})})};
}

Schema listener_schema() {
  return {required(text("LoadBalancerArn")),
          integer("Port"),
          text("Protocol"),
          required(objects("DefaultActions", action_schema())),
          objects("Certificates", {text("CertificateArn")}),
          text("SslPolicy"),
          objects("ListenerAttributes", {text("Key"), text("Value")}),
          tags()};
}

void create_listener(Creation& creation) {
  const Json attributes = creation.take("ListenerAttributes");
  const Json answer = creation.call("elbv2", "CreateListener", creation.properties);
  const std::string arn = creation.text(answer, "/Listeners/0/ListenerArn");
  if (!attributes.is_null()) {
    creation.call("elbv2", "ModifyListenerAttributes",
                  {{"ListenerArn", arn}, {"Attributes", attributes}});
  }
  creation.set_physical_id(arn);
  creation.set_attribute("ListenerArn", arn);
}

void create_rule(Creation& creation) {
  const Json answer = creation.call("elbv2", "CreateRule", creation.properties);
  const std::string arn = creation.text(answer, "/Rules/0/RuleArn");
  creation.set_physical_id(arn);
  creation.set_attribute("RuleArn", arn);
}

}  // namespace

std::vector<ResourceType> listener_types() {
  return {
      {"AWS::ElasticLoadBalancingV2::Listener",
       {"ListenerArn"},
       listener_schema(),
       create_listener},
      {"AWS::ElasticLoadBalancingV2::ListenerRule",
       {"RuleArn"},
       {required(text("ListenerArn")), required(integer("Priority")),
        required(objects("Conditions", condition_schema())),
        required(objects("Actions", action_schema())), tags()},
       create_rule},
  };
}

}  // namespace spillway::cloudformation
