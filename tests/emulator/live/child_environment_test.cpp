// What reaches a child of the variables that an API call can set.
#include "emulator/live/child_environment.hpp"

#include "tests/support/catch.hpp"

using namespace spillway::live;

TEST_CASE("variables that make programs run others are named") {
  for (const char* name : {"LD_PRELOAD",
                           "LD_AUDIT",
                           "LD_LIBRARY_PATH",
                           "PATH",
                           "BASH_ENV",
                           "ENV",
                           "BASH_FUNC_ls%%",
                           "SHELLOPTS",
                           "PS4",
                           "PYTHONPATH",
                           "PYTHONSTARTUP",
                           "PYTHONHOME",
                           "NODE_OPTIONS",
                           "NODE_PATH",
                           "PERL5OPT",
                           "PERL5LIB",
                           "RUBYOPT",
                           "JAVA_TOOL_OPTIONS",
                           "_JAVA_OPTIONS",
                           "CLASSPATH",
                           "DOTNET_STARTUP_HOOKS",
                           "GIT_SSH_COMMAND",
                           "GCONV_PATH",
                           "OPENSSL_CONF",
                           "AWS_CONFIG_FILE",
                           "AWS_PROFILE",
                           "AWS_LAMBDA_EXEC_WRAPPER",
                           "HOME",
                           "SPILLWAY_CHILD"}) {
    CAPTURE(name);
    CHECK(names_a_program(name));
  }
}

TEST_CASE("what hides another variable in its name is none") {
  CHECK(names_a_program("LD_PRELOAD=/tmp/x.so:"));
  CHECK(names_a_program("A=B"));
  CHECK(names_a_program(""));
  CHECK(names_a_program(std::string_view("A\0B", 3)));
}

TEST_CASE("what functions and tasks really use is passed on") {
  for (const char* name : {"STRATEGY", "CLUSTER", "TABLE_NAME", "NODE_ENV", "PYTHONUNBUFFERED",
                           "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_LAMBDA_RUNTIME_API", "TZ",
                           "LANG", "_HANDLER", "PORT", "LOG_LEVEL", "HTTP_PROXY", "LIBRARY"}) {
    CAPTURE(name);
    CHECK_FALSE(names_a_program(name));
  }
}

TEST_CASE("the machine's PATH counts, and the user's file before all") {
  const Variables from_aws = {
      {"PATH", "/evil"}, {"LD_PRELOAD", "/evil.so"}, {"A", "1"}, {"B", "2"}};
  const Variables machine = {{"PATH", "/usr/bin"}, {"HOME", "/home/me"}};
  Program program;
  program.environment = {{"B", "mine"}, {"NODE_OPTIONS", "--inspect"}};
  const ChildEnvironment made = child_environment(from_aws, machine, program);
  CHECK(made.variables == Variables{{"A", "1"},
                                    {"B", "mine"},
                                    {"HOME", "/home/me"},
                                    {"NODE_OPTIONS", "--inspect"},
                                    {"PATH", "/usr/bin"}});
  // PATH is Lambda's own as well: nobody needs to be told.
  CHECK(made.left_out == std::vector<std::string>{"LD_PRELOAD"});
}
