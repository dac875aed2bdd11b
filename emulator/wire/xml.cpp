#include <algorithm>
#include <array>
#include <cmath>

#include "emulator/wire/encode.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::wire {
namespace {

// The timestamps in the outputs of the query services (models of 2026-08).
constexpr std::array kTimestamps = std::to_array<std::string_view>(
    {"AlarmConfigurationUpdatedTimestamp", "CreateDate", "CreatedTime", "Expiration",
     "LastModified", "LastUpdatedTimestamp", "LastUsedDate", "StateTransitionedTimestamp",
     "StateUpdatedTimestamp", "Timestamp", "Timestamps", "UpdateDate"});

std::string iso8601(double seconds) {
  const auto millis = std::chrono::milliseconds(std::llround(seconds * 1000));
  return format_iso8601_millis(WallTime(millis));
}

void append_element(std::string& out, const std::string& name, const Json& value, bool timestamp);

void append_content(std::string& out, const Json& value, bool timestamp) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      append_element(out, name, member, std::ranges::find(kTimestamps, name) != kTimestamps.end());
    }
  } else if (value.is_array()) {
    for (const auto& item : value) append_element(out, "member", item, timestamp);
  } else if (value.is_string()) {
    out += xml_escape(value.get_ref<const std::string&>());
  } else if (value.is_number() && timestamp) {
    out += iso8601(value.get<double>());
  } else {
    out += value.dump();
  }
}

void append_element(std::string& out, const std::string& name, const Json& value, bool timestamp) {
  if (value.is_null()) return;
  out.append("<").append(name).append(">");
  append_content(out, value, timestamp);
  out.append("</").append(name).append(">");
}

}  // namespace

std::string to_xml(const Json& object) {
  std::string out;
  append_content(out, object, false);
  return out;
}

std::string xml_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\r') {
      out += "&#xD;";  // a parser would make a newline of a bare one
    } else if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') {
      out += "\xEF\xBF\xBD";  // XML 1.0 has no way to write it
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace spillway::wire
