// Functions in Python that are named by their Handler.
#include "tests/emulator/live/handler_fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;

TEST_CASE("Python: event in, answer out, with all that a context has") {
  const Folder folder;
  folder.write("app.py", R"(
import os
def handler(event, context):
    left = context.get_remaining_time_in_millis()
    return {'event': event, 'in time': 0 < left <= 4000, 'trace': os.environ['_X_AMZN_TRACE_ID'],
            'context': [context.function_name, context.function_version, context.invoked_function_arn,
                        context.memory_limit_in_mb, context.aws_request_id, context.log_group_name,
                        context.log_stream_name, context.identity.cognito_identity_id, context.client_context],
            'name': __name__, 'umlaut': 'ü'}
)");
  Handler function(kPython, folder.name, "app.handler");
  REQUIRE(function.init->ok);
  for (int i = 0; i < 2; ++i) {
    const Json answer = function.answer(R"({"n": 1})");
    CHECK(answer["event"] == Json{{"n", 1}});
    CHECK(answer["in time"] == true);
    CHECK(answer["trace"] == "Root=1");
    CHECK(answer["umlaut"] == "ü");
    CHECK(answer["context"] == Json{"f", "$LATEST", "arn:f", "256", "id-1", "/aws/lambda/f",
                                    "2026/01/01/[$LATEST]ab", nullptr, nullptr});
  }
}

TEST_CASE("Python: an exception is told as AWS's runtime tells it, and goes into the log") {
  const Folder folder;
  folder.write("pkg/app.py", "def handler(event, context):\n    return event['missing']\n");
  Handler function(kPython, folder.name, "pkg/app.handler");
  REQUIRE(function.init->ok);
  const Json error = function.error("{}");
  CHECK(error["errorMessage"] == "'missing'");
  CHECK(error["errorType"] == "KeyError");
  CHECK(error["requestId"] == "id-1");
  REQUIRE(error["stackTrace"].size() == 1);
  const std::string frame = error["stackTrace"][0];
  CHECK_THAT(frame,
             Catch::StartsWith("  File \"" + folder.name + "/pkg/app.py\", line 2, in handler\n"));
  REQUIRE(function.until([&] { return !function.lines.empty(); }));
  CHECK_THAT(function.lines[0], Catch::StartsWith("[ERROR] KeyError: 'missing'\rTraceback"));
  CHECK(function.error("{}")["errorType"] == "KeyError");  // the environment goes on
}

TEST_CASE("Python: DynamoDB's Decimals are numbers") {
  const Folder folder;
  folder.write("app.py", R"(
from decimal import Decimal
def handler(event, context):
    return {'price': Decimal('1.5')}
)");
  Handler function(kPython, folder.name, "app.handler");
  CHECK(function.answer("{}") == Json{{"price", 1.5}});
}

TEST_CASE("Python: what cannot be serialised, and what is printed and logged") {
  const Folder folder;
  folder.write("app.py", R"(
import logging
def handler(event, context):
    print('printed')
    logging.getLogger().warning('logged')
    return {1, 2}
)");
  Handler function(kPython, folder.name, "app.handler");
  const Json error = function.error("{}");
  CHECK(error["errorType"] == "Runtime.MarshalError");
  CHECK(error["errorMessage"] ==
        "Unable to marshal response: Object of type set is not JSON serializable");
  REQUIRE(function.until([&] { return function.lines.size() >= 2; }));
  CHECK(function.lines[0] == "printed");
  CHECK_THAT(function.lines[1], Catch::StartsWith("[WARNING]\t20"));
  CHECK_THAT(function.lines[1], Catch::EndsWith("Z\tid-1\tlogged"));
}

TEST_CASE("Python: a handler that cannot be had is an error of the init, in AWS's words") {
  const Folder folder;
  folder.write("app.py", "def handler(event, context): pass\n");
  folder.write("broken.py", "def handler(:\n");
  folder.write("needs.py", "import no_such_module_anywhere\n");
  folder.write("raises.py", "raise RuntimeError('at import')\n");
  struct Row {
    const char* handler;
    const char* type;
    const char* message;
  };
  const Row row = GENERATE(
      Row{"app.nothing", "Runtime.HandlerNotFound", "Handler 'nothing' missing on module 'app'"},
      Row{"nothing.handler", "Runtime.ImportModuleError",
          "Unable to import module 'nothing': No module named 'nothing'"},
      Row{"needs.handler", "Runtime.ImportModuleError",
          "Unable to import module 'needs': No module named 'no_such_module_anywhere'"},
      Row{"app", "Runtime.MalformedHandlerName",
          "Bad handler 'app': not enough values to unpack (expected 2, got 1)"},
      Row{"broken.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'broken'"},
      Row{"raises.handler", "RuntimeError", "at import"});
  const Json error = failure(kPython, folder.name, row.handler);
  CHECK(error["errorType"] == row.type);
  CHECK_THAT(error["errorMessage"].get<std::string>(), Catch::StartsWith(row.message));
}

TEST_CASE("Python: no Handler can name what is not the function's own") {
  const Folder folder;
  folder.write("inner/app.py", "def handler(event, context): return 1\n");
  folder.write("outside.py", "def handler(event, context): return 2\n");
  const std::string inner = folder.name + "/inner";
  for (const char* handler : {"pty.spawn", "os.system", "subprocess.call", "../outside.handler",
                              "..outside.handler", "posix.system", "json.loads"}) {
    CAPTURE(handler);
    const Json error = failure(kPython, inner, handler);
    const std::string type = error["errorType"];
    CHECK((type == "Runtime.ImportModuleError" || type == "Runtime.BuiltInModuleConflict"));
  }
}
