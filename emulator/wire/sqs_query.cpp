#include "emulator/wire/sqs_query.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "emulator/wire/encode.hpp"

namespace spillway::wire {
namespace {

struct Name {
  std::string_view element;  ///< repeated, in the query protocol
  const char* member;        ///< the list or map, in JSON
};

constexpr std::array kLists = {
    Name{"AttributeName", "AttributeNames"},
    Name{"MessageAttributeName", "MessageAttributeNames"},
    Name{"MessageSystemAttributeName", "MessageSystemAttributeNames"},
    Name{"QueueUrl", "QueueUrls"},
    Name{"Message", "Messages"},
};
constexpr std::array kMaps = {
    Name{"Attribute", "Attributes"}, Name{"MessageAttribute", "MessageAttributes"},
    Name{"MessageSystemAttribute", "MessageSystemAttributes"}, Name{"Tag", "tags"}};

// [{"Name": n, "Value": v}], or with "Key", becomes {n: v}. Anything else stays, for the operation
// to refuse.
std::optional<Json> map_of(const Json& entries) {
  if (!entries.is_array()) return std::nullopt;
  Json map = Json::object();
  for (const Json& entry : entries) {
    if (!entry.is_object() || entry.size() != 2 || !entry.contains("Value")) return std::nullopt;
    const auto key = entry.contains("Name") ? entry.find("Name") : entry.find("Key");
    if (key == entry.end() || !key->is_string()) return std::nullopt;
    map[key->get<std::string>()] = entry["Value"];
  }
  return map;
}

void append(std::string& out, std::string_view name, const std::string& content) {
  out.append("<").append(name).append(">").append(content).append("</").append(name).append(">");
}

std::string content_of(const Json& value) {
  if (value.is_object()) return sqs_result_xml(value);
  return value.is_string() ? xml_escape(value.get_ref<const std::string&>()) : value.dump();
}

}  // namespace

Json sqs_parameters(Json decoded) {
  Json params = Json::object();
  for (auto& [name, value] : decoded.items()) {
    const auto list = std::ranges::find(kLists, std::string_view(name), &Name::element);
    const auto map = std::ranges::find(kMaps, std::string_view(name), &Name::element);
    if (list != kLists.end() && value.is_array()) {
      params[list->member] = std::move(value);
    } else if (auto members = map != kMaps.end() ? map_of(value) : std::nullopt) {
      params[map->member] = std::move(*members);
    } else {
      params[name] = std::move(value);
    }
  }
  return params;
}

std::string sqs_result_xml(const Json& result) {
  std::string out;
  for (const auto& [name, value] : result.items()) {
    const auto list = std::ranges::find(kLists, std::string_view(name), &Name::member);
    const auto map = std::ranges::find(kMaps, std::string_view(name), &Name::member);
    if (list != kLists.end()) {
      for (const Json& item : value) append(out, list->element, content_of(item));
    } else if (map != kMaps.end()) {
      for (const auto& [key, entry] : value.items()) {
        std::string pair;
        append(pair, "Name", xml_escape(key));
        append(pair, "Value", content_of(entry));
        append(out, map->element, pair);
      }
    } else {
      append(out, name, content_of(value));
    }
  }
  return out;
}

}  // namespace spillway::wire
