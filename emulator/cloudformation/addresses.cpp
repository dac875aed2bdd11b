// The functions of values that compute: Base64 and Cidr.
#include <charconv>
#include <cstdint>

#include "emulator/cloudformation/evaluator.hpp"
#include "emulator/cloudformation/schema.hpp"
#include "runtime/base64.hpp"

namespace spillway::cloudformation {
namespace {

struct Block {
  std::uint32_t address = 0;
  unsigned prefix = 0;  // bits
};

/// The decimal number that `text` begins with, at most `most`; `text` is cut down to the rest.
std::optional<unsigned> take_number(std::string_view& text, unsigned most) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > most) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// "10.0.0.0/16"
std::optional<Block> parse_block(std::string_view text) {
  Block block;
  for (const char separator : {'.', '.', '.', '/'}) {
    const auto part = take_number(text, 255);
    if (!part || !text.starts_with(separator)) return std::nullopt;
    text.remove_prefix(1);
    block.address = block.address << 8U | *part;
  }
  const auto prefix = take_number(text, 32);
  if (!prefix || !text.empty()) return std::nullopt;
  block.prefix = *prefix;
  return block;
}

std::string shown(std::uint32_t address, unsigned prefix) {
  std::string text;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    text += std::to_string(address >> shift & 255U) + (shift > 0 ? "." : "/");
  }
  return text + std::to_string(prefix);
}

}  // namespace

Node Evaluator::base64(const Intrinsic& call, const Node& at, const std::string& path) {
  Node argument = *call.argument;
  if (call.is_short) argument.tag.clear();
  const auto value = text(argument, path);
  return value ? text_node(base64_encode(*value), at) : unknown_value(at);
}

Node Evaluator::cidr(const Intrinsic& call, const Node& at, const std::string& path) {
  constexpr unsigned kMostBlocks = 256;  // CloudFormation user guide, "Fn::Cidr"
  const auto* items = list_argument(call, at, path, 3, 3);
  if (items == nullptr) return unknown_value(at);
  const auto from = text((*items)[0], path);
  const auto count_text = text((*items)[1], path);
  const auto bits_text = text((*items)[2], path);
  if (!from || !count_text || !bits_text) return unknown_value(at);
  if (from->find(':') != std::string::npos) {
    return failed(at, path, not_modelled(spelled(call) + " of IPv6"));
  }
  std::string_view count_rest = *count_text;
  std::string_view bits_rest = *bits_text;
  const auto block = parse_block(*from);
  const auto count = take_number(count_rest, kMostBlocks);
  const auto bits = take_number(bits_rest, 31);
  if (!block || !count.value_or(0) || !bits.value_or(0) || !count_rest.empty() ||
      !bits_rest.empty()) {
    return failed(at, path,
                  spelled(call) +
                      " needs a block like 10.0.0.0/16, a count of 1 to 256 and the "
                      "bits of each, 1 to 31");
  }
  const std::uint64_t each = std::uint64_t{1} << *bits;
  const std::uint64_t whole = std::uint64_t{1} << (32 - block->prefix);
  if (each * *count > whole) {
    return failed(at, path,
                  *from + " has no room for " + *count_text + " blocks of " + *bits_text + " bits");
  }
  Node result = text_node("", at);
  result.kind = Node::Kind::sequence;
  const std::uint64_t first = block->address & ~(whole - 1);
  for (unsigned i = 0; i < *count; ++i) {
    const auto address = static_cast<std::uint32_t>(first + i * each);
    result.items.push_back(text_node(shown(address, 32 - *bits), at));
  }
  return result;
}

}  // namespace spillway::cloudformation
