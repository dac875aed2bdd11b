// What a target is given instead of the event (EventBridge user guide, "Amazon EventBridge input
// transformation").
#include "emulator/eventbridge/input_transformer.hpp"

#include "tests/emulator/eventbridge/fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;
using namespace std::chrono_literals;

namespace {

using Paths = std::map<std::string, std::string>;

const Paths kPaths = {{"instance", "$.detail.instance-id"}, {"state", "$.detail.state"},
                      {"count", "$.detail.count"},          {"quote", "$.detail.quote"},
                      {"first", "$.resources[0]"},          {"detail", "$.detail.inner"},
                      {"nothing", "$.detail.nothing"}};
const char* const kEvent = R"({"version":"0","source":"aws.ec2","resources":["arn:r"],)"
                           R"("detail":{"instance-id":"i-0123456789","state":"RUNNING",)"
                           R"("count":5,"quote":"a \"b\"","inner":{"a":[1,null]}}})";
const TransformerFacts kFacts = {"arn:rule/example", "example", "2026-01-05T12:00:00Z"};

std::optional<std::string> filled(const std::string& text) {
  const auto transformer = InputTransformer::parse(kPaths, text);
  INFO(text << ": " << (transformer.has_error() ? transformer.error().message : ""));
  REQUIRE(transformer.has_value());
  return transformer->fill(Json::parse(kEvent), kFacts);
}

std::string refusal(const std::string& text, const Paths& paths = kPaths) {
  const auto transformer = InputTransformer::parse(paths, text);
  INFO(text);
  REQUIRE(transformer.has_error());
  return transformer.error().message;
}

}  // namespace

TEST_CASE("templates and what becomes of them") {
  const std::pair<const char*, const char*> rows[] = {
      // The user guide's examples.
      {R"("instance <instance> is in <state>")", R"("instance i-0123456789 is in RUNNING")"},
      {R"("instance \"<instance>\" is in <state>")",
       R"("instance \"i-0123456789\" is in RUNNING")"},
      {R"({ "instance" : <instance>, "state": <state> })",
       R"({"instance":"i-0123456789","state":"RUNNING"})"},
      {R"({"instance": <instance>, "state": "<state>",
           "instanceStatus": "instance \"<instance>\" is in <state>"})",
       R"({"instance":"i-0123456789","state":"RUNNING",)"
       R"("instanceStatus":"instance \"i-0123456789\" is in RUNNING"})"},
      {R"({"instance": <instance>, "state": [9, <state>, true], "Transformed": "Yes"})",
       R"({"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"})"},
      {R"({"ruleArn": <aws.events.rule-arn>, "ruleName": <aws.events.rule-name>})",
       R"({"ruleArn":"arn:rule/example","ruleName":"example"})"},
      {R"("<aws.events.rule-name> triggered")", R"("example triggered")"},
      // Predefined variables.
      {R"({"at": <aws.events.event.ingestion-time>})", R"({"at":"2026-01-05T12:00:00Z"})"},
      {R"({"e": <aws.events.event>})",
       R"({"e":{"version":"0","source":"aws.ec2","resources":["arn:r"]}})"},
      {"<aws.events.event.json>", kEvent},
      // Values of other kinds.
      {R"({"c": <count>, "d": <detail>, "f": <first>})",
       R"({"c":5,"d":{"a":[1,null]},"f":"arn:r"})"},
      {R"("count <count>")", R"("count 5")"},
      {R"({"n": <nothing>, "t": "<nothing>!"})", R"({"n":"","t":"!"})"},
      {R"({"q": <quote>})", R"({"q":"a \"b\""})"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(filled(text).value_or("no JSON") == expected);
  }
}

TEST_CASE("values are not escaped within a string, so that some make no JSON") {
  CHECK_FALSE(filled(R"("it says <quote>")"));
  CHECK_FALSE(filled(R"({"d": "<detail>"})"));
}

TEST_CASE("templates that are refused") {
  CHECK_THAT(refusal("<instance> is in <state>"), Catch::Contains("not valid JSON"));
  CHECK_THAT(refusal(R"({<instance>: 1})"), Catch::Contains("not valid JSON"));
  CHECK_THAT(refusal(R"({"a": [{"x<instance>": 1}]})"), Catch::Contains("object key"));
  CHECK_THAT(refusal(R"("<unknown>")"), Catch::Contains("<unknown>"));
  CHECK_THAT(refusal(R"("a < b")"), Catch::Contains("without its >"));
  CHECK_THAT(refusal(""), Catch::Contains("1 to 8192"));
  CHECK_THAT(refusal('"' + std::string(8191, 'x') + '"'), Catch::Contains("8192"));
  CHECK_THAT(refusal(std::string(4000, '[') + std::string(4000, ']')), Catch::Contains("deep"));
  CHECK_THAT(refusal("1", {{"a b", "$"}}), Catch::Contains("a b"));
  CHECK_THAT(refusal("1", {{"a", "detail"}}), Catch::Contains("JSONPath"));
  CHECK_THAT(refusal("1", {{"a", "$['detail']"}}), Catch::Contains("JSONPath"));
  CHECK_THAT(refusal("1", {{"a", "$." + std::string(255, 'x')}}), Catch::Contains("JSONPath"));
  const auto wildcard = InputTransformer::parse({{"a", "$.detail.*"}}, "1");
  CHECK(wildcard.error().not_modelled);
  Paths many;
  for (int i = 0; i < 100; ++i) many["v" + std::to_string(i)] = "$";
  CHECK(InputTransformer::parse(many, "1").has_value());
  many["one-more"] = "$";
  CHECK_THAT(refusal("1", many), Catch::Contains("100"));
}

TEST_CASE("a target's transformer, from PutTargets to the function") {
  Fixture f;
  f.rule_with_target("r", kCloudWatch,
                     {{"InputTransformer",
                       {{"InputPathsMap", {{"state", "$.detail.state.value"}}},
                        {"InputTemplate", R"({"state": <state>, "by": "<aws.events.rule-name>",
                               "at": <aws.events.event.ingestion-time>})"}}}});
  f.runtime.run_for(4s);
  f.send();
  f.runtime.run_for(1s);
  REQUIRE(f.target.calls.size() == 1);
  CHECK(f.target.calls[0].payload == R"({"state":"ALARM","by":"r","at":"2026-01-05T12:00:04Z"})");
}

TEST_CASE("D9 a transformer that makes no JSON of an event fails the hand-over, without a retry") {
  Fixture f;
  f.rule_with_target(
      "r", kCloudWatch,
      {{"DeadLetterConfig", {{"Arn", kQueue}}},
       {"InputTransformer",
        {{"InputPathsMap", {{"text", "$.detail.text"}}}, {"InputTemplate", R"("<text>")"}}}});
  f.send("aws.cloudwatch", {{"text", "a \"quote\""}});
  f.runtime.run_for(1h);
  CHECK(f.target.calls.empty());
  REQUIRE(f.queues.messages.size() == 1);
  CHECK(f.queues.messages[0].attributes.at("ERROR_CODE") == "INVALID_JSON");
}
