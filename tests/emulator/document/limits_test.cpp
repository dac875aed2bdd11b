// What no document may be, however it is written.
#include <string>

#include "tests/emulator/document/parsing.hpp"

using namespace spillway;
using namespace spillway::document;

TEST_CASE("what no document may be is refused with its place") {
  struct Row {
    std::string text;
    const char* refusal;
  };
  const Row rows[] = {
      {"a: 1\nb:\n  c: 1\n  c: 2\n", "4:3: b: the key 'c' is there twice"},
      {"a: 1\n'a': 2\n", "2:1: the key 'a' is there twice"},
      {"1: a\n'1': b\n", "2:1: the key '1' is there twice"},
      {"x:\n  - ? [1, 2]\n    : b\n", "2:7: x[0]: a key must be a scalar, not a list or mapping"},
      {"? {a: 1}\n: b\n", "1:3: a key must be a scalar, not a list or mapping"},
      {"~: 1\n", "1:1: a key must not be empty"},
      {"!Ref a: 1\n", "1:1: a key must not have a tag (!Ref)"},
      {"a: 1\n---\nb: 2\n", "2:1: there is more than one document"},
      {"a: [1, 2\nb: 3\n", ""},
      {"a:\n\t- b\n", ""},
      {"a: *nobody\n", "1:4: a: this is not YAML: the referenced anchor is not defined"},
      {"a: &x [*x]\n", "1:8: a[0]: this alias stands inside of what it names"},
      {"a: !!binary aGk=\n",
       "1:4: a: the tag <tag:yaml.org,2002:binary> is not known or does not fit"},
      {"a: !!int x\n", "1:4: a: the tag <tag:yaml.org,2002:int> is not known or does not fit"},
      {"a: !!set {x: 1}\n", "1:4: a: the tag <tag:yaml.org,2002:set> is not known or does not fit"},
      {"<<: 3\n", "1:5: <<: the value of '<<' must be a mapping or a list of mappings"},
      {"é: \xff", "1:4: the text is not UTF-8 here"},
      {"a: \xc0\x80", "1:4: the text is not UTF-8 here"},
      {"a: \xed\xa0\x80", "1:4: the text is not UTF-8 here"},
      {"a: \xf4\x90\x80\x80", "1:4: the text is not UTF-8 here"},
      {"a: \xe2\x82", "1:4: the text is not UTF-8 here"},
      {std::string("a: 1\nb: \0", 9), "2:4: the text holds a NUL character"},
      {"a: \x04 b", "1:4: the text holds a control character"},
  };
  for (const auto& row : rows) {
    const std::string refusal = refused(row.text);
    INFO(row.text << " -> " << refusal);
    if (*row.refusal != '\0') {
      CHECK(refusal == row.refusal);
    } else {
      CHECK(refusal.find("this is not YAML") != std::string::npos);
    }
  }
}

TEST_CASE("nesting is limited to 100 levels, in flow and block style and in JSON") {
  for (const std::string file : {"t.yaml", "t.json"}) {
    parsed(repeated("[", 100) + "1" + repeated("]", 100), file);
    CHECK(refused(repeated("[", 101) + repeated("]", 101), file)
              .find("nested more than 100 levels deep") != std::string::npos);
    CHECK(refused(repeated("[", 1'000'000), file).find("nested more than 100 levels deep") !=
          std::string::npos);
  }
  CHECK(refused(repeated("- ", 200'000) + "x").starts_with("1:201: "));
  std::string blocks;
  for (int level = 0; level < 150; ++level) {
    blocks += std::string(static_cast<std::size_t>(level), ' ') + "a:\n";
  }
  CHECK(refused(blocks).starts_with("101:101: a.a.a."));
  parsed("{a: '" + std::string(3000, 'x') + "', b: {c: 1}}");
  CHECK(refused("&a " + repeated("[", 60) + repeated("]", 60)).find("accepted") == 0);
  CHECK(refused("x: &a " + repeated("[", 60) + repeated("]", 60) + "\ny: " + repeated("[", 60) +
                "*a" + repeated("]", 60))
            .find("nested more than") != std::string::npos);
}

TEST_CASE("an alias bomb is refused and does not fill the memory") {
  std::string nodes = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    nodes += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 1; k < 10; ++k) nodes += ", " + before;
    nodes += "]\n";
  }
  CHECK(refused(nodes).find("too large once its aliases are expanded") != std::string::npos);
  const std::string text =
      "a: &a '" + std::string(1'000'000, 'x') + "'\nb: [" + repeated("*a, ", 1000) + "*a]\n";
  CHECK(refused(text).find("too large once its aliases are expanded") != std::string::npos);
}

TEST_CASE("a file over 16 MiB is refused") {
  const std::string text = "a: '" + std::string(16U << 20U, 'x') + "'";
  CHECK(refused(text) == " the file is larger than 16 MiB");
}

TEST_CASE("no mutilated text crashes the reader") {
  const std::string seeds[] = {
      "a: &x {b: [1, 'two', \"th\\u00e9\"], c: !Ref d}\n<<: *x\ne: |\n  text\n",
      R"({"a": [1, -2.5e3, {"b": "\ud83d\ude00"}], "c": null})"};
  const std::string_view alphabet = "{}[]:,-?&*!|>'\"%@`#\n\t \\ax0~<";
  std::uint32_t state = 1;
  const auto random = [&state] { return (state = state * 1664525U + 1013904223U) >> 8U; };
  int accepted = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = seeds[round % 2];
    for (std::uint32_t edits = random() % 6 + 1; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) {
        text.erase(at, random() % 4 + 1);
      } else {
        text.insert(at, 1, alphabet[random() % alphabet.size()]);
      }
      if (text.empty()) text = "x";
    }
    const auto result = document::parse(text, round % 2 == 0 ? "t.yaml" : "t.json");
    if (result) {
      ++accepted;
    } else if (result.error()[0].line < 1) {
      FAIL(text);
    }
  }
  CHECK(accepted > 0);
  CHECK(accepted < 4000);
}
