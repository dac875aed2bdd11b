#include "app/server_options.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using app::server_options_from;

TEST_CASE("without variables the server has its defaults") {
  const auto options = server_options_from(Environment({{"PORT", ""}, {"STOP_TIMEOUT", ""}}));
  REQUIRE(options);
  CHECK(options->address == "0.0.0.0");
  CHECK(options->port == 8080);
  CHECK(options->stop_patience == 28s);
}

TEST_CASE("the variables are read") {
  const auto options = server_options_from(
      Environment({{"PORT", "65535"}, {"BIND_ADDRESS", "127.0.0.1"}, {"STOP_TIMEOUT", "120"}}));
  REQUIRE(options);
  CHECK(options->address == "127.0.0.1");
  CHECK(options->port == 65535);
  CHECK(options->stop_patience == 118s);
}

TEST_CASE("a short stop timeout keeps half of itself") {
  CHECK(server_options_from(Environment({{"STOP_TIMEOUT", "1s"}}))->stop_patience == 500ms);
  CHECK(server_options_from(Environment({{"STOP_TIMEOUT", "0"}}))->stop_patience == 0s);
}

TEST_CASE("a variable that makes no sense is named, with its value and a remedy") {
  const auto port =
      GENERATE(as<std::string>(), "abc", "-1", "65536", "80 ", "8080x", "99999999999");
  const auto options = server_options_from(Environment({{"PORT", port}}));
  REQUIRE_FALSE(options);
  CHECK(options.error() ==
        "PORT is '" + port + "': give a number from 0 (any free port) to 65535.");
}

TEST_CASE("all problems are told at once") {
  const auto options = server_options_from(Environment({{"PORT", "x"}, {"STOP_TIMEOUT", "soon"}}));
  REQUIRE_FALSE(options);
  CHECK_THAT(options.error(), Catch::Matchers::Contains("PORT is 'x'") &&
                                  Catch::Matchers::Contains("\nSTOP_TIMEOUT is 'soon'"));
}
