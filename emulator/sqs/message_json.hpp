// Messages as the API takes and shows them, with the MD5 sums that SDKs compare. Pure functions;
// any thread.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "emulator/sqs/queue.hpp"

namespace spillway::sqs {

/// Lower-case hex.
std::string md5(std::string_view bytes);
/// Over names, types and values, sorted by name, as the developer guide tells it.
std::string md5_of_attributes(const MessageAttributes& attributes);

/// What "MessageAttributes" of SendMessage holds. InvalidParameterValue; binary values are not
/// modelled.
boost::system::result<MessageAttributes, core::ApiError> read_message_attributes(const Json& given);

/// Names of the attributes that a receiver wants to see: "All", ".*", "RULE_ARN", "ERROR_.*".
struct WantedAttributes {
  std::vector<std::string> system;
  std::vector<std::string> own;
};

Json message_json(const Received& received, const WantedAttributes& wanted);

/// Bytes of body and attributes, which MaximumMessageSize limits.
std::size_t size_of(const std::string& body, const MessageAttributes& attributes);

}  // namespace spillway::sqs
