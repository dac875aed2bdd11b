// The lines are those of the load balancer's documentation.
#include "tools/harness/load/access_log.hpp"

#include <sstream>

#include "runtime/wall_time.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using harness::read_access_log;

namespace {

constexpr const char* kLog =
    R"log(https 2018-07-02T22:23:02.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 34 366 "GET https://www.example.com:443/?a=1 HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1
http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.40:2818 - -1 -1 -1 502 - 1300 366 "POST http://www.example.com:8080/up HTTP/1.1" "-" - - - "-" "-" "-" 0 2018-07-02T22:22:46.364000Z "forward" "-" "LambdaThrottling" "-" "-" "-" "-"
http 2018-07-02T22:23:03.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.40:2819 - -1 -1 -1 400 - 0 122 "- http://my-loadbalancer:80- -" "-" - - - "-" "-" "-" - 2018-07-02T22:23:03.000000Z "-" "-" "-" "-" "-" "-" "-"
)log";

harness::AccessLog read(const std::string& text) {
  std::istringstream in(text);
  auto log = read_access_log(in, "access.log");
  if (!log) FAIL(log.error().front().to_string());
  return *log;
}

document::Diagnostic error_of(const std::string& text) {
  std::istringstream in(text);
  const auto log = read_access_log(in, "access.log");
  REQUIRE(!log);
  return log.error().front();
}

}  // namespace

TEST_CASE("requests are read with their creation time, and sorted by it") {
  const auto log = read(kLog);
  REQUIRE(log.requests.size() == 2);
  const auto& post = log.requests[0];
  CHECK(post.method == "POST");
  CHECK(post.target == "/up");
  CHECK(post.host == "www.example.com:8080");
  CHECK(post.client_ip == "192.168.131.40");
  CHECK(post.user_agent.empty());
  CHECK(post.received_bytes == 1300);
  const auto& get = log.requests[1];
  CHECK(get.target == "/?a=1");
  CHECK(get.host == "www.example.com");
  CHECK(get.user_agent == "curl/7.46.0");
  CHECK(get.created - post.created == std::chrono::seconds(2));
}

TEST_CASE("a line that tells of no request is left out, and counted") {
  CHECK(read(kLog).left_out == 1);
}

TEST_CASE("an old log has no creation time: it is the answer's less what it took") {
  const auto log = read(
      "http 2016-08-10T22:08:42.945958Z app/lb/1 10.0.0.66:9000 10.0.0.1:80 0.100 0.200 0.300 200 "
      "200 57 502 \"GET http://a.b:80/x HTTP/1.1\" \"Mozilla\" - - arn \"Root=1\"\n");
  REQUIRE(log.requests.size() == 1);
  CHECK(format_iso8601_millis(log.requests[0].created) == "2016-08-10T22:08:42.345Z");
}

TEST_CASE("what is no access log is told with its line and the remedy") {
  CHECK(error_of("\x1f\x8b\x08").hint == "unpack it with gunzip");
  CHECK_THAT(error_of("").message, Catch::Contains("no request"));
  CHECK(error_of(std::string(1 << 20, 'x')).line == 1);  // a line that never ends
  const auto broken =
      error_of(std::string(kLog) + "127.0.0.1 - - [10/Oct/2000] \"GET / HTTP/1.0\" 200\n");
  CHECK(broken.line == 4);
  CHECK_THAT(broken.message, Catch::Contains("no line of an Application Load Balancer's"));
  CHECK(error_of("http a b \"never closed\n").line == 1);
}
