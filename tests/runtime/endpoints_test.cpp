#include "runtime/aws/endpoints.hpp"

#include "runtime/aws/service_table.hpp"
#include "runtime/environment.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::aws;

namespace {

boost::system::result<Endpoint, Error> resolve(const char* service, Environment environment = {},
                                               const char* region = "sa-east-1") {
  return resolve_endpoint(*find_service(service), region, environment);
}

}  // namespace

TEST_CASE("without a configured URL the endpoint is AWS's own for the region") {
  CHECK(resolve("ecs")->origin == "https://ecs.sa-east-1.amazonaws.com");
  CHECK(resolve("elbv2")->origin == "https://elasticloadbalancing.sa-east-1.amazonaws.com");
  CHECK(resolve("cloudwatch")->origin == "https://monitoring.sa-east-1.amazonaws.com");
  CHECK(resolve("ecr")->origin == "https://api.ecr.sa-east-1.amazonaws.com");
  CHECK(resolve("application-autoscaling")->origin ==
        "https://application-autoscaling.sa-east-1.amazonaws.com");
  CHECK(resolve("ecs", {}, "cn-north-1")->origin == "https://ecs.cn-north-1.amazonaws.com.cn");
  CHECK(resolve("iam")->origin == "https://iam.amazonaws.com");
  CHECK(resolve("iam")->signing_region == "us-east-1");
  CHECK(resolve("ecs", {}, "").error().code == kClientError);
}

TEST_CASE("the service's own URL comes before the common one") {
  Environment environment({{"AWS_ENDPOINT_URL", "http://127.0.0.1:1"},
                           {"AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", "http://127.0.0.1:2/"},
                           {"AWS_ENDPOINT_URL_EVENTBRIDGE", "http://127.0.0.1:3/base/"},
                           {"AWS_ENDPOINT_URL_LAMBDA", ""}});
  CHECK(resolve("ecs", environment)->origin == "http://127.0.0.1:1");
  CHECK(resolve("ecs", environment)->signing_region == "sa-east-1");
  CHECK(resolve("elbv2", environment)->origin == "http://127.0.0.1:2");
  CHECK(resolve("elbv2", environment)->base_path.empty());
  CHECK(resolve("events", environment)->base_path == "/base");
  CHECK(resolve("lambda", environment)->origin == "http://127.0.0.1:1");
  environment.set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
  CHECK(resolve("ecs", environment)->origin == "https://ecs.sa-east-1.amazonaws.com");
}

TEST_CASE("a URL that cannot be an endpoint is refused with the variable's name") {
  for (const char* wrong : {"127.0.0.1:4566", "ftp://x", "http://", "http://x?a=b", "http://u@x"}) {
    CAPTURE(wrong);
    const auto result = resolve("ecs", Environment({{"AWS_ENDPOINT_URL_ECS", wrong}}));
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find("AWS_ENDPOINT_URL_ECS") != std::string::npos);
  }
}

TEST_CASE("an origin's host, and whether it is this machine") {
  CHECK(host_of("http://127.0.0.1:4566") == "127.0.0.1:4566");
  CHECK(host_of("https://ecs.x.amazonaws.com:443") == "ecs.x.amazonaws.com");
  CHECK(host_of("http://[::1]:80") == "[::1]");
  for (const char* here :
       {"http://127.0.0.1:1", "http://127.9.9.9", "https://localhost", "http://[::1]:8"}) {
    CHECK(is_loopback(here));
  }
  for (const char* there : {"http://127.evil.example", "http://128.0.0.1",
                            "http://localhost.example", "http://169.254.170.2"}) {
    CHECK_FALSE(is_loopback(there));
  }
}

TEST_CASE("the process's environment is read whole") {
  const Environment environment = Environment::from_process();
  REQUIRE(environment.get("PATH").has_value());
  CHECK_FALSE(environment.get("PATH")->empty());
  CHECK_FALSE(environment.get("SPILLWAY_NO_SUCH_VARIABLE"));
}
