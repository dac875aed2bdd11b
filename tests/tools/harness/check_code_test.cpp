// The names under `code` of a scenario, when CDK made the template.
#include "tools/harness/check_code.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::harness;
using cloudformation::Outline;
using cloudformation::Resource;

namespace {

Resource made(const char* logical_id, const char* type, const char* path, const char* name = "") {
  Resource resource;
  resource.logical_id = logical_id;
  resource.type = type;
  resource.construct_path = path;
  resource.given_name = name;
  return resource;
}

Outline outline() {
  Outline outline;
  outline.resources = {
      made("WebFunctionB8DF7D3F", "AWS::Lambda::Function", "Stack/Web/Function", "web"),
      made("OverflowTaskE80AC911", "AWS::ECS::TaskDefinition", "Stack/Overflow/Task", "overflow"),
      made("Cluster79526283", "AWS::ECS::Cluster", "Stack/Cluster")};
  Resource provider = made("Provider1", "AWS::Lambda::Function", "Stack/Provider");
  provider.inert = true;
  outline.resources.push_back(provider);
  return outline;
}

struct Checked {
  std::map<std::string, Code> code;
  std::string errors;
};

Checked check(const std::map<std::string, Code>& code, const Outline& against = outline()) {
  Scenario scenario;
  scenario.file = "s.yaml";
  scenario.code_place = {1, 1, "code"};
  scenario.code = code;
  for (const auto& entry : code) scenario.code_places[entry.first] = {2, 3, "code." + entry.first};
  document::Diagnostics errors;
  Checked checked;
  checked.code = resolve_code(scenario, against, errors);
  for (const auto& error : errors) checked.errors += error.to_string() + "\n";
  return checked;
}

}  // namespace

TEST_CASE("code is told by logical id, by name, or by the construct's path") {
  for (const char* function :
       {"WebFunctionB8DF7D3F", "web", "Stack/Web/Function", "Web/Function"}) {
    for (const char* task :
         {"OverflowTaskE80AC911", "overflow", "Stack/Overflow/Task", "Overflow/Task"}) {
      const Checked checked = check({{function, Code::controller}, {task, Code::app}});
      CHECK(checked.errors.empty());
      CHECK(checked.code == std::map<std::string, Code>{{"OverflowTaskE80AC911", Code::app},
                                                        {"WebFunctionB8DF7D3F", Code::controller}});
    }
  }
}

TEST_CASE(
    "what lacks code is told with its construct's path; a custom resource's function needs none") {
  CHECK(check({{"web", Code::app}}).errors ==
        "s.yaml:1:1: code: says nothing about 'OverflowTaskE80AC911' of the template "
        "(Overflow/Task)\n"
        "  hint: write code: {OverflowTaskE80AC911: app} or controller\n");
}

TEST_CASE("a name that fits nothing gets all that there is, one that nearly fits the nearest") {
  const std::map<std::string, Code> both = {{"web", Code::app}, {"overflow", Code::app}};
  auto code = both;
  code["Frontend"] = Code::app;
  CHECK(
      check(code).errors ==
      "s.yaml:2:3: code.Frontend: the template has no function or task definition 'Frontend'\n"
      "  hint: it has WebFunctionB8DF7D3F (Web/Function), OverflowTaskE80AC911 (Overflow/Task)\n");
  code = both;
  code["WebFunctionB8DF7D3E"] = Code::app;
  CHECK_THAT(check(code).errors, Catch::Contains("did you mean 'WebFunctionB8DF7D3F'?"));
  code = both;
  code["Cluster79526283"] = Code::app;
  CHECK_THAT(check(code).errors, Catch::Contains("has no function or task definition"));
}

TEST_CASE("two names for one, and one name for two, are refused") {
  CHECK_THAT(
      check({{"web", Code::app}, {"Web/Function", Code::app}, {"overflow", Code::app}}).errors,
      Catch::Contains("'web' is WebFunctionB8DF7D3F, which has its code already"));
  Outline twins = outline();
  twins.resources[1].given_name = "web";
  CHECK_THAT(check({{"web", Code::app}}, twins).errors,
             Catch::Contains("'web' is the name of more than one function or task definition\n"
                             "  hint: name each by its logical id: WebFunctionB8DF7D3F, "
                             "OverflowTaskE80AC911"));
}

TEST_CASE("a container takes no controller, whatever it is called") {
  CHECK_THAT(check({{"web", Code::app}, {"Overflow/Task", Code::controller}}).errors,
             Catch::Contains("code.Overflow/Task: the controller is no HTTP server"));
}

TEST_CASE("code is told by an image, or by the name of a function that an API call makes") {
  const std::map<std::string, Code> code = {{"web", Code::app},
                                            {"team/proxy:1.2", Code::command},
                                            {"overflow", Code::app},
                                            {"function/made-later", Code::app}};
  const Checked checked = check(code);
  CHECK(checked.errors.empty());
  CHECK(checked.code.contains("team/proxy:1.2"));
  CHECK(checked.code.contains("function/made-later"));
  // With an image named, a task definition need not be: the run tells.
  CHECK(check({{"web", Code::app}, {"team/app:latest", Code::app}}).errors.empty());
}

TEST_CASE("only a function has a Handler to be run by") {
  CHECK_THAT(check({{"web", Code::command}, {"overflow", Code::command}}).errors,
             Catch::Contains("a container has no Handler, so it needs a command"));
}
