// What a person sees of what programs print.
#include "emulator/live/printed_lines.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace std::chrono_literals;

namespace {

struct Seen {
  std::vector<std::string> lines;
  PrintedLines printed{[this](const std::string& who, std::string_view line) {
    lines.push_back(who + ": " + std::string(line));
  }};
  void print(std::string_view line, TimePoint now = {}) { printed.print("app", line, now); }
};

}  // namespace

TEST_CASE("which variables hold secrets") {
  for (const char* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "DB_PASSWORD", "API_KEY",
                           "ApiKey", "STRIPE_SECRET", "PASSPHRASE", "PWD_DB", "github_token",
                           "PRIVATE_KEY", "KEY_OF_THE_HOUSE", "CREDENTIALS"}) {
    CAPTURE(name);
    CHECK(is_secret(name));
  }
  for (const char* name : {"AWS_ACCESS_KEY_ID", "CLUSTER", "MONKEYS", "PORT", "STRATEGY", "PWD",
                           "OLDPWD", "DB_PASSWORD_FILE", "AWS_SHARED_CREDENTIALS_FILE"}) {
    CAPTURE(name);
    CHECK_FALSE(is_secret(name));
  }
}

TEST_CASE("values of secret variables are masked wherever they stand") {
  Seen seen;
  seen.printed.note_variables({{"DB_PASSWORD", "hunter22"},
                               {"AWS_SECRET_ACCESS_KEY", "abcdef0123"},
                               {"CLUSTER", "cluster-1"},
                               {"SHORT_TOKEN", "on"}});
  seen.print("login hunter22/hunter22, signed abcdef0123 for cluster-1, on");
  CHECK(seen.lines ==
        std::vector<std::string>{"app: login ****/****, signed **** for cluster-1, on"});
}

TEST_CASE("of a secret that begins like another, nothing is left") {
  Seen seen;
  seen.printed.note_variables({{"A_KEY", "secret"}, {"B_KEY", "secret-and-more"}});
  CHECK(seen.printed.masked("secret secret-and-more") == "**** ****");
}

TEST_CASE("what stands behind Authorization and the like is masked, however it is written") {
  Seen seen;
  struct Row {
    const char* line;
    const char* shown;
  };
  const Row row = GENERATE(
      Row{"> Authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=1", "> Authorization: ****"},
      Row{"authorization=Bearer x", "authorization=****"},
      Row{R"({"Authorization": "Bearer x", "A": 1})", R"({"Authorization": "****", "A": 1})"},
      Row{"{'authorization': 'Basic x'}", "{'authorization': '****'}"},
      Row{R"({"password":"x y","x-api-key":"z"})", R"({"password":"****","x-api-key":"****"})"},
      Row{"x-amz-security-token: abc", "x-amz-security-token: ****"},
      Row{"authorization failed", "authorization failed"}, Row{"Authorization:", "Authorization:"});
  CHECK(seen.printed.masked(row.line) == row.shown);
}

TEST_CASE("a long line is cut, and says how long it is") {
  Seen seen;
  seen.printed.note_variables({{"A_TOKEN", "secret-secret"}});
  seen.print(std::string(PrintedLines::kLongest - 5, 'a') + "secret-secret" +
             std::string(5000, 'b'));
  REQUIRE(seen.lines.size() == 1);
  CHECK(seen.lines[0].size() < PrintedLines::kLongest + 40);
  CHECK(seen.lines[0].ends_with("bytes)"));
  CHECK(seen.lines[0].find("secr") == std::string::npos);
}

TEST_CASE(
    "of one that prints without end, so many lines a second are shown, and the rest counted") {
  Seen seen;
  for (int i = 0; i < 1000; ++i) seen.print("x", TimePoint(100ms));
  CHECK(seen.lines.size() == PrintedLines::kPerSecond);
  seen.lines.clear();
  seen.print("y", TimePoint(1500ms));
  CHECK(seen.lines ==
        std::vector<std::string>{"app: (800 lines more; its log stream has them)", "app: y"});
}

TEST_CASE("secrets that came long ago are forgotten") {
  Seen seen;
  seen.printed.note_variables({{"A_TOKEN", "the-first-one"}});
  for (std::size_t i = 0; i < PrintedLines::kMostSecrets; ++i) {
    seen.printed.note_variables({{"A_TOKEN", "token-" + std::to_string(i)}});
  }
  CHECK(seen.printed.masked("the-first-one") == "the-first-one");
  CHECK(seen.printed.masked("token-4095") == "****");
}
