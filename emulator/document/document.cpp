#include "emulator/document/document.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>

#include "emulator/document/readers.hpp"
#include "emulator/document/tree_builder.hpp"
#include "runtime/http.hpp"

namespace spillway::document {
namespace {

constexpr std::size_t kMaxBytes = 16U << 20U;

Json integer_to_json(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x")) base = 16;
  if (text.starts_with("0o")) base = 8;
  if (base != 10) text.remove_prefix(2);
  std::uint64_t magnitude = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error != std::errc() || magnitude > kMax) {
    double approximate = 0;
    std::from_chars(text.data(), text.data() + text.size(), approximate);
    return negative ? -approximate : approximate;
  }
  const auto value = static_cast<std::int64_t>(magnitude);
  return negative ? -value : value;
}

Json real_to_json(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  if (iequals(text, ".inf")) {
    value = std::numeric_limits<double>::infinity();
  } else if (iequals(text, ".nan")) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) value = std::numeric_limits<double>::infinity();
  }
  return negative ? -value : value;
}

bool looks_like_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

bool named_json(std::string_view file_name) {
  return file_name.size() > 5 && iequals(file_name.substr(file_name.size() - 5), ".json");
}

Node read(std::string_view text, std::string_view file_name) {
  if (text.size() > kMaxBytes) throw Refusal{0, 0, "the file is larger than 16 MiB", {}, {}, false};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  check_characters(text);
  if (named_json(file_name)) return read_json(text);
  if (looks_like_json(text)) {
    try {
      return read_json(text);
    } catch (const Refusal& refusal) {
      if (!refusal.syntax) throw;  // else it may still be YAML's flow style
    }
  }
  return read_yaml(text);
}

}  // namespace

std::string Diagnostic::to_string() const {
  std::string text = file;
  if (line > 0) text += ":" + std::to_string(line) + ":" + std::to_string(column);
  if (!text.empty()) text += ": ";
  if (!path.empty()) text += path + ": ";
  text += message;
  if (!hint.empty()) text += "\n  hint: " + hint;
  return text;
}

const Node* Node::find(std::string_view key) const {
  const auto it = std::find_if(members.begin(), members.end(),
                               [&](const auto& member) { return member.first.scalar == key; });
  return it == members.end() ? nullptr : &it->second;
}

Json Node::to_json() const {
  switch (kind) {
    case Kind::null:
      return nullptr;
    case Kind::boolean:
      return iequals(scalar, "true");
    case Kind::integer:
      return integer_to_json(scalar);
    case Kind::real:
      return real_to_json(scalar);
    case Kind::string:
      return scalar;
    case Kind::sequence: {
      Json list = Json::array();
      for (const auto& item : items) list.push_back(item.to_json());
      return list;
    }
    case Kind::mapping:
      break;
  }
  Json object = Json::object();
  for (const auto& [key, value] : members) object.push_back({key.scalar, value.to_json()});
  return object;
}

boost::system::result<Node, Diagnostics> parse(std::string_view text, std::string file_name) {
  try {
    return read(text, file_name);
  } catch (const Refusal& refusal) {
    return Diagnostics{{std::move(file_name), refusal.line, refusal.column, refusal.path,
                        refusal.message, refusal.hint}};
  }
}

boost::system::result<Node, Diagnostics> load(const std::string& file_path) {
  std::ifstream file(file_path, std::ios::binary);
  std::string text;
  char part[16 * 1024];
  // One byte more than is allowed tells that there is too much.
  while (file && text.size() <= kMaxBytes) {
    file.read(part, sizeof(part));
    text.append(part, static_cast<std::size_t>(file.gcount()));
  }
  if (!file && !file.eof()) {
    return Diagnostics{{file_path, 0, 0, {}, "cannot be read", "is it there, and a file?"}};
  }
  return parse(text, file_path);
}

}  // namespace spillway::document
