// What the API refuses, in AWS's words.
#include <utility>

#include "tests/emulator/lambda/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::lambda;
using lambda::testing::Lambda;

namespace {

/// The parameters of a function that is fine, but for what `changes` says.
Json with(const Json& changes) {
  Json params = {{"FunctionName", "f"},
                 {"Role", "arn:aws:iam::123456789012:role/r"},
                 {"PackageType", "Image"},
                 {"Code", {{"ImageUri", "i"}}}};
  params.update(changes);
  return params;
}

/// "Code: message", or "ok".
std::string answer_to(Lambda& lambda, const char* action, const Json& params) {
  const auto answer = lambda.call(action, params);
  return answer ? "ok" : answer.error().code + ": " + answer.error().message;
}

const std::string kNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?)"
    R"((function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?)";

}  // namespace

TEST_CASE("what a function may not be is refused") {
  Lambda lambda;
  const std::pair<Json, const char*> rows[] = {
      {{{"FunctionName", "a b"}}, "ValidationException"},
      {{{"FunctionName", std::string(65, 'a')}}, "ValidationException"},
      {{{"Role", "r"}}, "ValidationException"},
      {{{"Timeout", 901}}, "InvalidParameterValueException"},
      {{{"MemorySize", 127}}, "InvalidParameterValueException"},
      {{{"PackageType", "Jar"}}, "InvalidParameterValueException"},
      {{{"Code", {{"ImageUri", ""}}}}, "InvalidParameterValueException"},
      {{{"Layers", {"x"}}}, "NotModelled"},
      {{{"DeadLetterConfig", {{"TargetArn", "x"}}}}, "NotModelled"},
      {{{"VpcConfig", {{"SubnetIds", {"s"}}}}}, "NotModelled"},
  };
  for (const auto& [changes, code] : rows) {
    const auto answer = lambda.call("CreateFunction", with(changes));
    INFO(changes.dump());
    REQUIRE(!answer);
    CHECK(answer.error().code == code);
  }
}

TEST_CASE(
    "B3.9 B3.10 a function has 3 s and 128 MB if nothing is said, 900 s and 10,240 MB at most") {
  Lambda lambda;
  const auto made = [&](const Json& changes) {
    return answer_to(lambda, "CreateFunction", with(changes));
  };
  CHECK(made({{"FunctionName", "most"}, {"Timeout", 900}, {"MemorySize", 10240}}) == "ok");
  CHECK_THAT(made({{"Timeout", 901}}), Catch::StartsWith("InvalidParameterValueException"));
  CHECK_THAT(made({{"Timeout", 0}}), Catch::StartsWith("InvalidParameterValueException"));
  CHECK_THAT(made({{"MemorySize", 127}}), Catch::StartsWith("InvalidParameterValueException"));
  CHECK_THAT(made({{"MemorySize", 10241}}), Catch::StartsWith("InvalidParameterValueException"));
  CHECK(made(Json::object()) == "ok");
  const Json shown = lambda.call("GetFunctionConfiguration", {{"FunctionName", "f"}}).value();
  CHECK(shown["Timeout"] == 3);
  CHECK(shown["MemorySize"] == 128);
}

TEST_CASE("what of an image runs is the scenario's: ImageConfig has no influence") {
  Lambda lambda;
  CHECK(lambda.call("CreateFunction", with({{"ImageConfig", {{"Command", {"a"}}}}})));
}

TEST_CASE("a role that is not the ARN of a role is refused, now and later") {
  Lambda lambda;
  const std::string refusal =
      "ValidationException: 1 validation error detected: Value 'r' at 'role' failed to satisfy "
      "constraint: Member must satisfy regular expression pattern: "
      R"(arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)";
  CHECK(answer_to(lambda, "CreateFunction", with({{"Role", "r"}})) == refusal);
  for (const char* role : {"arn:aws:iam::123456789012:user/u", "arn:aws:iam::1:role/r",
                           "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role/a b",
                           "arn:aws:sts::123456789012:role/r"}) {
    INFO(role);
    CHECK_THAT(answer_to(lambda, "CreateFunction", with({{"Role", role}})),
               Catch::StartsWith("ValidationException: "));
  }
  CHECK(lambda.call("CreateFunction", with({{"Role", "arn:aws:iam::123456789012:role/path/r"}})));
  CHECK(answer_to(lambda, "UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"Role", "r"}}) ==
        refusal);
}

TEST_CASE("a function is found by name, by partial ARN and by ARN") {
  Lambda lambda;
  lambda.create();
  for (const char* name : {"f", "f:$LATEST", "function:f", "123456789012:f",
                           "123456789012:function:f", "sa-east-1:123456789012:function:f:$LATEST",
                           "arn:aws:lambda:sa-east-1:123456789012:function:f",
                           "arn:aws:lambda:sa-east-1:123456789012:function:f:$LATEST"}) {
    INFO(name);
    CHECK(answer_to(lambda, "GetFunction", {{"FunctionName", name}}) == "ok");
  }
}

TEST_CASE("a function's name may be that of its ARN") {
  Lambda lambda;
  const Json made =
      lambda
          .call("CreateFunction",
                with({{"FunctionName", "arn:aws:lambda:sa-east-1:123456789012:function:g"}}))
          .value();
  CHECK(made["FunctionName"] == "g");
  CHECK(made["FunctionArn"] == "arn:aws:lambda:sa-east-1:123456789012:function:g");
}

TEST_CASE("what cannot be a function's name is refused before it is looked for") {
  Lambda lambda;
  for (const std::string name :
       {"a b", "f:", "a:b:c", "arn:aws:sns:sa-east-1:123456789012:f", "arn:aws:lambda", "a.b"}) {
    CHECK(answer_to(lambda, "GetFunction", {{"FunctionName", name}}) ==
          "ValidationException: 1 validation error detected: Value '" + name +
              "' at 'functionName' failed to satisfy constraint: Member must satisfy regular "
              "expression pattern: " +
              kNamePattern);
  }
  CHECK(answer_to(lambda, "GetFunction", {{"FunctionName", "function:nobody"}}) ==
        "ResourceNotFoundException: Function not found: "
        "arn:aws:lambda:sa-east-1:123456789012:function:nobody");
  CHECK(answer_to(lambda, "GetFunction", {{"FunctionName", "f:live"}}) ==
        "ResourceNotFoundException: Function not found: "
        "arn:aws:lambda:sa-east-1:123456789012:function:f:live");
}

TEST_CASE("a function of another Region is not reachable") {
  Lambda lambda;
  lambda.create();
  CHECK(answer_to(lambda, "GetFunction",
                  {{"FunctionName", "arn:aws:lambda:us-east-1:123456789012:function:f"}}) ==
        "ResourceNotFoundException: Functions from 'us-east-1' are not reachable in this region "
        "('sa-east-1')");
}

TEST_CASE("a function of another account is denied, even to an administrator") {
  Lambda lambda;
  lambda.create();
  for (const char* action : {"GetFunction", "Invoke", "DeleteFunction"}) {
    CHECK(answer_to(lambda, action, {{"FunctionName", "210987654321:function:f"}}) ==
          "AccessDeniedException: User: arn:aws:iam::123456789012:root is not authorized to "
          "perform: lambda:" +
              std::string(action) +
              " on resource: arn:aws:lambda:sa-east-1:210987654321:function:f because no "
              "resource-based policy allows the lambda:" +
              action + " action");
  }
}

TEST_CASE("IAM is asked about the ARN that a name stands for") {
  Lambda lambda;
  const auto resources = [&](const char* name) {
    return lambda.operations.find("lambda", "GetFunction")->resources({{"FunctionName", name}});
  };
  const std::string arn = "arn:aws:lambda:sa-east-1:123456789012:function:f";
  CHECK(resources("f") == std::vector<std::string>{arn});
  CHECK(resources("123456789012:function:f") == std::vector<std::string>{arn});
  CHECK(resources("f:$LATEST") == std::vector<std::string>{arn + ":$LATEST"});
  CHECK(resources("us-east-1:210987654321:function:f") ==
        std::vector<std::string>{"arn:aws:lambda:us-east-1:210987654321:function:f"});
}

TEST_CASE("a zip function without any code is refused") {
  Lambda lambda;
  const auto made = [&](const Json& code) {
    Json params = with({{"PackageType", "Zip"}, {"Handler", "h"}, {"Runtime", "provided.al2023"}});
    params["Code"] = code;
    return answer_to(lambda, "CreateFunction", params);
  };
  const std::string refusal =
      "InvalidParameterValueException: Please provide a source for function code.";
  CHECK(made(Json::object()) == refusal);
  CHECK(made({{"S3Bucket", "b"}}) == refusal);
  CHECK(made({{"ImageUri", "i"}}) == refusal);
  CHECK(made({{"S3Bucket", "b"}, {"S3Key", "k"}}) == "ok");
}

TEST_CASE("the payload of an Invoke must be JSON") {
  Lambda lambda;
  lambda.create();
  const std::string unreadable =
      "InvalidRequestContentException: Could not parse request body into json: Could not parse "
      "payload into json: ";
  const std::string at =
      "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: ";
  const std::string values =
      "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
  const std::pair<std::string, std::string> rows[] = {
      {"Hello World", "Unrecognized token 'Hello': was expecting " + values + at + "1, column: 7]"},
      {"\n  oops", "Unrecognized token 'oops': was expecting " + values + at + "2, column: 7]"},
      {"{\"a\":\n ?}", "Unexpected character ('?' (code 63)): expected a valid value " + values +
                           at + "2, column: 2]"},
      {"[\xaf]", "Invalid UTF-8 start byte 0xaf" + at + "1, column: 2]"},
      {"{\"a\":1", "Unexpected end-of-input" + at + "1, column: 7]"},
  };
  for (const auto& [payload, problem] : rows) {
    for (const char* type : {"RequestResponse", "Event"}) {
      CHECK(answer_to(lambda, "Invoke",
                      {{"FunctionName", "f"}, {"InvocationType", type}, {"Payload", payload}}) ==
            unreadable + problem);
    }
  }
  for (const char* payload : {"{}", "[1]", "\"text\"", "17", "null", " true "}) {
    CHECK(answer_to(lambda, "Invoke",
                    {{"FunctionName", "f"}, {"InvocationType", "Event"}, {"Payload", payload}}) ==
          "ok");
  }
  CHECK(answer_to(lambda, "Invoke", {{"FunctionName", "f"}, {"InvocationType", "Event"}}) == "ok");
}

TEST_CASE("B3.10 an Invoke's payload has 6 MB, an asynchronous one 1 MB") {
  Lambda lambda;
  lambda.create();
  const auto invoke = [&](const char* type, std::size_t size) {
    const std::string payload = '"' + std::string(size - 2, 'x') + '"';
    return answer_to(lambda, "Invoke",
                     {{"FunctionName", "f"}, {"InvocationType", type}, {"Payload", payload}});
  };
  CHECK(invoke("Event", 1048576) == "ok");
  CHECK(invoke("Event", 1048577) ==
        "RequestEntityTooLargeException: 1048577 byte payload is too large for the Event "
        "invocation type (limit 1048576 bytes)");
  CHECK(invoke("DryRun", 6291456) == "ok");
  CHECK(invoke("RequestResponse", 6291457) ==
        "RequestEntityTooLargeException: 6291457 byte payload is too large for the "
        "RequestResponse invocation type (limit 6291456 bytes)");
}

TEST_CASE("a function's configuration has what AWS gives it by default, and a revision") {
  Lambda lambda;
  lambda.create("f", {{"Architectures", {"arm64"}}});
  lambda.create("g");
  const auto shown = [&](const char* name) {
    return lambda.call("GetFunctionConfiguration", {{"FunctionName", name}}).value();
  };
  const Json f = shown("f");
  CHECK(f["Architectures"] == Json::array({"arm64"}));
  CHECK(shown("g")["Architectures"] == Json::array({"x86_64"}));
  CHECK(f["CodeSize"] == 0);  // an image's
  CHECK(f["EphemeralStorage"]["Size"] == 512);
  CHECK(f["TracingConfig"]["Mode"] == "PassThrough");
  CHECK(f["SnapStart"] == Json{{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}});
  CHECK(f["LoggingConfig"] == Json{{"LogFormat", "Text"}, {"LogGroup", "/aws/lambda/f"}});
  CHECK(f["RevisionId"].get<std::string>().size() == 36);
  CHECK(f["RevisionId"] != shown("g")["RevisionId"]);
  lambda.call("UpdateFunctionConfiguration", {{"FunctionName", "f"}, {"Timeout", 5}}).value();
  CHECK(f["RevisionId"] != shown("f")["RevisionId"]);
  CHECK(shown("f")["Architectures"] == Json::array({"arm64"}));
}
