// BodyDecoder: what of the bytes of a connection is a message's body, and where it ends.
//
// Holds no bytes: a body of any length passes through block by block. A value; no thread affinity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/live/http_head.hpp"

namespace spillway::live {

class BodyDecoder {
 public:
  void begin(const BodyFraming& framing);
  /// Of a body that ends with its connection: that has happened.
  void end() { over_ = true; }

  bool is_over() const { return over_; }
  /// It can be no body; nothing more is decoded.
  bool is_malformed() const { return malformed_; }
  bool is_chunked() const { return framing_.kind == BodyFraming::Kind::chunked; }
  bool ends_with_connection() const { return framing_.kind == BodyFraming::Kind::until_close; }
  /// How much is still to come; nothing is known of what is chunked.
  std::uint64_t remaining() const { return framing_.length; }

  /// Takes from the front of `block` what belongs to the body; gives the content in it, a view of
  /// the block or of `scratch`.
  std::string_view decode(std::string_view& block, std::string& scratch);

 private:
  enum class Part : std::uint8_t { size, content, content_end, trailer };

  std::string_view decode_chunks(std::string_view& block, std::string& scratch);
  bool take_line(std::string_view& block);
  void end_line();

  BodyFraming framing_;  // length: what is still to come, of the body or of the chunk
  bool over_ = true;
  bool malformed_ = false;
  Part part_ = Part::size;
  std::size_t trailer_bytes_ = 0;
  std::string line_;  // of a chunk's size or of a trailer, as far as it came
};

/// "1f4\r\n", before the content of a chunk, which "\r\n" ends.
std::string_view chunk_head(std::size_t size, char (&buffer)[20]);

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace spillway::live
