#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/emulator/document/parsing.hpp"

using namespace spillway;
using namespace spillway::document;

TEST_CASE("plain scalars are resolved by YAML's core schema, quoted ones are strings") {
  struct Row {
    const char* text;
    const char* json;
  };
  const Row rows[] = {
      {"~", "null"},
      {"null", "null"},
      {"NULL", "null"},
      {"''", "\"\""},
      {"'~'", "\"~\""},
      {"\"null\"", "\"null\""},
      {"true", "true"},
      {"True", "true"},
      {"FALSE", "false"},
      {"'true'", "\"true\""},
      {"yes", "\"yes\""},
      {"no", "\"no\""},
      {"on", "\"on\""},
      {"off", "\"off\""},
      {"y", "\"y\""},
      {"0", "0"},
      {"-17", "-17"},
      {"+3", "3"},
      {"0123", "123"},
      {"0x1F", "31"},
      {"0o17", "15"},
      {"1_000", "\"1_000\""},
      {"1.5", "1.5"},
      {"-.5", "-0.5"},
      {"2.", "2.0"},
      {"1e3", "1000.0"},
      {".", "\".\""},
      {"1e", "\"1e\""},
      {"1.2.3", "\"1.2.3\""},
      {"2010-09-09", "\"2010-09-09\""},
      {"20%", "\"20%\""},
      {"15s", "\"15s\""},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9.223372036854776e+18"},
      {"!!str 12", "\"12\""},
      {"!!int 12", "12"},
      {"!!float 12", "12.0"},
      {"! 12", "\"12\""},
      {"!Ref 12", "\"12\""},
      {"|\n  12\n", "\"12\\n\""},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(parsed(std::string("a: ") + row.text).find("a")->to_json().dump() == row.json);
  }
  CHECK(parsed("a:\nb: 1").find("a")->kind == Node::Kind::null);
  CHECK(parsed("b: 1\na:\n\nc: 1").find("a")->line == 2);  // where its key stands
  CHECK(parsed("a: .inf").find("a")->kind == Node::Kind::real);
  CHECK(parsed("a: 0123").find("a")->scalar == "0123");
}

TEST_CASE("members keep the order of the file, and find looks them up") {
  const Node root = parsed("z: 1\na: [x, {b: 2}]\n");
  CHECK(root.to_json().dump() == R"({"z":1,"a":["x",{"b":2}]})");
  CHECK(root.find("missing") == nullptr);
  CHECK(root.find("z")->find("z") == nullptr);
}

TEST_CASE("local tags are kept on scalars, lists and mappings") {
  const Node root =
      parsed("a: !Ref App\nb: !GetAtt App.Arn\nc: !Join ['', [x, !Ref y]]\nd: !X {e: 1}\n");
  CHECK(root.find("a")->tag == "!Ref");
  CHECK(root.find("a")->scalar == "App");
  CHECK(root.find("c")->tag == "!Join");
  CHECK(root.find("c")->items[1].items[1].tag == "!Ref");
  CHECK(root.find("d")->tag == "!X");
  CHECK(parsed("a: !Sub").find("a")->tag == "!Sub");
}

TEST_CASE("every node knows its line and its column in characters") {
  const Node root = parsed("a: 1\nlist:\n  - x\n  - 'é': ü\n    'ß': {b: c}\n");
  CHECK(place(root) == "1:1");
  CHECK(place(root.members[1].first) == "2:1");
  const Node& list = *root.find("list");
  CHECK(place(list.items[0]) == "3:5");
  CHECK(place(list.items[1]) == "4:5");
  CHECK(place(*list.items[1].find("é")) == "4:10");
  CHECK(place(*list.items[1].find("ß")->find("b")) == "5:14");
}

TEST_CASE("JSON has the same places and values as YAML") {
  const char* text =
      "{\n\t\"a\": [1, -2.5e3, true, null, \"x\"],\n \"é\\n\": {\"b\": \"\\ud83d\\ude00\"}, "
      "\"c\":{}\n}";
  const Node root = parsed(text, "t.json");
  CHECK(place(*root.find("a")) == "2:7");
  CHECK(place(root.find("a")->items[1]) == "2:11");
  CHECK(place(*root.find("é\n")) == "3:9");
  CHECK(place(*root.find("é\n")->find("b")) == "3:15");
  CHECK(place(*root.find("c")) == "3:36");
  CHECK(root.find("é\n")->find("b")->scalar == "\xF0\x9F\x98\x80");
  CHECK(root.find("a")->to_json().dump() == R"([1,-2500.0,true,null,"x"])");
}

TEST_CASE("what starts like JSON and is none may still be YAML, unless the file is named .json") {
  CHECK(parsed("{a: 1, b: [x]}").to_json().dump() == R"({"a":1,"b":["x"]})");
  CHECK(parsed("[1, 2,]").to_json().dump() == "[1,2]");
  struct Row {
    const char* text;
    const char* refusal;
  };
  const Row rows[] = {
      {"{a: 1}", "1:2: this is not JSON: a key in double quotes should stand here"},
      {"[1,]", "1:4: [1]: this is not JSON: '' is no value"},
      {"[01]", "1:2: [0]: this is not JSON: '01' is no value"},
      {"[1.]", "1:2: [0]: this is not JSON: '1.' is no value"},
      {"[.5]", "1:2: [0]: this is not JSON: '.5' is no value"},
      {"[+1]", "1:2: [0]: this is not JSON: '+1' is no value"},
      {"[True]", "1:2: [0]: this is not JSON: 'True' is no value"},
      {"[\"\\x\"]", "1:4: [0]: this is not JSON: no such escape in a string"},
      {"[\"\\ud83d\"]", "1:9: [0]: this is not JSON: half of a surrogate pair"},
      {"[\"\\u00g0\"]", "1:7: [0]: this is not JSON: \\u needs four hexadecimal digits"},
      {"[\"\\u0000\"]", "1:9: [0]: this is not JSON: a NUL character in a string"},
      {"[\"a\nb\"]", "1:4: [0]: this is not JSON: a line break or tab inside a string"},
      {"{\"a\": 1",
       "1:8: this is not JSON: the text ends too early: a comma or '}' should stand here"},
      {"{\"a\" 1}", "1:6: a: this is not JSON: a colon should stand here"},
      {"1 2", "1:3: this is not JSON: there is text after the end of the value"},
      {"", "1:1: this is not JSON: the text ends too early: '' is no value"},
      {"{\"a\":{\"b\":1,\"b\":2}}", "1:13: a: the key 'b' is there twice"},
  };
  for (const auto& row : rows) CHECK(refused(row.text, "T.JSON") == row.refusal);
}

TEST_CASE("aliases and merge keys are expanded, and marked because CloudFormation has none") {
  const Node root = parsed("base: &b {x: 1, y: 2}\nmine: {<<: *b, y: 3}\nlist: [*b]\n'<<': text\n");
  CHECK(root.to_json().dump() ==
        R"({"base":{"x":1,"y":2},"mine":{"y":3,"x":1},"list":[{"x":1,"y":2}],"<<":"text"})");
  CHECK_FALSE(root.find("base")->aliased);
  CHECK(root.find("mine")->aliased);
  CHECK(root.find("list")->items[0].aliased);
  CHECK(
      parsed("a: &a {k: 1}\nb: &b {k: 2, l: 2}\nc: {<<: [*a, *b]}\n").find("c")->to_json().dump() ==
      R"({"k":1,"l":2})");
}

TEST_CASE("empty documents are null; a byte-order mark is no text") {
  for (const char* text : {"", "\n\n", "# only this\n", "---\n", "\xEF\xBB\xBF"}) {
    const Node root = parsed(text);
    CHECK(root.kind == Node::Kind::null);
    CHECK(root.line >= 1);
  }
  CHECK(parsed("\xEF\xBB\xBF{\"a\": 1}").find("a")->scalar == "1");
  CHECK(place(*parsed("\xEF\xBB\xBF"
                      "a: 1")
                   .find("a")) == "1:4");
}

TEST_CASE("a file is loaded; one that cannot be read is a diagnostic") {
  const auto folder =
      std::filesystem::temp_directory_path() /
      ("spillway-document-" +
       std::to_string(std::filesystem::hash_value(std::filesystem::current_path())));
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "x.yaml").string();
  std::ofstream(path) << "a: [1,\n";
  const auto broken = document::load(path);
  REQUIRE(broken.has_error());
  CHECK(broken.error()[0].file == path);
  CHECK(broken.error()[0].line == 2);
  std::ofstream(path) << "a: 1\n";
  CHECK(document::load(path)->find("a")->scalar == "1");
  CHECK(document::load((folder / "none.yaml").string()).error()[0].message == "cannot be read");
  CHECK(document::load(folder.string()).error()[0].message == "cannot be read");
  std::filesystem::remove_all(folder);
}

TEST_CASE("a diagnostic prints place, path, message and remedy") {
  CHECK(document::Diagnostic{"burst.yaml", 12, 3, "load[1].rate", "'20' has no unit", "write 20/s"}
            .to_string() == "burst.yaml:12:3: load[1].rate: '20' has no unit\n  hint: write 20/s");
  CHECK(document::Diagnostic{"x.yaml", 0, 0, "", "cannot be read", ""}.to_string() ==
        "x.yaml: cannot be read");
}

TEST_CASE("the nearest name is offered only if it is likely to be meant") {
  const std::vector<std::string> names = {"Timeout", "MemorySize", "Environment", "Role", "Id"};
  CHECK(document::nearest("Timeuot", names) == "Timeout");
  CHECK(document::nearest("timeout", names) == "Timeout");
  CHECK(document::nearest("Enviroment", names) == "Environment");
  CHECK(document::nearest("Memory_Size", names) == "MemorySize");
  CHECK(document::nearest("Rolle", names) == "Role");
  CHECK(document::nearest("Xy", names) == std::nullopt);
  CHECK(document::nearest("Frobnicate", names) == std::nullopt);
  CHECK(document::nearest("", names) == std::nullopt);
  CHECK(document::nearest(std::string(100'000, 'x'), names) == std::nullopt);
}

TEST_CASE("what an alias stands for has the alias's place, so that errors point to it") {
  const Node root = parsed("a: &a {k: 1}\nb: *a\n");
  CHECK(place(*root.find("b")) == "2:4");
}
