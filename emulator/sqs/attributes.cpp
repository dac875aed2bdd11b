#include "emulator/sqs/attributes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "runtime/wall_time.hpp"

namespace spillway::sqs {
namespace {

using core::ApiError;

struct Number {
  std::string_view name;
  std::int64_t QueueAttributes::*member;
  std::int64_t low;
  std::int64_t high;
};
// `sqs:CreateQueue`
constexpr std::array kNumbers = {
    Number{"DelaySeconds", &QueueAttributes::delay_s, 0, 900},
    Number{"MaximumMessageSize", &QueueAttributes::maximum_message_bytes, 1024, 1'048'576},
    Number{"MessageRetentionPeriod", &QueueAttributes::retention_s, 60, 1'209'600},
    Number{"ReceiveMessageWaitTimeSeconds", &QueueAttributes::receive_wait_s, 0, 20},
    Number{"VisibilityTimeout", &QueueAttributes::visibility_timeout_s, 0, 43'200}};

constexpr std::array<std::string_view, 8> kNotModelled = {
    "FifoQueue",      "ContentBasedDeduplication",   "DeduplicationScope",
    "RedrivePolicy",  "FifoThroughputLimit",         "RedriveAllowPolicy",
    "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"};

ApiError invalid_value(const std::string& name) {
  return {"InvalidAttributeValue", "Invalid value for the parameter " + name + "."};
}

ApiError invalid_name(const std::string& name) {
  return {"InvalidAttributeName", "Unknown Attribute " + name + "."};
}

std::optional<ApiError> read_policy(const std::string& text, QueueAttributes& attributes) {
  attributes.policy_text = text;
  attributes.policy.reset();
  if (text.empty()) return std::nullopt;
  auto policy = QueuePolicy::parse(text);
  if (policy.has_error()) return policy.error();
  attributes.policy = std::move(*policy);
  return std::nullopt;
}

std::optional<ApiError> read_attribute(const std::string& name, const std::string& text,
                                       QueueAttributes& attributes) {
  const auto known = std::find_if(kNumbers.begin(), kNumbers.end(),
                                  [&](const Number& number) { return number.name == name; });
  if (known != kNumbers.end()) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const bool whole = error == std::errc() && stop == end;
    if (!whole || value < known->low || value > known->high) return invalid_value(name);
    attributes.*(known->member) = value;
    return std::nullopt;
  }
  if (name == "Policy") return read_policy(text, attributes);
  if (name == "SqsManagedSseEnabled") {
    if (text != "true" && text != "false") return invalid_value(name);
    attributes.managed_encryption = text == "true";
    return std::nullopt;
  }
  if (std::find(kNotModelled.begin(), kNotModelled.end(), name) != kNotModelled.end()) {
    return core::not_modelled("the queue attribute " + name);
  }
  return invalid_name(name);
}

Json all_attributes(const Queue& queue, TimePoint now) {
  const MessageCounts counts = queue.counts(now);
  const auto seconds = [](WallTime time) {
    return std::to_string(static_cast<std::int64_t>(epoch_seconds(time)));
  };
  Json all = {{"QueueArn", queue.arn},
              {"ApproximateNumberOfMessages", std::to_string(counts.visible)},
              {"ApproximateNumberOfMessagesNotVisible", std::to_string(counts.not_visible)},
              {"ApproximateNumberOfMessagesDelayed", std::to_string(counts.delayed)},
              {"CreatedTimestamp", seconds(queue.created)},
              {"LastModifiedTimestamp", seconds(queue.modified)}};
  for (const Number& number : kNumbers) {
    all[std::string(number.name)] = std::to_string(queue.attributes.*(number.member));
  }
  all["SqsManagedSseEnabled"] = queue.attributes.managed_encryption ? "true" : "false";
  if (!queue.attributes.policy_text.empty()) all["Policy"] = queue.attributes.policy_text;
  return all;
}

bool is_known(const std::string& name) {
  return name == "Policy" ||
         std::find(kNotModelled.begin(), kNotModelled.end(), name) != kNotModelled.end();
}

}  // namespace

std::optional<ApiError> read_attributes(const Json& given, QueueAttributes& attributes) {
  for (const auto& [name, value] : given.items()) {
    if (!value.is_string()) return invalid_value(name);
    if (auto error = read_attribute(name, value.get<std::string>(), attributes)) return error;
  }
  return std::nullopt;
}

core::ApiResult show_attributes(const Queue& queue, const std::vector<std::string>& names,
                                TimePoint now) {
  const Json all = all_attributes(queue, now);
  if (std::find(names.begin(), names.end(), "All") != names.end()) return all;
  Json shown = Json::object();
  for (const std::string& name : names) {
    if (all.contains(name)) {
      shown[name] = all[name];
    } else if (!is_known(name)) {
      return invalid_name(name);
    }
  }
  return shown;
}

}  // namespace spillway::sqs
