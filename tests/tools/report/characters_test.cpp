#include "tools/report/characters.hpp"

#include "tests/support/catch.hpp"

using namespace spillway;
using report::printable;
using report::xml;

namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

}

TEST_CASE("XML escapes its own characters and keeps the rest of UTF-8") {
  CHECK(xml("a < b && \"c\" > d") == "a &lt; b &amp;&amp; &quot;c&quot; &gt; d");
  CHECK(xml("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") ==
        "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
  CHECK(xml("tab\tline\nend\r") == "tab&#9;line&#10;end&#13;");
}

TEST_CASE("what XML 1.0 cannot hold becomes U+FFFD") {
  CHECK(xml(std::string("a\0b", 3)) == "a" + kReplacement + "b");
  CHECK(xml("\x01\x08\x0B\x1F") == kReplacement + kReplacement + kReplacement + kReplacement);
  CHECK(xml("\xEF\xBF\xBE") == kReplacement);  // U+FFFE
  CHECK(xml("\xEF\xBF\xBF") == kReplacement);
  CHECK(xml(kReplacement) == kReplacement);
  CHECK(xml("\xEF\xBF\xBC") == "\xEF\xBF\xBC");  // U+FFFC, a neighbour
  CHECK(xml("\x7F") == "\x7F");                  // discouraged, but allowed
}

TEST_CASE("what is not UTF-8 becomes U+FFFD, a byte at a time, and what follows is read again") {
  CHECK(xml("a\xFFz") == "a" + kReplacement + "z");
  CHECK(xml("\x80z") == kReplacement + "z");              // a continuation without a beginning
  CHECK(xml("\xC3") == kReplacement);                     // cut off
  CHECK(xml("\xE2\x82") == kReplacement + kReplacement);  // cut off
  CHECK(xml("\xC3<") == kReplacement + "&lt;");           // cut short by a character of its own
  CHECK(xml("\xC0\xBC") == kReplacement + kReplacement);  // an overlong '<'
  CHECK(xml("\xED\xA0\x80") == kReplacement + kReplacement + kReplacement);  // a surrogate
  CHECK(xml("\xF4\x90\x80\x80") ==
        kReplacement + kReplacement + kReplacement + kReplacement);  // past U+10FFFF
}

TEST_CASE("a terminal gets no control characters") {
  CHECK(printable("a\x1B[31mb\nc\x7F") == "a [31mb c ");
  CHECK(printable("\xC2\x9B"
                  "31m") == " 31m");  // U+009B begins a sequence too
  CHECK(printable("\xC3\xA9\xFF") == "\xC3\xA9" + kReplacement);
  CHECK(report::printable_lines("a\x1B\n  b\n") == "a \n  b\n");
  CHECK(report::printable_lines("").empty());
}
