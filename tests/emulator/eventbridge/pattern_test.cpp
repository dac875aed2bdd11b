// aws-facts D: the pattern language. Each operator against values that match and that do not.
#include "tests/emulator/eventbridge/pattern_fixture.hpp"

using namespace spillway;
using namespace spillway::eventbridge;

namespace {

const char* const kAlarmEvent = R"({"version": "0", "id": "1", "source": "aws.cloudwatch",
  "detail-type": "CloudWatch Alarm State Change", "account": "123456789012",
  "resources": ["arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high"],
  "detail": {"alarmName": "high", "state": {"value": "ALARM"},
             "previousState": {"value": "OK"}}})";

}  // namespace

TEST_CASE("D13 the pattern for this system") {
  const std::string with = R"({"source": ["aws.cloudwatch"],
    "detail-type": ["CloudWatch Alarm State Change"],
    "resources": ["arn:aws:cloudwatch:sa-east-1:123456789012:alarm:high"],
    "detail": {"state": {"value": [)";
  CHECK(matches(with + R"("ALARM"]}}})", kAlarmEvent));
  CHECK(matches(with + R"("OK", "ALARM"]}}})", kAlarmEvent));
  CHECK_FALSE(matches(with + R"("OK"]}}})", kAlarmEvent));
}

TEST_CASE("D13 H4 without a filter of the state, the rule runs on INSUFFICIENT_DATA too") {
  const std::string pattern = R"({"source": ["aws.cloudwatch"]})";
  CHECK(matches(pattern, R"({"source": "aws.cloudwatch",
                             "detail": {"state": {"value": "INSUFFICIENT_DATA"}}})"));
  CHECK_FALSE(matches(R"({"detail": {"state": {"value": ["OK", "ALARM"]}}})",
                      R"({"detail": {"state": {"value": "INSUFFICIENT_DATA"}}})"));
}

TEST_CASE("D1 different keys AND, alternatives OR, a missing field does not match") {
  const std::string pattern = R"({"a": [1, 2], "b": [3]})";
  CHECK(matches(pattern, R"({"a": 2, "b": 3, "c": 4})"));
  CHECK_FALSE(matches(pattern, R"({"a": 2, "b": 4})"));
  CHECK_FALSE(matches(pattern, R"({"a": 2})"));
}

TEST_CASE("D1 plain values are exact and typed by their JSON text") {
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
  CHECK(leaf("[false]", "false"));
  CHECK_FALSE(leaf("[false]", "0"));
  CHECK_FALSE(leaf("[false]", "null"));
  CHECK(leaf(R"(["a\"b\u00e9"])", R"("a\"bé")"));
}

TEST_CASE("D1 an event's array matches if any element does") {
  CHECK(leaf(R"(["x", "y"])", R"(["a", "y"])"));
  CHECK_FALSE(leaf(R"(["x"])", R"(["a", "y"])"));
  CHECK(leaf(R"(["x"])", R"([["x"]])"));
}

TEST_CASE("D2 prefix and suffix, with and without case") {
  CHECK(leaf(R"([{"prefix": "arn:"}])", R"("arn:aws")"));
  CHECK_FALSE(leaf(R"([{"prefix": "arn:"}])", R"("xarn:")"));
  CHECK_FALSE(leaf(R"([{"prefix": "1"}])", "12"));
  CHECK(leaf(R"([{"prefix": {"equals-ignore-case": "ARN"}}])", R"("arn:aws")"));
  CHECK_FALSE(leaf(R"([{"prefix": {"equals-ignore-case": "ARN"}}])", R"("ar")"));
  CHECK(leaf(R"([{"suffix": ".png"}])", R"("a.png")"));
  CHECK_FALSE(leaf(R"([{"suffix": ".png"}])", R"("a.PNG")"));
  CHECK(leaf(R"([{"suffix": {"equals-ignore-case": ".png"}}])", R"("a.PNG")"));
}

TEST_CASE("D2 equals-ignore-case") {
  CHECK(leaf(R"([{"equals-ignore-case": "alarm"}])", R"("ALARM")"));
  CHECK_FALSE(leaf(R"([{"equals-ignore-case": "alarm"}])", R"("ALARMS")"));
}

TEST_CASE("D2 wildcard") {
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

TEST_CASE("D2 anything-but: a value, a list, and every text operator") {
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
  CHECK_FALSE(leaf(R"([{"anything-but": {"suffix": ["x", "y"]}}])", R"("ay")"));
  CHECK(leaf(R"([{"anything-but": {"suffix": ["x", "y"]}}])", R"("yz")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"equals-ignore-case": "X"}}])", R"("x")"));
  CHECK(leaf(R"([{"anything-but": {"equals-ignore-case": "X"}}])", R"("xx")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"wildcard": ["*x*", "z"]}}])", R"("z")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"equals-ignore-case": ["X", "Y"]}}])", R"("y")"));
  CHECK_FALSE(leaf(R"([{"anything-but": {"wildcard": "*x*"}}])", R"("axb")"));
  CHECK(leaf(R"([{"anything-but": {"wildcard": "*x*"}}])", R"("ab")"));
}

TEST_CASE("D2 anything-but needs the field to be there; of an array one other element is enough") {
  CHECK_FALSE(matches(R"({"a": [{"anything-but": "x"}]})", R"({"b": 1})"));
  CHECK(leaf(R"([{"anything-but": "x"}])", R"(["x", "y"])"));
}

TEST_CASE("D6 anything-but lists are all strings or all numbers") {
  CHECK_THAT(error(R"({"a": [{"anything-but": ["x", 1]}]})"), Catch::Contains("mixed type"));
  CHECK_THAT(error(R"({"a": [{"anything-but": []}]})"), Catch::Contains("mixed type"));
  CHECK_THAT(error(R"({"a": [{"anything-but": [null]}]})"), Catch::Contains("not supported"));
  CHECK_THAT(error(R"({"a": [{"anything-but": true}]})"), Catch::Contains("anything-but"));
  CHECK_THAT(error(R"({"a": [{"anything-but": {"exists": true}}]})"),
             Catch::Contains("Unsupported anything-but"));
  CHECK_THAT(error(R"({"a": [{"anything-but": {"prefix": ""}}]})"), Catch::Contains("Null prefix"));
}

TEST_CASE("D2 numeric") {
  CHECK(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "5"));
  CHECK(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "0.1"));
  CHECK_FALSE(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "0"));
  CHECK_FALSE(leaf(R"([{"numeric": [">", 0, "<=", 5]}])", "5.1"));
  CHECK(leaf(R"([{"numeric": ["=", 3.018e2]}])", "301.8"));
  CHECK(leaf(R"([{"numeric": ["<", 10]}])", "-3"));
  CHECK(leaf(R"([{"numeric": [">=", 10]}])", "10"));
  CHECK_FALSE(leaf(R"([{"numeric": [">=", 10]}])", R"("11")"));
}

TEST_CASE("D4 numeric takes any IEEE double, beyond the user guide's 5.0e9 and 15 digits") {
  CHECK(leaf(R"([{"numeric": ["<", 1e300]}])", "6e9"));
  CHECK(leaf(R"([{"numeric": [">", 5.0e9]}])", "5000000000.5"));
  CHECK_FALSE(leaf(R"([{"numeric": ["<", -5.0e9]}])", "-5.0e9"));
  CHECK(leaf(R"([{"numeric": ["=", 0.12345678901234567]}])", "0.12345678901234567"));
  CHECK_FALSE(leaf(R"([{"numeric": ["=", 0.12345678901234567]}])", "0.1234567890123456"));
  CHECK(leaf(R"([{"numeric": [">=", 5e-324]}])", "5e-324"));
}

TEST_CASE("D2 numeric: what is malformed") {
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

TEST_CASE("D2 cidr, IPv4 and IPv6") {
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
