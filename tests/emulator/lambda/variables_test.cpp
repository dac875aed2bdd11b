// aws-facts B2: the environment variables of a function.
#include <utility>

#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using namespace std::chrono_literals;
using lambda::testing::Lambda;
using Variables = std::map<std::string, std::string, std::less<>>;

namespace {

/// What the environment of a function gets that is made with `more`.
Variables variables_of(Lambda& lambda, const Json& more = Json::object()) {
  lambda.create("f", more);
  lambda.invoke();
  lambda.runtime.run_for(1s);
  return lambda.host.specs.at(0).environment;
}

Json with_variables(const Json& variables) { return {{"Environment", {{"Variables", variables}}}}; }

std::string refusal_of(const Json& variables) {
  Lambda lambda;
  lambda.create();
  Json params = with_variables(variables);
  params["FunctionName"] = "f";
  const auto answer = lambda.call("UpdateFunctionConfiguration", params);
  return answer ? "" : answer.error().code + ": " + answer.error().message;
}

}  // namespace

TEST_CASE("B2.17 the environment's variables are complete") {
  Lambda lambda;
  lambda.functions.note_logical_id("f", "AppFunction");
  const Variables variables = variables_of(lambda, {{"MemorySize", 512}});
  const std::string stream = variables.at("AWS_LAMBDA_LOG_STREAM_NAME");
  CHECK_THAT(stream, Catch::StartsWith("2026/01/05/[$LATEST]"));
  CHECK(variables ==
        Variables{
            {"AWS_ACCESS_KEY_ID", "ASIAAppFunction"},
            {"AWS_DEFAULT_REGION", "sa-east-1"},
            {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"},
            {"AWS_LAMBDA_FUNCTION_NAME", "f"},
            {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
            {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
            {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f"},
            {"AWS_LAMBDA_LOG_STREAM_NAME", stream},
            {"AWS_REGION", "sa-east-1"},
            {"AWS_SECRET_ACCESS_KEY", "secret of arn:aws:iam::123456789012:role/r"},
            {"AWS_SESSION_TOKEN", "token"},
            {"LAMBDA_RUNTIME_DIR", "/var/runtime"},
            {"LAMBDA_TASK_ROOT", "/var/task"},
            {"LANG", "en_US.UTF-8"},
            {"LD_LIBRARY_PATH",
             "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"},
            {"PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"},
            {"TZ", ":UTC"},
            {"_HANDLER", ""}});
  CHECK(lambda.host.specs[0].logical_id == "AppFunction");
}

TEST_CASE("B2.17 AWS_EXECUTION_ENV is set, but not for custom runtimes") {
  const std::pair<const char*, std::size_t> rows[] = {{"nodejs20.x", 1}, {"provided.al2023", 0}};
  for (const auto& [runtime, count] : rows) {
    Lambda lambda;
    const Variables variables = variables_of(lambda, {{"PackageType", "Zip"},
                                                      {"Code", {{"ZipFile", "eA=="}}},
                                                      {"Handler", "index.handler"},
                                                      {"Runtime", runtime}});
    CHECK(variables.count("AWS_EXECUTION_ENV") == count);
    if (count == 1) CHECK(variables.at("AWS_EXECUTION_ENV") == "AWS_Lambda_nodejs20.x");
    CHECK(variables.at("_HANDLER") == "index.handler");
  }
}

TEST_CASE(
    "B2.17 a function's own variables are added, and may replace PATH, LD_LIBRARY_PATH, LANG, TZ") {
  Lambda lambda;
  const Variables variables = variables_of(
      lambda, with_variables({{"MINE", "1"}, {"PATH", "/opt"}, {"TZ", "America/Sao_Paulo"}}));
  CHECK(variables.at("MINE") == "1");
  CHECK(variables.at("PATH") == "/opt");
  CHECK(variables.at("TZ") == "America/Sao_Paulo");
}

TEST_CASE("reserved names of environment variables are refused") {
  const std::string reserved =
      "InvalidParameterValueException: Lambda was unable to configure your environment variables "
      "because the environment variables you have provided contains reserved keys that are "
      "currently not supported for modification. Reserved keys used in this request: ";
  CHECK(refusal_of({{"AWS_REGION", "mars"}, {"MINE", "1"}}) == reserved + "AWS_REGION");
  CHECK(refusal_of({{"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_ACCESS_KEY_ID", "i"}}) ==
        reserved + "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY");
  for (const char* name : {"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API",
                           "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT"}) {
    CHECK(refusal_of({{name, "x"}}) == reserved + name);
  }
  CHECK(refusal_of({{"AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"}}).empty());
  Lambda lambda;
  const auto made =
      lambda.call("CreateFunction", {{"FunctionName", "f"},
                                     {"Role", "arn:aws:iam::123456789012:role/r"},
                                     {"PackageType", "Image"},
                                     {"Code", {{"ImageUri", "i"}}},
                                     {"Environment", {{"Variables", {{"AWS_REGION", "mars"}}}}}});
  REQUIRE(!made);
  CHECK(made.error().code == "InvalidParameterValueException");
}

TEST_CASE("what is no name of a variable is refused, _HANDLER among it") {
  for (const char* name : {"A", "1A", "A-B", "_HANDLER"}) {
    CHECK(refusal_of({{name, "x"}}) ==
          "ValidationException: 1 validation error detected: Value at 'environment.variables' "
          "failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy "
          "regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
  }
}

TEST_CASE("all variables together have 4 KB") {
  CHECK(refusal_of({{"BIG", std::string(4000, 'x')}}).empty());
  CHECK_THAT(refusal_of({{"BIG", std::string(4096, 'x')}}),
             Catch::Contains("exceeded the 4KB limit. String measured: {\"BIG\":\"xx"));
}
