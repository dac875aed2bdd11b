#include "tools/harness/load/cookie_jar.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;

namespace {

const WallTime kNow =
    WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 5)) + std::chrono::hours(12);

}  // namespace

TEST_CASE("cookies come back in the order in which they first came") {
  harness::CookieJar jar;
  CHECK(jar.header(kNow).empty());
  jar.store({{"Set-Cookie", "AWSALBTG=abc; Path=/"}, {"set-cookie", "b = 2 "}}, kNow);
  jar.store({{"Set-Cookie", "AWSALBTG=def"}}, kNow);
  CHECK(jar.header(kNow) == "AWSALBTG=def; b=2");
}

TEST_CASE("a cookie ends with its Expires or its Max-Age, which goes first") {
  harness::CookieJar jar;
  jar.store({{"Set-Cookie", "a=1; Expires=Mon, 05 Jan 2026 12:00:10 GMT"},
             {"Set-Cookie", "b=1; Expires=Mon, 05-Jan-2026 12:00:20 GMT; Path=/"},
             {"Set-Cookie", "c=1; Max-Age=30; Expires=Mon, 05 Jan 2026 12:00:01 GMT"},
             {"Set-Cookie", "d=1; Expires=no date"}},
            kNow);
  CHECK(jar.header(kNow + 9s) == "a=1; b=1; c=1; d=1");
  CHECK(jar.header(kNow + 10s) == "b=1; c=1; d=1");
  CHECK(jar.header(kNow + 30s) == "d=1");
}

TEST_CASE("a cookie that has expired takes the older one away") {
  harness::CookieJar jar;
  jar.store({{"Set-Cookie", "a=1"}}, kNow);
  jar.store({{"Set-Cookie", "a=; Max-Age=0"}}, kNow);
  CHECK(jar.header(kNow).empty());
}

TEST_CASE("what is no cookie is not kept") {
  harness::CookieJar jar;
  jar.store({{"Set-Cookie", "=x"}, {"Set-Cookie", ""}, {"Cookie", "a=1"}}, kNow);
  CHECK(jar.header(kNow).empty());
}
