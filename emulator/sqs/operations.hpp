// The API operations of SQS. Called once, by Queues' constructor; the queues must outlive the
// registry's use.
#pragma once

#include <boost/system/result.hpp>

#include "emulator/core/operation.hpp"
#include "emulator/core/params.hpp"
#include "emulator/sqs/queues.hpp"

namespace spillway::sqs {

inline constexpr char kInvalidValue[] = "InvalidParameterValue";

/// CreateQueue, DeleteQueue, GetQueueUrl, ListQueues, GetQueueAttributes, SetQueueAttributes,
/// PurgeQueue.
void add_queue_operations(core::OperationRegistry& operations, Queues& queues);

/// SendMessage, ReceiveMessage, DeleteMessage, ChangeMessageVisibility.
void add_message_operations(core::OperationRegistry& operations, Queues& queues);

/// The ARN that IAM checks a call with a QueueUrl, or a QueueName, against.
std::vector<std::string> resources_of(Queues& queues, const Json& params);

/// Reads "QueueUrl" and finishes `params`.
boost::system::result<Queue*, core::ApiError> read_queue(core::Params& params, Queues& queues);

core::ApiError no_such_queue();

}  // namespace spillway::sqs
