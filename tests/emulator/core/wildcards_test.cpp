#include "emulator/core/wildcards.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace spillway::core;

TEST_CASE("wildcards: * for any characters, ? for one") {
  struct Row {
    const char* pattern;
    const char* text;
    bool match;
  };
  const Row rows[] = {{"*", "", true},
                      {"*", "ecs:ListTasks", true},
                      {"ecs:*", "ecs:ListTasks", true},
                      {"ecs:List*", "ecs:UpdateService", false},
                      {"ecs:*Tasks", "ecs:DescribeTasks", true},
                      {"ecs:*Tasks", "ecs:DescribeTasksX", false},
                      {"ecs:*s*s", "ecs:ListTasks", true},
                      {"ecs:ListTask?", "ecs:ListTasks", true},
                      {"ecs:ListTask?", "ecs:ListTask", false},
                      {"arn:*:service/*/web", "arn:aws:ecs:r:1:service/c/web", true},
                      {"", "", true},
                      {"", "a", false},
                      {"a*b*c", "aXbYcZc", true}};
  for (const auto& [pattern, text, match] : rows) {
    INFO(pattern << " on " << text);
    CHECK(wildcard_match(pattern, text) == match);
  }
  CHECK(wildcard_match("ECS:listtasks", "ecs:ListTasks", true));
  CHECK_FALSE(wildcard_match("ECS:listtasks", "ecs:ListTasks"));
  // Many stars take no exponential time.
  std::string stars;
  for (int i = 0; i < 200; ++i) stars += "a*";
  CHECK_FALSE(wildcard_match(stars + "b", std::string(5000, 'a')));
}

TEST_CASE("the account of an ARN is its fifth part") {
  CHECK(account_of("arn:aws:lambda:sa-east-1:123456789012:function:f") == "123456789012");
  CHECK(account_of("arn:aws:iam::123456789012:role/r") == "123456789012");
  CHECK(account_of("arn:aws:s3:::bucket").empty());
  CHECK(account_of("events").empty());
}
