// aws-facts D: the pattern language. Each operator against values that match and that do not.
#include "emulator/eventbridge/pattern.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::eventbridge;

namespace {

Pattern parse(const std::string& text) {
  auto pattern = Pattern::parse(text);
  INFO(text << ": " << (pattern.has_error() ? pattern.error().message : ""));
  REQUIRE(pattern.has_value());
  return *pattern;
}

bool matches(const std::string& pattern, const std::string& event) {
  return parse(pattern).matches(Json::parse(event));
}

// A leaf pattern against one value of the field "a".
bool leaf(const std::string& alternatives, const std::string& value) {
  return matches(R"({"a": )" + alternatives + "}", R"({"a": )" + value + "}");
}

std::string error(const std::string& pattern) {
  const auto result = Pattern::parse(pattern);
  INFO(pattern);
  REQUIRE(result.has_error());
  return result.error().message;
}

const char* const kAlarmEvent = R"({"version": "0", "id": "1", "source": "aws.cloudwatch",
  "detail-type": "CloudWatch Alarm State Change", "account": "123456789012",
  "resources": ["arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high"],
  "detail": {"alarmName": "high", "state": {"value": "ALARM"},
             "previousState": {"value": "OK"}}})";

}  // namespace

TEST_CASE("D the pattern for this system") {
  const std::string with = R"({"source": ["aws.cloudwatch"],
    "detail-type": ["CloudWatch Alarm State Change"],
    "resources": ["arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high"],
    "detail": {"state": {"value": [)";
  CHECK(matches(with + R"("ALARM"]}}})", kAlarmEvent));
  CHECK(matches(with + R"("OK", "ALARM"]}}})", kAlarmEvent));
  CHECK_FALSE(matches(with + R"("OK"]}}})", kAlarmEvent));
}

TEST_CASE("D H4 without a filter of the state, the rule runs on INSUFFICIENT_DATA too") {
  const std::string pattern = R"({"source": ["aws.cloudwatch"]})";
  CHECK(matches(pattern, R"({"source": "aws.cloudwatch",
                             "detail": {"state": {"value": "INSUFFICIENT_DATA"}}})"));
  CHECK_FALSE(matches(R"({"detail": {"state": {"value": ["OK", "ALARM"]}}})",
                      R"({"detail": {"state": {"value": "INSUFFICIENT_DATA"}}})"));
}

TEST_CASE("D different keys AND, alternatives OR, a missing field does not match") {
  const std::string pattern = R"({"a": [1, 2], "b": [3]})";
  CHECK(matches(pattern, R"({"a": 2, "b": 3, "c": 4})"));
  CHECK_FALSE(matches(pattern, R"({"a": 2, "b": 4})"));
  CHECK_FALSE(matches(pattern, R"({"a": 2})"));
}

TEST_CASE("D plain values are exact and typed by their JSON text") {
  CHECK(leaf(R"(["1"])", R"("1")"));
  CHECK_FALSE(leaf(R"(["1"])", "1"));
  CHECK_FALSE(leaf("[1]", R"("1")"));
  CHECK_FALSE(leaf("[300]", "300.0"));
  CHECK(leaf("[300.0]", "300.0"));
  CHECK(leaf("[true]", "true"));
  CHECK_FALSE(leaf("[true]", R"("true")"));
  CHECK(leaf("[null]", "null"));
  CHECK_FALSE(leaf("[null]", R"("")"));
  CHECK_FALSE(leaf("[null]", "[]"));
  CHECK_FALSE(leaf(R"(["OK"])", R"("ok")"));
  CHECK(leaf(R"(["a\"b\u00e9"])", R"("a\"bé")"));
}

TEST_CASE("D an event's array matches if any element does") {
  CHECK(leaf(R"(["x", "y"])", R"(["a", "y"])"));
  CHECK_FALSE(leaf(R"(["x"])", R"(["a", "y"])"));
  CHECK(leaf(R"(["x"])", R"([["x"]])"));
}

TEST_CASE("D prefix and suffix, with and without case") {
  CHECK(leaf(R"([{"prefix": "arn:"}])", R"("arn:aws")"));
  CHECK_FALSE(leaf(R"([{"prefix": "arn:"}])", R"("xarn:")"));
  CHECK_FALSE(leaf(R"([{"prefix": "1"}])", "12"));
  CHECK(leaf(R"([{"prefix": {"equals-ignore-case": "ARN"}}])", R"("arn:aws")"));
  CHECK_FALSE(leaf(R"([{"prefix": {"equals-ignore-case": "ARN"}}])", R"("ar")"));
  CHECK(leaf(R"([{"suffix": ".png"}])", R"("a.png")"));
  CHECK_FALSE(leaf(R"([{"suffix": ".png"}])", R"("a.PNG")"));
  CHECK(leaf(R"([{"suffix": {"equals-ignore-case": ".png"}}])", R"("a.PNG")"));
}

TEST_CASE("D equals-ignore-case") {
  CHECK(leaf(R"([{"equals-ignore-case": "alarm"}])", R"("ALARM")"));
  CHECK_FALSE(leaf(R"([{"equals-ignore-case": "alarm"}])", R"("ALARMS")"));
}

TEST_CASE("D wildcard") {
  CHECK(leaf(R"([{"wildcard": "a*b"}])", R"("ab")"));
  CHECK(leaf(R"([{"wildcard": "a*b"}])", R"("axxbxb")"));
  CHECK_FALSE(leaf(R"([{"wildcard": "a*b"}])", R"("axxbx")"));
  CHECK(leaf(R"([{"wildcard": "*x*y*"}])", R"("1x2y3")"));
  CHECK_FALSE(leaf(R"([{"wildcard": "*x*y*"}])", R"("1y2x3")"));
  CHECK(leaf(R"([{"wildcard": "a\\*b"}])", R"("a*b")"));
  CHECK_FALSE(leaf(R"([{"wildcard": "a\\*b"}])", R"("axb")"));
  CHECK(leaf(R"([{"wildcard": "a\\\\*"}])", R"("a\\rest")"));
  CHECK(leaf(R"([{"wildcard": "*"}])", R"("")"));
  CHECK_THAT(error(R"({"a": [{"wildcard": "a**"}]})"), Catch::Contains("Consecutive wildcard"));
  CHECK_THAT(error(R"({"a": [{"wildcard": "a\\b"}]})"), Catch::Contains("Invalid escape"));
  CHECK_THAT(error(R"({"a": [{"wildcard": "a\\"}]})"), Catch::Contains("Invalid escape"));
}

TEST_CASE("D anything-but: a value, a list, and every text operator") {
  CHECK(leaf(R"([{"anything-but": "x"}])", R"("y")"));
  CHECK_FALSE(leaf(R"([{"anything-but": "x"}])", R"("x")"));
  CHECK(leaf(R"([{"anything-but": "1"}])", "1"));
  CHECK_FALSE(leaf(R"([{"anything-but": ["x", "y"]}])", R"("y")"));
  CHECK(leaf(R"([{"anything-but": [100, 200]}])", "300"));
  CHECK_FALSE(leaf(R"([{"anything-but": [100, 200]}])", "200.0"));
  CHECK(leaf(R"([{"anything-but": 100}])", "true"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"prefix": "init"}}])", R"("initial")"));
  CHECK(leaf(R"([{"anything-but": {"prefix": ["a", "b"]}}])", R"("c")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"prefix": ["a", "b"]}}])", R"("bc")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"suffix": "x"}}])", R"("ax")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"equals-ignore-case": ["X", "Y"]}}])", R"("y")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"wildcard": "*x*"}}])", R"("axb")"));
  CHECK(leaf(R"([{"anything-but": {"wildcard": "*x*"}}])", R"("ab")"));
}

TEST_CASE("D anything-but needs the field to be there; of an array one other element is enough") {
  CHECK_FALSE(matches(R"({"a": [{"anything-but": "x"}]})", R"({"b": 1})"));
  CHECK(leaf(R"([{"anything-but": "x"}])", R"(["x", "y"])"));
}

TEST_CASE("D anything-but lists are all strings or all numbers") {
  CHECK_THAT(error(R"({"a": [{"anything-but": ["x", 1]}]})"), Catch::Contains("mixed type"));
  CHECK_THAT(error(R"({"a": [{"anything-but": []}]})"), Catch::Contains("mixed type"));
  CHECK_THAT(error(R"({"a": [{"anything-but": [null]}]})"), Catch::Contains("not supported"));
  CHECK_THAT(error(R"({"a": [{"anything-but": true}]})"), Catch::Contains("anything-but"));
  CHECK_THAT(error(R"({"a": [{"anything-but": {"exists": true}}]})"),
             Catch::Contains("Unsupported anything-but"));
  CHECK_THAT(error(R"({"a": [{"anything-but": {"prefix": ""}}]})"), Catch::Contains("Null prefix"));
}

TEST_CASE("D numeric") {
  CHECK(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "5"));
  CHECK(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "0.1"));
  CHECK_FALSE(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "0"));
  CHECK_FALSE(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "5.1"));
  CHECK(leaf(R"([{"numeric": ["=", 3.018e2]}])", "301.8"));
  CHECK(leaf(R"([{"numeric": ["<", 10]}])", "-3"));
  CHECK(leaf(R"([{"numeric": [">=", 10]}])", "10"));
  CHECK_FALSE(leaf(R"([{"numeric": [">=", 10]}])", R"("11")"));
  CHECK(leaf(R"([{"numeric": ["<", 1e300]}])", "6e9"));
}

TEST_CASE("D numeric: what is malformed") {
  const std::pair<const char*, const char*> rows[] = {
      {R"(5)", "must be an array"},
      {R"([])", "Invalid member"},
      {R"([5])", "Invalid member"},
      {R"(["<"])", "Too many elements"},
      {R"(["~", 5])", "Unrecognized numeric range operator"},
      {R"(["<", "5"])", "must be numeric"},
      {R"(["=", 5, "<", 6])", "Too many elements"},
      {R"(["<", 5, ">", 3])", "Too many elements"},
      {R"([">", 5, ">", 6])", "Bad numeric range operator"},
      {R"([">", 5, "<", 5])", "Bottom must be less than top"},
  };
  for (const auto& [argument, message] : rows) {
    INFO(argument);
    CHECK_THAT(error(R"({"a": [{"numeric": )" + std::string(argument) + "}]}"),
               Catch::Contains(message));
  }
}

TEST_CASE("D cidr, IPv4 and IPv6") {
  CHECK(leaf(R"([{"cidr": "10.0.0.0/24"}])", R"("10.0.0.255")"));
  CHECK_FALSE(leaf(R"([{"cidr": "10.0.0.0/24"}])", R"("10.0.1.0")"));
  CHECK(leaf(R"([{"cidr": "10.0.0.77/24"}])", R"("10.0.0.1")"));
  CHECK(leaf(R"([{"cidr": "0.0.0.0/0"}])", R"("1.2.3.4")"));
  CHECK_FALSE(leaf(R"([{"cidr": "0.0.0.0/0"}])", R"("::1")"));
  CHECK(leaf(R"([{"cidr": "2001:db8::/32"}])", R"("2001:db8:1::5")"));
  CHECK_FALSE(leaf(R"([{"cidr": "2001:db8::/32"}])", R"("2001:db9::5")"));
  CHECK_FALSE(leaf(R"([{"cidr": "10.0.0.0/24"}])", R"("no address")"));
  for (const char* bad : {"10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.256/8", "::1::/64", "/8",
                          "1:2:3:4:5:6:7/64", "10.0.0.0/-1"}) {
    CHECK_THAT(error(R"({"a": [{"cidr": ")" + std::string(bad) + R"("}]})"),
               Catch::Contains("Malformed CIDR"));
  }
}

TEST_CASE("D exists speaks of leaves only") {
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

TEST_CASE("D $or") {
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

TEST_CASE("D $or needs two objects or more, no reserved names, at most 1000 combinations") {
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

TEST_CASE("D array index consistency across fields") {
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

TEST_CASE("D a duplicate key: the last one wins") {
  CHECK(leaf(R"([1], "a": [2])", "2"));
  CHECK_FALSE(leaf(R"([1], "a": [2])", "1"));
}

TEST_CASE("a dotted name and nested names are the same field") {
  CHECK(matches(R"({"a.b": [1]})", R"({"a": {"b": 1}})"));
  CHECK(matches(R"({"a": {"b": [1]}})", R"({"a.b": 1})"));
}

TEST_CASE("D patterns that are not valid, and why") {
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

TEST_CASE("D at most 4096 bytes; and a bounded depth") {
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
