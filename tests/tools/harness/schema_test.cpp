#include "tools/harness/schema.hpp"

#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"

using namespace spillway;

TEST_CASE(
    "the schema file is the schema: spillway explain schema > scenarios/scenario.schema.json") {
  std::ifstream file(SPILLWAY_SOURCE_DIR "/scenarios/scenario.schema.json");
  std::stringstream text;
  text << file.rdbuf();
  CHECK(text.str() == harness::make_scenario_schema().dump(2) + "\n");
}

TEST_CASE("every key under aws is described with its default and its source") {
  const Json schema = harness::make_scenario_schema();
  const Json& pull = schema["properties"]["aws"]["properties"]["ecs"]["properties"]["start"]
                           ["properties"]["pull_setup"];
  CHECK(pull["$ref"] == "#/definitions/delay");
  CHECK_THAT(pull["description"].get<std::string>(), Catch::Contains("default: 2s"));
  CHECK_THAT(pull["description"].get<std::string>(), Catch::Contains("aws-facts E3"));
}
