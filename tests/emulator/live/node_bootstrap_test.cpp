// Functions in JavaScript that are named by their Handler.
#include "tests/emulator/live/handler_fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;

TEST_CASE("Node: event in, answer out, with all that a context has") {
  const Folder folder;
  folder.write("app.js", R"(
exports.handler = async (event, context) => ({
  event, inTime: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 4000,
  trace: process.env._X_AMZN_TRACE_ID,
  context: [context.functionName, context.functionVersion, context.invokedFunctionArn, context.memoryLimitInMB,
            context.awsRequestId, context.logGroupName, context.logStreamName, context.callbackWaitsForEmptyEventLoop],
});
)");
  Handler function(kNode, folder.name, "app.handler");
  REQUIRE(function.init->ok);
  for (int i = 0; i < 2; ++i) {
    const Json answer = function.answer(R"({"n": 1})");
    CHECK(answer["event"] == Json{{"n", 1}});
    CHECK(answer["inTime"] == true);
    CHECK(answer["trace"] == "Root=1");
    CHECK(answer["context"] == Json{"f", "$LATEST", "arn:f", "256", "id-1", "/aws/lambda/f",
                                    "2026/01/01/[$LATEST]ab", true});
  }
}

TEST_CASE("Node: handlers that call back, at once, later or never; modules of both kinds") {
  const Folder folder;
  folder.write("lib/index.mjs",
               "export const handler = async (event) => [event, import.meta.url.slice(-9)];\n");
  folder.write("app.js", R"(
exports.now = (event, context, callback) => callback(null, 'now');
exports.later = (event, context, callback) => { setTimeout(() => callback(null, 'later'), 20); };
exports.never = (event, context, callback) => { setTimeout(() => {}, 20); };
exports.quick = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setInterval(() => {}, 1000);
  callback(null, 'quick');
};
exports.fails = (event, context, callback) => callback(new TypeError('no'));
exports.done = (event, context) => context.succeed('done');
exports.nested = { inner: { handler: async () => 'nested' } };
)");
  CHECK(Handler(kNode, folder.name, "lib/index.handler").answer("7") == Json{7, "index.mjs"});
  CHECK(Handler(kNode, folder.name, "app.now").answer("1") == "now");
  CHECK(Handler(kNode, folder.name, "app.later").answer("1") == "later");
  CHECK(Handler(kNode, folder.name, "app.never").answer("1") == nullptr);
  CHECK(Handler(kNode, folder.name, "app.quick").answer("1") == "quick");
  CHECK(Handler(kNode, folder.name, "app.fails").error("1")["errorType"] == "TypeError");
  CHECK(Handler(kNode, folder.name, "app.done").answer("1") == "done");
  CHECK(Handler(kNode, folder.name, "app.nested.inner.handler").answer("1") == "nested");
}

TEST_CASE("Node: what is thrown is told as AWS's runtime tells it, and goes into the log") {
  const Folder folder;
  folder.write("app.js", R"(
exports.handler = async (event) => {
  console.log('about', { to: 'throw' });
  if (event === 1) throw 'a text';
  throw new RangeError('too far');
};
)");
  Handler function(kNode, folder.name, "app.handler");
  const Json error = function.error("{}");
  CHECK(error["errorType"] == "RangeError");
  CHECK(error["errorMessage"] == "too far");
  CHECK(error["trace"][0] == "RangeError: too far");
  CHECK_THAT(error["trace"][1].get<std::string>(), Catch::Contains(folder.name + "/app.js:5:"));
  CHECK(function.error("1") ==
        Json{{"errorType", "string"}, {"errorMessage", "a text"}, {"trace", Json::array()}});
  REQUIRE(function.until([&] { return function.lines.size() >= 4; }));
  CHECK_THAT(function.lines[0], Catch::EndsWith("Z\tid-1\tINFO\tabout { to: 'throw' }"));
  CHECK_THAT(function.lines[1], Catch::Contains("\tid-1\tERROR\tInvoke Error \t{\"errorType\""));
}

TEST_CASE("Node: what nobody catches ends the process, after it was told") {
  const Folder folder;
  folder.write("app.js", R"(
exports.rejects = () => new Promise(() => { Promise.reject(new Error('lost')); });
exports.throws = () => new Promise(() => { setTimeout(() => { throw new Error('late'); }, 5); });
)");
  Handler rejects(kNode, folder.name, "app.rejects");
  CHECK(rejects.error("1")["errorType"] == "Runtime.UnhandledPromiseRejection");
  CHECK(rejects.invoke("1").kind == Kind::not_taken);
  Handler throws(kNode, folder.name, "app.throws");
  CHECK(throws.error("1")["errorMessage"] == "late");
  CHECK(throws.invoke("1").kind == Kind::not_taken);
}

TEST_CASE("Node: all that is printed comes through, however much it is") {
  const Folder folder;
  folder.write("app.js", R"(
exports.handler = async () => {
  process.stderr.write('touched\n');  // which makes the pipe non-blocking
  for (let i = 0; i < 3000; ++i) console.log('x'.repeat(200));
};
)");
  Handler function(kNode, folder.name, "app.handler");
  CHECK(function.answer("1") == nullptr);
  CHECK(function.until([&] { return function.lines.size() == 3001; }));
}

TEST_CASE("Node: streamed answers are refused by name") {
  const Folder folder;
  folder.write("app.js", "exports.handler = awslambda.streamifyResponse(async () => {});\n");
  Handler function(kNode, folder.name, "app.handler");
  CHECK_THAT(function.init->error_payload, Catch::Contains("does not model streamed responses"));
}

TEST_CASE("Node: a handler that cannot be had is an error of the init, in AWS's words") {
  const Folder folder;
  folder.write("app.js", "exports.value = 1;\n");
  folder.write("broken.js", "exports.handler = (;\n");
  folder.write("needs.js", "require('no-such-package');\n");
  struct Row {
    const char* handler;
    const char* type;
    const char* message;
  };
  const Row row = GENERATE(
      Row{"app.nothing", "Runtime.HandlerNotFound", "app.nothing is undefined or not exported"},
      Row{"app.value", "Runtime.HandlerNotFound", "app.value is not a function"},
      Row{"nothing.handler", "Runtime.ImportModuleError",
          "Error: Cannot find module 'nothing'\nRequire stack:\n"},
      Row{"needs.handler", "Runtime.ImportModuleError",
          "Error: Cannot find module 'no-such-package'\nRequire stack:\n- "},
      Row{"app", "Runtime.MalformedHandlerName", "Bad handler"},
      Row{"broken.handler", "Runtime.UserCodeSyntaxError", "SyntaxError: "});
  const Json error = failure(kNode, folder.name, row.handler);
  CHECK(error["errorType"] == row.type);
  CHECK_THAT(error["errorMessage"].get<std::string>(), Catch::StartsWith(row.message));
}

TEST_CASE("Node: no Handler can name what is not the function's own") {
  const Folder folder;
  folder.write("inner/app.js", "exports.handler = async () => 1;\n");
  folder.write("outside.js", "exports.handler = async () => 2;\n");
  const std::string inner = folder.name + "/inner";
  for (const char* handler : {"child_process.execSync", "node:child_process.execSync",
                              "/etc/passwd.x", "fs.readFileSync"}) {
    CAPTURE(handler);
    const std::string type = failure(kNode, inner, handler)["errorType"];
    CHECK((type == "Runtime.ImportModuleError" || type == "Runtime.MalformedHandlerName"));
  }
  CHECK(failure(kNode, inner, "../outside.handler")["errorType"] == "Runtime.MalformedHandlerName");
}

TEST_CASE("only what has a bootstrap is run by its Handler") {
  CHECK(cannot_bootstrap("python3.12").empty());
  CHECK(cannot_bootstrap("nodejs22.x").empty());
  CHECK_THAT(cannot_bootstrap("provided.al2023"), Catch::Contains("needs a command"));
  CHECK_THAT(cannot_bootstrap(""), Catch::Contains("needs a command"));
}
