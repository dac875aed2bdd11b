// aws-facts D: what patterns make of objects and arrays, and which patterns are not valid.
#include "tests/emulator/eventbridge/pattern_fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;

TEST_CASE("D2 D3 exists speaks of leaves only") {
  const std::string yes = R"({"d": {"c": [{"exists": true}]}})";
  const std::string no = R"({"d": {"c": [{"exists": false}]}})";
  CHECK(matches(yes, R"({"d": {"c": 1}})"));
  CHECK(matches(yes, R"({"d": {"c": null}})"));
  CHECK_FALSE(matches(yes, R"({"d": {}})"));
  CHECK_FALSE(matches(yes, R"({"d": {"c": {"x": 1}}})"));
  CHECK_FALSE(matches(no, R"({"d": {"c": 1}})"));
  CHECK(matches(no, R"({"d": {}})"));
  CHECK(matches(no, R"({})"));
  CHECK(matches(no, R"({"d": {"c": {"x": 1}}})"));
  CHECK(matches(R"({"a": ["x", {"exists": false}]})", R"({"b": 1})"));
  CHECK(matches(R"({"a": ["x", {"exists": false}]})", R"({"a": "x"})"));
  CHECK_FALSE(matches(R"({"a": ["x", {"exists": false}]})", R"({"a": "y"})"));
}

TEST_CASE("D2 $or") {
  const std::string pattern = R"({"s": ["x"], "$or": [{"m": [1]}, {"n": [2], "o": [3]}]})";
  CHECK(matches(pattern, R"({"s": "x", "m": 1})"));
  CHECK(matches(pattern, R"({"s": "x", "n": 2, "o": 3})"));
  CHECK_FALSE(matches(pattern, R"({"s": "x", "n": 2})"));
  CHECK_FALSE(matches(pattern, R"({"s": "y", "m": 1})"));
  const std::string nested =
      R"({"d": {"$or": [{"a": [1]}, {"b": [2], "$or": [{"c": [3]}, {"e": [4]}]}]}, "f": [5]})";
  CHECK(matches(nested, R"({"d": {"a": 1}, "f": 5})"));
  CHECK(matches(nested, R"({"d": {"b": 2, "e": 4}, "f": 5})"));
  CHECK_FALSE(matches(nested, R"({"d": {"b": 2}, "f": 5})"));
  CHECK_FALSE(matches(nested, R"({"d": {"a": 1}})"));
}

TEST_CASE("D2 D5 $or needs two objects or more, no reserved names, at most 1000 combinations") {
  CHECK_THAT(error(R"({"$or": [{"a": [1]}]})"), Catch::Contains("at least 2"));
  CHECK_THAT(error(R"({"$or": {"a": [1]}})"), Catch::Contains("must be an Array"));
  CHECK_THAT(error(R"({"$or": [1, 2]})"), Catch::Contains("Only JSON object"));
  CHECK_THAT(error(R"({"$or": [{"prefix": ["a"]}, {"b": [1]}]})"), Catch::Contains("reserved"));
  std::string ten = R"("$or": [)";
  for (int i = 0; i < 10; ++i)
    ten += (i > 0 ? "," : "") + (R"({"a)" + std::to_string(i)) + R"(":[1]})";
  ten += ']';
  const auto levels = [&](int n) {
    std::string text = "{";
    for (int i = 0; i < n; ++i)
      text += (i > 0 ? ",\"l" : "\"l") + std::to_string(i) + "\": {" + ten + "}";
    return text + "}";
  };
  CHECK(Pattern::parse(levels(3)).has_value());
  CHECK_THAT(error(levels(4)), Catch::Contains("1000"));
}

TEST_CASE("D1 array index consistency across fields") {
  const std::string pattern = R"({"employees": {"first": ["Anna"], "last": ["Jones"]}})";
  CHECK_FALSE(matches(pattern, R"({"employees": [{"first": "Anna", "last": "Smith"},
                                                 {"first": "Peter", "last": "Jones"}]})"));
  CHECK(matches(pattern, R"({"employees": [{"first": "Peter", "last": "Smith"},
                                           {"first": "Anna", "last": "Jones"}]})"));
  CHECK(matches(R"({"a": {"x": [1]}, "b": {"y": [2]}})",
                R"({"a": [{"x": 0}, {"x": 1}], "b": [{"y": 2}]})"));
  const std::string deep = R"({"t": {"m": {"p": [1], "q": [2]}, "n": [3]}})";
  CHECK(matches(deep, R"({"t": [{"m": [{"p": 0}, {"p": 1, "q": 2}], "n": 3}]})"));
  CHECK_FALSE(matches(deep, R"({"t": [{"m": [{"p": 1}, {"q": 2}], "n": 3}]})"));
  CHECK_FALSE(matches(deep, R"({"t": [{"m": [{"p": 1, "q": 2}]}, {"n": 3}]})"));
}

TEST_CASE("an event made to be hard to match is still decided quickly") {
  // Three arrays that have nothing to do with each other, and a fourth that no choice satisfies.
  Json event;
  for (const char* name : {"a", "b", "c"}) {
    for (int i = 0; i < 300; ++i) event[name].push_back({{"x", 1}});
  }
  event["d"] = Json::parse(R"([{"x": 1, "y": 2}, {"x": 2, "y": 1}])");
  const Pattern pattern =
      parse(R"({"a": {"x": [1]}, "b": {"x": [1]}, "c": {"x": [1]}, "d": {"x": [1], "y": [1]}})");
  CHECK_FALSE(pattern.matches(event));
}

TEST_CASE("D5 a duplicate key: the last one wins") {
  CHECK(leaf(R"([1], "a": [2])", "2"));
  CHECK_FALSE(leaf(R"([1], "a": [2])", "1"));
}

TEST_CASE("a dotted name and nested names are the same field") {
  CHECK(matches(R"({"a.b": [1]})", R"({"a": {"b": 1}})"));
  CHECK(matches(R"({"a": {"b": [1]}})", R"({"a.b": 1})"));
}

TEST_CASE("D1 patterns that are not valid, and why") {
  const std::pair<const char*, const char*> rows[] = {
      {"", "not valid JSON"},
      {"{", "not valid JSON"},
      {"[]", "not an object"},
      {"{}", "Empty objects are not allowed"},
      {R"({"a": {}})", "Empty objects are not allowed"},
      {R"({"a": []})", "Empty arrays are not allowed"},
      {R"({"a": "x"})", "\"a\" must be an object or an array"},
      {R"({"a": 1})", "\"a\" must be an object or an array"},
      {R"({"a": [[1]]})", "Match value must be"},
      {R"({"a": [{}]})", "expression name not found"},
      {R"({"a": [{"prefix": "x", "suffix": "y"}]})", "Only one key"},
      {R"({"a": [{"prefix": 1}]})", "must be a string"},
      {R"({"a": [{"sounds-like": "x"}]})", "Unrecognized match type sounds-like"},
      {R"({"a": [{"exists": "yes"}]})", "true or false"},
      {R"({"a": [{"cidr": 10}]})", "must be a string"},
  };
  for (const auto& [pattern, message] : rows) {
    CHECK_THAT(error(pattern), Catch::Contains(message));
  }
}

TEST_CASE("D5 at most 4096 bytes; and a bounded depth") {
  const auto of_size = [](std::size_t size) {
    const std::string frame = R"({"a": [""]})";
    return R"({"a": [")" + std::string(size - frame.size(), 'x') + R"("]})";
  };
  CHECK(Pattern::parse(of_size(4096)).has_value());
  CHECK_THAT(error(of_size(4097)), Catch::Contains("4096"));
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += R"({"a":)";
  deep += "[1]" + std::string(500, '}');
  CHECK_THAT(error(deep), Catch::Contains("deep"));
}

TEST_CASE("ignoring the case of other than ASCII is refused, not done wrongly") {
  const auto result = Pattern::parse(R"({"a": [{"equals-ignore-case": "Ärger"}]})");
  REQUIRE(result.has_error());
  CHECK(result.error().not_modelled);
}
