#include "emulator/sqs/message_json.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "emulator/core/params.hpp"
#include "runtime/aws/sha256.hpp"
#include "runtime/check.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::sqs {
namespace {

using core::ApiError;

constexpr std::size_t kMaximumAttributes = 10;

ApiError invalid(std::string message) { return {"InvalidParameterValue", std::move(message)}; }

void append_with_length(std::string& out, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(text.size() >> shift);
  out += text;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 256 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

bool is_of_type(std::string_view type, std::string_view basic) {
  return type == basic || (type.starts_with(basic) && type[basic.size()] == '.');
}

bool wanted_by(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    if (pattern == "All" || pattern == name) return true;
    return pattern.ends_with(".*") &&
           name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 2));
  });
}

std::string milliseconds(WallTime time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

Json system_attributes(const Message& message, const std::vector<std::string>& wanted) {
  const Json all = {{"SenderId", message.sender},
                    {"ApproximateFirstReceiveTimestamp",
                     milliseconds(message.first_received.value_or(message.sent_wall))},
                    {"ApproximateReceiveCount", std::to_string(message.receive_count)},
                    {"SentTimestamp", milliseconds(message.sent_wall)}};
  Json shown = Json::object();
  for (const auto& [name, value] : all.items()) {
    if (wanted_by(wanted, name)) shown[name] = value;
  }
  return shown;
}

}  // namespace

std::string md5(std::string_view bytes) {
  std::array<unsigned char, 16> digest{};
  unsigned size = 0;
  SPILLWAY_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr) ==
                 1);
  SPILLWAY_CHECK(size == digest.size());
  return aws::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string md5_of_attributes(const MessageAttributes& attributes) {
  constexpr char kTextFollows = 1;
  std::string bytes;
  for (const auto& [name, attribute] : attributes) {
    append_with_length(bytes, name);
    append_with_length(bytes, attribute.data_type);
    bytes += kTextFollows;
    append_with_length(bytes, attribute.value);
  }
  return md5(bytes);
}

boost::system::result<MessageAttributes, ApiError> read_message_attributes(const Json& given) {
  MessageAttributes attributes;
  if (given.size() > kMaximumAttributes) {
    return invalid("Number of message attributes [" + std::to_string(given.size()) +
                   "] exceeds the allowed maximum [10].");
  }
  for (const auto& [name, value] : given.items()) {
    if (!is_name(name)) return invalid("The message attribute name '" + name + "' is invalid.");
    core::Params p(value, "sqs:SendMessage", "InvalidParameterValue",
                   "MessageAttributes." + name + ".");
    MessageAttribute attribute{p.string("DataType"), {}};
    if (is_of_type(attribute.data_type, "Binary")) {
      return core::not_modelled("the binary message attribute " + name);
    }
    if (!p.failed() && !is_of_type(attribute.data_type, "String") &&
        !is_of_type(attribute.data_type, "Number")) {
      p.fail("The type of message (user) attribute '" + name +
             "' is invalid. You must use only the following supported type prefixes: Binary, "
             "Number, String.");
    }
    attribute.value = p.string("StringValue");
    if (!p.failed() && attribute.value.empty()) {
      p.fail("Message (user) attribute '" + name + "' must contain a non-empty value of type '" +
             attribute.data_type + "'.");
    }
    if (auto error = p.finish()) return *error;
    attributes.emplace(name, std::move(attribute));
  }
  return attributes;
}

Json message_json(const Received& received, const WantedAttributes& wanted) {
  const Message& message = *received.message;
  Json shown = {{"MessageId", message.id},
                {"ReceiptHandle", received.receipt_handle},
                {"MD5OfBody", md5(message.body)},
                {"Body", message.body}};
  Json system = system_attributes(message, wanted.system);
  if (!system.empty()) shown["Attributes"] = std::move(system);
  MessageAttributes own = message.attributes;
  std::erase_if(own, [&](const auto& entry) { return !wanted_by(wanted.own, entry.first); });
  if (own.empty()) return shown;
  shown["MD5OfMessageAttributes"] = md5_of_attributes(own);
  for (const auto& [name, attribute] : own) {
    shown["MessageAttributes"][name] = {{"StringValue", attribute.value},
                                        {"DataType", attribute.data_type}};
  }
  return shown;
}

std::size_t size_of(const std::string& body, const MessageAttributes& attributes) {
  std::size_t size = body.size();
  for (const auto& [name, attribute] : attributes) {
    size += name.size() + attribute.data_type.size() + attribute.value.size();
  }
  return size;
}

}  // namespace spillway::sqs
