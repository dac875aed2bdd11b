// Bodies as they pass through: where they end, in whatever pieces they come.
#include "emulator/live/body_decoder.hpp"

#include "tests/support/catch.hpp"

using namespace spillway::live;
using Kind = BodyFraming::Kind;

namespace {

struct Decoded {
  std::string content;
  std::string rest;
  BodyDecoder body;
};

// In blocks of that size.
Decoded decode(const BodyFraming& framing, std::string_view text, std::size_t size) {
  Decoded decoded;
  decoded.body.begin(framing);
  std::string scratch;
  while (!text.empty() && !decoded.body.is_over() && !decoded.body.is_malformed()) {
    std::string_view block = text.substr(0, size);
    const std::size_t before = block.size();
    decoded.content += decoded.body.decode(block, scratch);
    text.remove_prefix(before - block.size());
  }
  decoded.rest = text;
  return decoded;
}

constexpr std::string_view kChunks =
    "5\r\nhello\r\n1;name=value\r\n,\r\n00006\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\nGET /next";

}  // namespace

TEST_CASE("a body of known length ends there") {
  const std::size_t size = GENERATE(1u, 3u, 100u);
  const Decoded decoded = decode({Kind::length, 5}, "helloGET /next", size);
  CHECK(decoded.content == "hello");
  CHECK(decoded.rest == "GET /next");
  CHECK(decoded.body.is_over());
}

TEST_CASE("chunks, in whatever pieces they come") {
  const std::size_t size = GENERATE(1u, 2u, 3u, 7u, 20u, 1000u);
  const Decoded decoded = decode({Kind::chunked, 0}, kChunks, size);
  CHECK(decoded.content == "hello, world");
  CHECK(decoded.rest == "GET /next");
  CHECK(decoded.body.is_over());
  CHECK_FALSE(decoded.body.is_malformed());
}

TEST_CASE("one chunk's content is not copied") {
  BodyDecoder body;
  body.begin({Kind::chunked, 0});
  const std::string_view text = "5\r\nhello\r\n";
  std::string_view block = text;
  std::string scratch;
  const std::string_view content = body.decode(block, scratch);
  CHECK(content.data() == text.data() + 3);
}

TEST_CASE("a body that ends with its connection") {
  Decoded decoded = decode({Kind::until_close, 0}, "all of it", 4);
  CHECK(decoded.content == "all of it");
  CHECK_FALSE(decoded.body.is_over());
  decoded.body.end();
  CHECK(decoded.body.is_over());
}

TEST_CASE("no body is over before it begins") {
  BodyDecoder body;
  body.begin({Kind::none, 0});
  CHECK(body.is_over());
}

TEST_CASE("chunks that are none") {
  for (const std::string& text :
       {std::string("zz\r\n"), std::string("-1\r\n"), std::string("0x5\r\n"), std::string("\r\n"),
        std::string("5\nhello"), std::string("1\r\nab\r\n"), std::string("1 \r\na\r\n"),
        std::string("1\r\naX\n"), std::string(20, 'f') + "\r\n", std::string(300, '0'),
        "0\r\n" + std::string(9000, 'x')}) {
    CAPTURE(text);
    CHECK(decode({Kind::chunked, 0}, text, 1000).body.is_malformed());
    CHECK(decode({Kind::chunked, 0}, text, 1).body.is_malformed());
  }
}

TEST_CASE("a chunk's head") {
  char buffer[20];
  CHECK(chunk_head(0x1f4, buffer) == "1f4\r\n");
  CHECK(chunk_head(1, buffer) == "1\r\n");
}
