#include "emulator/live/own_hosts.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using live::OwnHosts;

TEST_CASE("a request is foreign if its Host or Origin is no name of this emulator's") {
  const OwnHosts hosts({"spillway"});
  const auto foreign = [&](HttpHeaders headers) {
    return hosts.is_foreign({"GET", "/", std::move(headers), ""});
  };
  for (const char* own : {"localhost", "LOCALHOST:4566", "127.0.0.1", "127.0.0.1:1", "[::1]:4566",
                          "[::1]", "spillway:4566"}) {
    INFO(own);
    CHECK_FALSE(foreign({{"Host", own}}));
  }
  for (const char* other : {"", "evil.example", "evil.example:4566", "localhost.evil.example",
                            "127.0.0.1.evil.example:4566", "[::1].evil.example"}) {
    INFO(other);
    CHECK(foreign({{"Host", other}}));
  }
  CHECK(foreign({}));
  CHECK_FALSE(foreign({{"Host", "localhost:4566"}, {"Origin", "http://localhost:4566"}}));
  // A page of another server of this machine: the app under test, say.
  CHECK(foreign({{"Host", "localhost:4566"}, {"Origin", "http://localhost:3000"}}));
  CHECK(foreign({{"Host", "localhost:4566"}, {"Origin", "http://localhost"}}));
  CHECK(foreign({{"Host", "localhost:4566"}, {"Sec-Fetch-Site", "same-site"}}));
  CHECK(foreign({{"Host", "localhost:4566"}, {"Sec-Fetch-Site", "cross-site"}}));
  CHECK_FALSE(foreign({{"Host", "localhost:4566"}, {"Sec-Fetch-Site", "none"}}));
  CHECK(foreign({{"Host", "localhost"}, {"Origin", "http://evil.example"}}));
  CHECK(foreign({{"Host", "localhost"}, {"Origin", "null"}}));
  CHECK(foreign({{"Host", "localhost"}, {"Origin", "file://"}}));
}
