#include "emulator/document/units.hpp"

#include <optional>
#include <string>

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::document;
using namespace std::chrono_literals;

namespace {

template <class T>
std::string error_of(const Parsed<T>& parsed) {
  return parsed ? "accepted" : parsed.error();
}

}  // namespace

TEST_CASE("durations are numbers with units") {
  CHECK(*parse_duration("250ms") == 250ms);
  CHECK(*parse_duration("15s") == 15s);
  CHECK(*parse_duration("1m30s") == 90s);
  CHECK(*parse_duration("1.5h") == 90min);
  CHECK(*parse_duration("2d") == 48h);
  CHECK(*parse_duration("0s") == 0s);
  CHECK(*parse_duration("90m") == 90min);
  CHECK(*parse_duration("0.1s") == 100ms);
  CHECK(*parse_duration("1h0.5s") == 1h + 500ms);
  CHECK(*parse_duration("1.5us") == 1500ns);
  CHECK(*parse_duration("106751d") == 24h * 106751);
}

TEST_CASE("a bare number is refused with its remedy") {
  CHECK(error_of(parse_duration("15")) == "'15' has no unit; write 15s");
  CHECK(error_of(parse_rate("20")) == "'20' has no unit; write 20/s");
  CHECK(error_of(parse_ratio("20")) == "'20' has no unit; write 20%");
  CHECK(error_of(parse_ratio("0.2")) == "'0.2' has no unit; write a percentage, such as 20%");
  CHECK(error_of(parse_size("900")) == "'900' has no unit; write 900MB or 900B");
}

TEST_CASE("what is no duration is refused") {
  for (const char* text : {"",
                           "s",
                           "1s1s",
                           "30s1m",
                           "1.5m30s",
                           "1.s",
                           ".5s",
                           "-5s",
                           "+5s",
                           "5 s",
                           "5S",
                           "1e3s",
                           "nan",
                           "inf",
                           "1x",
                           "1.0000000001s",
                           "106752d",
                           "5sec",
                           "99999999999999999999999999999999999999999999s",
                           "0.00000000000000000000000000000000000000001s",
                           "1s "}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
  CHECK(error_of(parse_duration("5min")) ==
        "'5min' has an unknown unit 'min'; known are d, h, m, s, ms, us, ns");
  CHECK(error_of(parse_duration("-5s")) == "'-5s' is negative; a duration never is");
  CHECK(error_of(parse_duration("soon")) ==
        "'soon' is not a duration; write it like 250ms, 15s, 1m30s, 1.5h or 2d");
  CHECK(error_of(parse_duration("106752d")) == "'106752d' is too large; at most 292 years");
}

TEST_CASE("rates are per second, minute or hour") {
  CHECK(*parse_rate("20/s") == 20);
  CHECK(*parse_rate("90/m") == 1.5);
  CHECK(*parse_rate("1800/h") == 0.5);
  CHECK(*parse_rate("0/s") == 0);
  CHECK(*parse_rate("0.25/s") == 0.25);
  for (const char* text : {"", "/s", "20/", "20/d", "-1/s", "nan/s", "inf/s", "1e9/s", "20 /s",
                           "20/S", "2000000000/s"}) {
    INFO(text);
    CHECK_FALSE(parse_rate(text).has_value());
  }
  CHECK_FALSE(parse_rate(std::string(400, '9') + "/s").has_value());
}

TEST_CASE("ratios are percentages from 0 to 100") {
  CHECK(*parse_ratio("20%") == 0.2);
  CHECK(*parse_ratio("0.5%") == 0.005);
  CHECK(*parse_ratio("100%") == 1);
  CHECK(*parse_ratio("0%") == 0);
  for (const char* text : {"", "%", "100.1%", "-1%", "20 %", "nan%", "20%%"}) {
    INFO(text);
    CHECK_FALSE(parse_ratio(text).has_value());
  }
}

TEST_CASE("sizes are bytes, in decimal or binary multiples") {
  CHECK(*parse_size("0B") == 0);
  CHECK(*parse_size("900MB") == 900'000'000);
  CHECK(*parse_size("1.5GB") == 1'500'000'000);
  CHECK(*parse_size("64KiB") == 65536);
  CHECK(*parse_size("1.5KiB") == 1536);
  for (const char* text :
       {"", "MB", "1.5B", "0.3KiB", "-1MB", "900mb", "900 MB", "9999999999TB", "1PB"}) {
    INFO(text);
    CHECK_FALSE(parse_size(text).has_value());
  }
}

TEST_CASE("durations are printed as people write them, and read back the same") {
  CHECK(format_duration(90s) == "1m30s");
  CHECK(format_duration(250ms) == "250ms");
  CHECK(format_duration(0s) == "0s");
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(48h) == "2d");
  CHECK(format_duration(1h + 5ms) == "1h5ms");
  CHECK(format_duration(1500ns) == "1.5us");
  CHECK(format_duration(-90s) == "-1m30s");
  for (const std::int64_t ns :
       {std::int64_t{1}, std::int64_t{999}, std::int64_t{1001}, std::int64_t{86'400'000'000'001},
        std::int64_t{61'000'000'050}, INT64_MAX}) {
    const std::string text = format_duration(Duration(ns));
    INFO(text);
    REQUIRE(parse_duration(text).has_value());
    CHECK(parse_duration(text)->count() == ns);
  }
}
