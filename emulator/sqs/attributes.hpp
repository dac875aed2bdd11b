// The attributes of a queue, as CreateQueue and SetQueueAttributes take them and
// GetQueueAttributes shows them. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/core/api_error.hpp"
#include "emulator/sqs/queue.hpp"

namespace spillway::sqs {

/// Puts the given attributes, a map of strings, into `attributes`. InvalidAttributeName,
/// InvalidAttributeValue; attributes of FIFO queues, redrive and keys are not modelled.
std::optional<core::ApiError> read_attributes(const Json& given, QueueAttributes& attributes);

/// The named ones; "All" names all. InvalidAttributeName.
core::ApiResult show_attributes(const Queue& queue, const std::vector<std::string>& names,
                                TimePoint now);

}  // namespace spillway::sqs
