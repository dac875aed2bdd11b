// Under which names the scenario may say what runs behind a function or a container.
#include "emulator/core/code_names.hpp"

#include "tests/support/catch.hpp"

using namespace spillway::core;
using Names = std::vector<std::string>;

TEST_CASE("a function: its logical id, its own name, its image") {
  CHECK(code_names_of_function("Web", "web-1", "") == Names{"Web", "function/web-1"});
  CHECK(code_names_of_function("Web", "w", "1.dkr.ecr.sa-east-1.amazonaws.com/team/app:v2") ==
        Names{"Web", "function/w", "1.dkr.ecr.sa-east-1.amazonaws.com/team/app:v2", "team/app:v2"});
}

TEST_CASE("a container: its image before its task definition's logical id") {
  CHECK(code_names_of_container("Task", "nginx") == Names{"nginx", "nginx:latest", "Task"});
  CHECK(code_names_of_container("Task", "localhost:5000/a:1@sha256:ab") ==
        Names{"localhost:5000/a:1@sha256:ab", "a:1@sha256:ab", "a:1", "Task"});
}

TEST_CASE("what can only be an image or a function's own name") {
  CHECK(is_code_name("nginx:1.25"));
  CHECK(is_code_name("team/app:latest"));
  CHECK(is_code_name("function/web"));
  CHECK_FALSE(is_code_name("AppFunction"));
  CHECK_FALSE(is_code_name("Web/Function"));
}
