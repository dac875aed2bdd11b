#include "emulator/eventbridge/input_transformer.hpp"

#include <algorithm>
#include <array>

#include "emulator/eventbridge/flat_event.hpp"

namespace spillway::eventbridge {
namespace {

constexpr std::array<std::string_view, 5> kPredefined = {
    "aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time",
    "aws.events.event", "aws.events.event.json"};
constexpr std::size_t kLongestKey = 256;
constexpr std::size_t kLongestPath = 256;
constexpr int kMaximumDepth = 1000;
// Stands for a variable within a string while a template is checked; nobody writes it.
constexpr std::string_view kMark = "\xEE\x80\x80";  // U+E000

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= kLongestKey &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

bool is_predefined(std::string_view name) {
  return std::find(kPredefined.begin(), kPredefined.end(), name) != kPredefined.end();
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool has_marked_key(const Json& json) {
  if (!json.is_structured()) return false;
  for (const auto& [key, value] : json.items()) {
    if (json.is_object() && key.find(kMark) != std::string::npos) return true;
    if (has_marked_key(value)) return true;
  }
  return false;
}

}  // namespace

PatternResult<InputTransformer> InputTransformer::parse(
    const std::map<std::string, std::string>& paths, const std::string& text) {
  InputTransformer made;
  if (paths.size() > kMaximumPaths) return PatternError("InputPathsMap has more than 100 entries");
  if (text.empty() || text.size() > kMaximumTemplateBytes) {
    return PatternError("InputTemplate must have from 1 to 8192 characters");
  }
  for (const auto& [key, path_text] : paths) {
    if (!is_key(key)) return PatternError("Invalid key in InputPathsMap: " + key);
    if (path_text.size() > kLongestPath) return PatternError("Invalid JSONPath: " + path_text);
    auto path = JsonPath::parse(path_text);
    if (path.has_error()) return path.error();
    made.paths_.emplace(key, std::move(*path));
  }
  made.path_texts_ = paths;
  made.text_ = text;
  if (auto error = made.split(text)) return std::move(*error);
  if (auto error = made.check()) return std::move(*error);
  return made;
}

std::optional<PatternError> InputTransformer::split(const std::string& text) {
  bool quoted = false;
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '<') {
      if (text[i] == '"') quoted = !quoted;
      plain += text[i];
      if (text[i] == '\\' && quoted && i + 1 < text.size()) plain += text[++i];
      continue;
    }
    const auto end = text.find('>', i);
    if (end == std::string::npos) return PatternError("a < without its >");
    std::string name = text.substr(i + 1, end - i - 1);
    if (!paths_.contains(name) && !is_predefined(name)) {
      return PatternError("no value for the placeholder <" + name + ">");
    }
    parts_.push_back({false, quoted, std::move(plain)});
    parts_.push_back({true, quoted, std::move(name)});
    plain.clear();
    i = end;
  }
  parts_.push_back({false, quoted, std::move(plain)});
  return std::nullopt;
}

// It must be JSON whatever the values are, and a variable cannot be a key.
std::optional<PatternError> InputTransformer::check() const {
  std::string sample;
  for (const Part& part : parts_) {
    if (!part.is_variable) {
      sample += part.text;
    } else {
      sample += part.quoted ? kMark : "null";
    }
  }
  const Json json = Json::parse(sample, nullptr, false);
  if (json.is_discarded()) return PatternError("it is not valid JSON");
  if (nested_deeper_than(json, kMaximumDepth)) return PatternError("it is nested too deeply");
  if (has_marked_key(json)) return PatternError("a placeholder cannot be used as an object key");
  return std::nullopt;
}

Json InputTransformer::value_of(const std::string& variable, const Json& event,
                                const TransformerFacts& facts) const {
  if (variable == "aws.events.rule-arn") return facts.rule_arn;
  if (variable == "aws.events.rule-name") return facts.rule_name;
  if (variable == "aws.events.event.ingestion-time") return facts.ingestion_time;
  if (variable == "aws.events.event.json") return event;
  if (variable == "aws.events.event") {
    Json without = event;
    without.erase("detail");
    return without;
  }
  const Json* found = paths_.at(variable).find(event);
  return found == nullptr ? Json("") : *found;
}

std::optional<std::string> InputTransformer::fill(const Json& event,
                                                  const TransformerFacts& facts) const {
  std::string filled;
  for (const Part& part : parts_) {
    if (!part.is_variable) {
      filled += part.text;
      continue;
    }
    const Json value = value_of(part.text, event, facts);
    // Within quotes a text stands as it is: EventBridge does not escape it.
    const bool bare = part.quoted && value.is_string();
    filled += bare ? value.get<std::string>() : dump(value);
  }
  const Json json = Json::parse(filled, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return dump(json);
}

}  // namespace spillway::eventbridge
