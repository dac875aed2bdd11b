// Wall times, JSON strings, Base64 and percent-encoding.
#include "runtime/base64.hpp"
#include "runtime/json.hpp"
#include "runtime/json_text.hpp"
#include "runtime/percent.hpp"
#include "runtime/rng.hpp"
#include "runtime/wall_time.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;

namespace {

WallTime noon() {
  return WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 5)) + std::chrono::hours(12);
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

TEST_CASE("both ways of writing a JSON string write the same, within the bound") {
  const std::string alphabet = "abcdefghijklmnop\"\\\n\t\x01\x1f \x7f\xc3\xa9";
  Rng rng(1, "text");
  for (int round = 0; round < 5000; ++round) {
    std::string text(rng.below(30), 'x');
    // Few special characters, so that all of the copied words' paths are taken.
    for (char& c : text) {
      if (rng.below(8) == 0) c = alphabet[rng.below(alphabet.size())];
    }
    std::string expected;
    append_json_string(expected, text);
    std::string buffer(json_string_bound(text.size()), '?');
    const char* end = write_json_string(buffer.data(), text);
    buffer.resize(static_cast<std::size_t>(end - buffer.data()));
    REQUIRE(buffer == expected);
  }
}

TEST_CASE("a JSON string without escapes is found where it lies, any other is not") {
  const auto end_in = [](const std::string& text) {
    const char* const end = text.data() + text.size();
    const char* const close = end_of_plain_json_string(text.data(), end);
    return close == nullptr ? std::string::npos : static_cast<std::size_t>(close - text.data());
  };
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string plain(size, 'x');
    for (const char* after :
         {"", ",", ",\"key\":\"value\"}", "\xc3\xa9 and much more than a block"}) {
      INFO(size << after);
      CHECK(end_in('"' + plain + '"' + after) == size + 1);
      CHECK(end_in('"' + plain + "\\\"\"" + after) == std::string::npos);
      CHECK(end_in('"' + plain + "\n\"" + after) == std::string::npos);
      CHECK(end_in(plain + '"' + after) ==
            (size == 0 ? end_in('"' + std::string(after)) : std::string::npos));
    }
    CHECK(end_in('"' + plain) == std::string::npos);
  }
  CHECK(end_in("") == std::string::npos);
  CHECK(end_in("12") == std::string::npos);
}

TEST_CASE("wall times are written in UTC, cut off below their unit") {
  CHECK(format_iso8601_seconds(noon() + 999ms) == "2026-01-05T12:00:00Z");
  CHECK(format_iso8601_millis(noon() + 7ms + 999us) == "2026-01-05T12:00:00.007Z");
  CHECK(format_amz_date(noon() + 61s) == "20260105T120101Z");
  CHECK(epoch_seconds(noon() + 250ms) == 1767614400.25);
  const CivilTime fields = civil(noon() - 1ms);
  CHECK(fields.day == 5);
  CHECK(fields.hour == 11);
  CHECK(fields.millis == 999);
  CHECK(format_iso8601_millis(WallTime(-1ms)) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("the Date of HTTP is written as RFC 9110 5.6.7 wants it") {
  CHECK(format_http_date(noon() + 999ms) == "Mon, 05 Jan 2026 12:00:00 GMT");
  CHECK(format_http_date(noon() + 26 * 24h - 1s) == "Sat, 31 Jan 2026 11:59:59 GMT");
  CHECK(format_http_date(WallTime(-1ms)) == "Wed, 31 Dec 1969 23:59:59 GMT");
  HttpDate date;
  CHECK(date.at(WallTime()) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(date.at(noon() + 999ms) == "Mon, 05 Jan 2026 12:00:00 GMT");
  CHECK(date.at(noon() + 1s) == "Mon, 05 Jan 2026 12:00:01 GMT");
  CHECK(date.at(noon()) == "Mon, 05 Jan 2026 12:00:00 GMT");
}

TEST_CASE("wall times are read back, and nothing else is") {
  CHECK(parse_amz_date("20260105T120000Z") == noon());
  CHECK(parse_iso8601("2026-01-05T12:00:00Z") == noon());
  CHECK(parse_iso8601("2026-01-05T12:00:00.5Z") == noon() + 500ms);
  for (const char* wrong : {"", "20260105T120000", "20261305T120000Z", "20260230T120000Z",
                            "20260105T240000Z", "20260105T120000Z ", "2026-01-05T12:00:00Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_amz_date(wrong));
  }
  for (const char* wrong : {"2026-01-05T12:00:00", "2026-01-05T12:00:00.Z", "2026-01-05 12:00:00Z",
                            "2026-01-05T12:00:00+01:00", "2026-01-05T12:00:00.5xZ"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_iso8601(wrong));
  }
}

TEST_CASE("a JSON string escapes what JSON demands, wherever it stands") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("a\"b\\c\n\t\x01\x1f") == R"("a\"b\\c\n\t\u0001\u001f")");
  CHECK(json_string("\x7f\xc3\xa9/") == "\"\x7f\xc3\xa9/\"");
  // At every offset from the eight bytes that are looked at together.
  for (std::size_t before = 0; before < 20; ++before) {
    for (const char special : {'"', '\\', '\n', '\0', ' ', '!', '\x7f'}) {
      const std::string text = std::string(before, 'x') + special + std::string(9, 'y');
      CAPTURE(before, static_cast<int>(special));
      CHECK(Json::parse(json_string(text)).get<std::string>() == text);
    }
  }
}

TEST_CASE("Base64 follows RFC 4648's vectors") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64_encode(bytes) == text);
    CHECK(base64_decode(text) == std::string(bytes));
  }
  std::string all(256, '\0');
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
  CHECK(base64_decode(base64_encode(all)) == all);
}

TEST_CASE("Base64 that is not canonical is refused") {
  for (const char* wrong : {"Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v\n", "Zm 9v",
                            "Zh==", "Zm9=", "Zg==Zg==", "Zm-_", "=Zg="}) {
    CAPTURE(wrong);
    CHECK_FALSE(base64_decode(wrong));
  }
}

TEST_CASE("percent-encoding keeps the unreserved and writes upper-case hex") {
  CHECK(percent_encode("aZ09-_.~") == "aZ09-_.~");
  CHECK(percent_encode("a b/c+\xc3\xa9") == "a%20b%2Fc%2B%C3%A9");
  CHECK(percent_encode_path("/a b/c:d") == "/a%20b/c%3Ad");
  CHECK(percent_decode("a%20b%2fc+") == "a b/c+");
  CHECK(form_decode("a+b%2B") == "a b+");
  for (const char* wrong : {"%", "%2", "%zz", "a%2"}) CHECK_FALSE(percent_decode(wrong));
}

TEST_CASE("a form is read in its order and written again") {
  const FormFields expected = {{"a", "1"}, {"b", ""}, {"c", "x y"}, {"a", "2=3"}};
  CHECK(parse_form("a=1&b&&c=x+y&a=2=3&") == expected);
  CHECK(encode_form(expected) == "a=1&b=&c=x%20y&a=2%3D3");
  CHECK_FALSE(parse_form("a=%"));
  CHECK(normalise_query("b=2&a=%2f&acl&a=$") == "a=%24&a=%2F&acl=&b=2");
}
