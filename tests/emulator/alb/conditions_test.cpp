// Conditions of rules: what elbv2 takes as their values, and what meets them.
#include "emulator/alb/routing.hpp"
#include "tests/emulator/alb/fixture.hpp"

using namespace spillway;
using namespace spillway::alb;
using namespace spillway::alb::test;

namespace {

Json host(const Json& value) {
  return {{"Field", "host-header"}, {"HostHeaderConfig", {{"Values", Json::array({value})}}}};
}
Json path(const Json& value) {
  return {{"Field", "path-pattern"}, {"PathPatternConfig", {{"Values", Json::array({value})}}}};
}
Json method(const Json& value) {
  return {{"Field", "http-request-method"},
          {"HttpRequestMethodConfig", {{"Values", Json::array({value})}}}};
}
Json field(const std::string& name, const Json& value) {
  return {{"Field", "http-header"},
          {"HttpHeaderConfig", {{"HttpHeaderName", name}, {"Values", Json::array({value})}}}};
}
Json query(const std::string& key, const std::string& value) {
  const Json pair = {{"Key", key}, {"Value", value}};
  return {{"Field", "query-string"}, {"QueryStringConfig", {{"Values", Json::array({pair})}}}};
}
Json source(const Json& value) {
  return {{"Field", "source-ip"}, {"SourceIpConfig", {{"Values", Json::array({value})}}}};
}

struct RuleWorld : World {
  RuleWorld() { build(); }

  Json rule(const std::vector<Json>& conditions) {
    const Json action = {{"Type", "fixed-response"},
                         {"FixedResponseConfig", {{"StatusCode", "200"}, {"MessageBody", "met"}}}};
    return {{"ListenerArn", listener},
            {"Priority", ++priority},
            {"Conditions", Json(conditions)},
            {"Actions", Json::array({action})}};
  }
  bool meets(const ClientRequest& request) { return send(request, 0s)->response.body == "met"; }

  int priority = 0;
};

ClientRequest asking(const std::string& target) {
  ClientRequest request;
  request.request.target = target;
  request.request.headers = {{"Host", "www.example.com"}};
  return request;
}

}  // namespace

TEST_CASE("values that elbv2 refuses in a condition") {
  RuleWorld world;
  const std::string long_text(129, 'a');
  const Json bad = GENERATE_COPY(
      host("localhost"), host("api.*"), host("a_b.com"), host("example."), host(long_text + ".com"),
      host(""), path("/a b"), path("/a%20b"), path("/{id}"), path("/" + long_text), method("get"),
      method("G*"), method(std::string(41, 'A')), field("host", "x"), field("X", long_text),
      field(std::string(41, 'a'), "x"), field("X", ""), query("a", long_text), query("a", ""),
      query(long_text, "a"), source("10.0.0.1"), source("10.0.0.0/33"), source("10.0.0/8"));
  CAPTURE(bad.dump());
  CHECK(world.error("CreateRule", world.rule({bad})).code == "ValidationError");
}

TEST_CASE("values that elbv2 takes in a condition, up to their limits") {
  RuleWorld world;
  const Json good = GENERATE_COPY(
      host("*.example.com"), host("WWW-2.example.com"), path("/_-.$/~\"'@:+&*?"), path("*.jpg"),
      path("/" + std::string(127, 'a')), method("M-SEARCH"), method(std::string(40, 'A')),
      field(std::string(40, 'a'), std::string(128, 'x')), query("", "*"),
      query(std::string(128, 'a'), "x"), source("0.0.0.0/0"), source("10.1.2.3/32"));
  CAPTURE(good.dump());
  world.call("CreateRule", world.rule({good}));
}

TEST_CASE("five values and five wildcards a rule; a wildcard behind a backslash is none") {
  RuleWorld world;
  world.call("CreateRule", world.rule({path("/*/*/*"), host("*.*.com")}));
  CHECK(world.error("CreateRule", world.rule({path("/*/*/*"), host("*.*.?.com")})).message ==
        "A rule can only have '5' wildcards");
  world.call("CreateRule", world.rule({path("/*/*/*"), host("*.*.com"), query("a", "\\*\\?")}));
  CHECK(world
            .error("CreateRule", world.rule({field("a", "1"), field("b", "1"), field("c", "1"),
                                             field("d", "1"), field("e", "1"), field("f", "1")}))
            .message == "A rule can only have '5' condition values");
}

TEST_CASE("all conditions of a rule must be met, and of each one value") {
  RuleWorld world;
  Json paths = path("/a");
  paths["PathPatternConfig"]["Values"] = {"/a", "/b"};
  world.call("CreateRule", world.rule({paths, host("www.*.com"), field("X-A", "1*")}));
  ClientRequest request = asking("/b?q");
  CHECK_FALSE(world.meets(request));
  request.request.headers.add("X-a", "12");
  CHECK(world.meets(request));
  request.request.target = "/c";
  CHECK_FALSE(world.meets(request));
}

TEST_CASE("a query is searched for the key with the value, or for the value alone") {
  RuleWorld world;
  struct Row {
    const char* key;
    const char* value;
    const char* query;
    bool met;
  };
  const Row row = GENERATE(
      Row{"version", "v1", "a=b&VERSION=V1", true}, Row{"version", "v1", "version=v1x", false},
      Row{"version", "v?", "version=v2", true}, Row{"", "*test*", "x=a-test-b", true},
      Row{"", "*test*", "test=a", false}, Row{"k", "a\\*b", "k=a*b", true},
      Row{"k", "a\\*b", "k=axb", false}, Row{"k", "a\\?", "k=a?", true},
      Row{"k", "a\\?", "k=ab", false}, Row{"k", "\\**", "k=*more", true});
  world.call("CreateRule", world.rule({query(row.key, row.value)}));
  CAPTURE(row.key, row.value, row.query);
  CHECK(world.meets(asking(std::string("/?") + row.query)) == row.met);
}

TEST_CASE("an action's parts are of the lengths and kinds that elbv2 takes") {
  RuleWorld world;
  const auto redirect = [](Json parts) {
    parts["StatusCode"] = "HTTP_301";
    const Json action = {{"Type", "redirect"}, {"RedirectConfig", std::move(parts)}};
    return Json::array({action});
  };
  const Json bad = GENERATE_COPY(
      Json{{"Port", "0"}}, Json{{"Port", "65536"}}, Json{{"Port", "80a"}}, Json{{"Port", ""}},
      Json{{"Path", "new"}}, Json{{"Path", "/" + std::string(128, 'a')}}, Json{{"Host", ""}},
      Json{{"Host", std::string(129, 'a')}}, Json{{"Port", "443"}, {"Query", "?a=b"}},
      Json{{"Port", "443"}, {"Query", std::string(129, 'a')}}, Json{{"Protocol", "FTP"}},
      Json{{"Path", "/new/#{pth}"}}, Json{{"Host", "#{hsot}"}},
      Json{{"Port", "443"}, {"Query", "a=#{query"}});
  CAPTURE(bad.dump());
  CHECK(world
            .error("ModifyListener",
                   {{"ListenerArn", world.listener}, {"DefaultActions", redirect(bad)}})
            .code == "ValidationError");
  world.call("ModifyListener",
             {{"ListenerArn", world.listener},
              {"DefaultActions", redirect({{"Port", "65535"},
                                           {"Host", "new.#{host}"},
                                           {"Path", "/new/#{path}"},
                                           {"Query", "from=#{port}&#{query}"}})}});
  world.runtime.run_for(1s);
  const auto answer = world.send(asking("/a?b=c"), 0s);
  CHECK(header(*answer, "Location") == "http://new.www.example.com:65535/new/a?from=80&b=c");
}

TEST_CASE("100 rules and 50 listeners a load balancer") {
  RuleWorld world;
  for (int i = 0; i < 100; ++i) world.call("CreateRule", world.rule({path("/x")}));
  CHECK(world.error("CreateRule", world.rule({path("/x")})).code == "TooManyRules");
  for (int i = 1; i < 50; ++i) {
    world.make_listener(world.balancer, World::forward_to(world.ip_group), 8000 + i);
  }
  CHECK(world
            .error("CreateListener", {{"LoadBalancerArn", world.balancer},
                                      {"Port", 8050},
                                      {"Protocol", "HTTP"},
                                      {"DefaultActions", World::forward_to(world.ip_group)}})
            .code == "TooManyListeners");
}
