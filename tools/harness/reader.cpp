#include "tools/harness/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/document/units.hpp"
#include "runtime/http.hpp"

namespace spillway::harness {
namespace {

using document::Node;

std::string describe(const Node& node) {
  if (node.kind == Node::Kind::mapping) return "a mapping";
  if (node.kind == Node::Kind::sequence) return "a list";
  if (node.kind == Node::Kind::null) return "nothing";
  constexpr std::size_t kMost = 60;  // of a quote that was not closed, the rest of the file
  if (node.scalar.size() > kMost) return "'" + node.scalar.substr(0, kMost) + "...'";
  return "'" + node.scalar + "'";
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

// Reads a scalar with one of the unit parsers.
template <class T>
std::optional<T> read_unit(ReadContext& context, const Node& node, const std::string& path,
                           document::Parsed<T> (*parse)(std::string_view), std::string_view what) {
  if (!node.is_scalar()) {
    context.fail(node, path, "must be " + std::string(what) + ", not " + describe(node));
    return std::nullopt;
  }
  auto value = parse(node.scalar);
  if (value) return *value;
  context.fail(node, path, value.error());
  return std::nullopt;
}

std::optional<core::Delay> read_uniform(ReadContext& context, const Node& node,
                                        const std::string& path) {
  if (node.kind != Node::Kind::sequence || node.items.size() != 2) {
    context.fail(node, path, "must be a list of two durations", "write uniform: [5s, 15s]");
    return std::nullopt;
  }
  const auto low = read_duration(context, node.items[0], path + "[0]");
  const auto high = read_duration(context, node.items[1], path + "[1]");
  if (!low || !high) return std::nullopt;
  if (*low > *high) {
    context.fail(node, path, "the first duration must not be longer than the second");
    return std::nullopt;
  }
  return core::Delay::uniform(*low, *high);
}

std::optional<core::Delay> read_lognormal(ReadContext& context, const Node& node,
                                          const std::string& path) {
  MapReader reader(context, node, path);
  const auto median = reader.duration("median");
  const auto sigma = reader.number("sigma");
  if (!median) reader.fail("median", "is missing", "write lognormal: {median: 1s, sigma: 0.5}");
  if (!sigma || *sigma < 0 || *sigma > 10) reader.fail("sigma", "must be a number from 0 to 10");
  reader.finish();
  if (!median || !sigma) return std::nullopt;
  return core::Delay::lognormal(*median, *sigma);
}

std::optional<core::Delay> read_empirical(ReadContext& context, const Node& node,
                                          const std::string& path) {
  if (node.kind != Node::Kind::sequence || node.items.empty()) {
    context.fail(node, path, "must be a list of durations", "write empirical: [1s, 2s, 9s]");
    return std::nullopt;
  }
  std::vector<Duration> measured;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto one = read_duration(context, node.items[i], path + "[" + std::to_string(i) + "]");
    if (one) measured.push_back(*one);
  }
  if (measured.size() < node.items.size()) return std::nullopt;
  return core::Delay::empirical(std::move(measured));
}

}  // namespace

void ReadContext::fail(const Node& at, const std::string& path, std::string message,
                       std::string hint) {
  errors.push_back({file, at.line, at.column, path, std::move(message), std::move(hint)});
}

std::optional<Duration> read_duration(ReadContext& context, const Node& node,
                                      const std::string& path) {
  return read_unit<Duration>(context, node, path, &document::parse_duration, "a duration like 15s");
}

std::optional<double> read_rate(ReadContext& context, const Node& node, const std::string& path) {
  return read_unit<double>(context, node, path, &document::parse_rate, "a rate like 20/s");
}

std::optional<core::Delay> read_delay(ReadContext& context, const Node& node,
                                      const std::string& path) {
  if (node.kind != Node::Kind::mapping) {
    const auto fixed = read_duration(context, node, path);
    if (!fixed) return std::nullopt;
    return core::Delay::fixed(*fixed);
  }
  MapReader reader(context, node, path);
  std::optional<core::Delay> result;
  const Node* uniform = reader.find("uniform");
  const Node* lognormal = reader.find("lognormal");
  const Node* empirical = reader.find("empirical");
  const auto given =
      std::count_if(node.members.begin(), node.members.end(), [&](const auto& member) {
        return &member.second == uniform || &member.second == lognormal ||
               &member.second == empirical;
      });
  if (given != 1) {
    context.fail(node, path, "must hold one distribution",
                 "write a duration, {uniform: [5s, 15s]}, {lognormal: {median: 1s, sigma: 0.5}} or "
                 "{empirical: [1s, 2s, 9s]}");
  } else if (uniform != nullptr) {
    result = read_uniform(context, *uniform, path + ".uniform");
  } else if (empirical != nullptr) {
    result = read_empirical(context, *empirical, path + ".empirical");
  } else {
    result = read_lognormal(context, *lognormal, path + ".lognormal");
  }
  reader.finish();
  return result;
}

MapReader::MapReader(ReadContext& context, const Node& node, std::string path)
    : context_(context), node_(node), path_(std::move(path)) {
  if (node_.kind != Node::Kind::mapping) {
    context_.fail(node_, path_, "must be a mapping, not " + describe(node_));
  }
}

const Node* MapReader::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return node_.find(key);
}

const Node* MapReader::require(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr && node_.kind == Node::Kind::mapping) {
    context_.fail(node_, path_of(key), "is missing",
                  "write '" + std::string(key) + ": ...'; see `spillway explain scenario`");
  }
  return node;
}

std::optional<std::string> MapReader::string(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_scalar() || node->kind == Node::Kind::null) {
    fail(key, "must be a text, not " + describe(*node));
    return std::nullopt;
  }
  return node->scalar;
}

std::string MapReader::require_string(std::string_view key) {
  if (require(key) == nullptr) return {};
  return string(key).value_or("");
}

std::optional<std::int64_t> MapReader::integer(std::string_view key, std::int64_t min,
                                               std::int64_t max) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* end = node->scalar.data() + node->scalar.size();
  const auto [stop, error] = std::from_chars(node->scalar.data(), end, value);
  if (node->kind != Node::Kind::integer || error != std::errc() || stop != end || value < min ||
      value > max) {
    fail(key, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max) +
                  ", not " + describe(*node));
    return std::nullopt;
  }
  return value;
}

std::optional<double> MapReader::number(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  double value = 0;
  const char* end = node->scalar.data() + node->scalar.size();
  const auto [stop, error] = std::from_chars(node->scalar.data(), end, value);
  if (!node->is_scalar() || error != std::errc() || stop != end || !std::isfinite(value)) {
    fail(key, "must be a number, not " + describe(*node));
    return std::nullopt;
  }
  return value;
}

std::optional<bool> MapReader::boolean(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != Node::Kind::boolean) {
    fail(key, "must be true or false, not " + describe(*node));
    return std::nullopt;
  }
  return iequals(node->scalar, "true");
}

std::optional<Duration> MapReader::duration(std::string_view key) {
  const Node* node = find(key);
  return node == nullptr ? std::nullopt : read_duration(context_, *node, path_of(key));
}

std::optional<double> MapReader::rate(std::string_view key) {
  const Node* node = find(key);
  return node == nullptr ? std::nullopt : read_rate(context_, *node, path_of(key));
}

std::optional<double> MapReader::ratio(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  return read_unit<double>(context_, *node, path_of(key), &document::parse_ratio,
                           "a ratio like 20%");
}

std::optional<double> MapReader::probability(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar() && node->scalar.ends_with('%')) return ratio(key);
  const auto value = number(key);
  if (!value || (*value >= 0 && *value <= 1)) return value;
  fail(key, "must be from 0 to 1, not " + describe(*node), "write 0.5 or 50%");
  return std::nullopt;
}

std::optional<core::Delay> MapReader::delay(std::string_view key) {
  const Node* node = find(key);
  return node == nullptr ? std::nullopt : read_delay(context_, *node, path_of(key));
}

std::optional<std::string> MapReader::choice(std::string_view key,
                                             const std::vector<std::string>& allowed) {
  auto value = string(key);
  if (!value || std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
  const auto near = document::nearest(*value, allowed);
  fail(key, "must be one of " + list_of(allowed) + ", not " + describe(*find(key)),
       near ? "did you mean '" + *near + "'?" : "");
  return std::nullopt;
}

std::string MapReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void MapReader::fail(std::string_view key, std::string message, std::string hint) {
  const Node* node = node_.find(key);
  context_.fail(node == nullptr ? node_ : *node, path_of(key), std::move(message), std::move(hint));
}

void MapReader::finish() {
  for (const auto& [key, value] : node_.members) {
    if (std::find(known_.begin(), known_.end(), key.scalar) != known_.end()) continue;
    const auto near = document::nearest(key.scalar, known_);
    const std::string all =
        known_.empty() ? "nothing may be given here" : "known are " + list_of(known_);
    context_.fail(key, path_of(key.scalar), "unknown key",
                  near ? "did you mean '" + *near + "'?" : all);
  }
}

}  // namespace spillway::harness
