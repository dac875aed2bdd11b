#include <algorithm>

#include "emulator/sqs/operations.hpp"

namespace spillway::sqs {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

constexpr std::int64_t kLongestVisibility = 43'200;

// `sqs:SendMessage`: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.
bool has_only_allowed_characters(const std::string& body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const auto c = static_cast<unsigned char>(body[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    const bool noncharacter = c == 0xEF && i + 2 < body.size() && body[i + 1] == '\xBF' &&
                              (body[i + 2] == '\xBE' || body[i + 2] == '\xBF');
    if (noncharacter) return false;
  }
  return true;
}

ApiResult send_message(Queues& queues, const Json& params, const core::CallContext& context) {
  Params p(params, "sqs:SendMessage", kInvalidValue);
  std::string body = p.string("MessageBody");
  const auto delay = p.optional_integer("DelaySeconds", 0, 900);
  MessageAttributes attributes;
  if (const Json* given = p.object("MessageAttributes")) {
    auto read = read_message_attributes(*given);
    if (read.has_error()) {
      p.fail(read.error());
    } else {
      attributes = std::move(*read);
    }
  }
  p.inert("MessageSystemAttributes");  // AWSTraceHeader only
  if (!p.failed() && body.empty()) {
    p.fail(ApiError("MissingParameter", "The request must contain the parameter MessageBody."));
  }
  if (!p.failed() && !has_only_allowed_characters(body)) {
    p.fail(ApiError("InvalidMessageContents",
                    "The message contains characters outside the allowed set."));
  }
  const auto found = read_queue(p, queues);
  if (found.has_error()) return found.error();
  Queue& queue = **found;
  const auto most = static_cast<std::size_t>(queue.attributes.maximum_message_bytes);
  if (size_of(body, attributes) > most) {
    return ApiError(kInvalidValue,
                    "One or more parameters are invalid. Reason: Message must be "
                    "shorter than " +
                        std::to_string(most) + " bytes.");
  }
  Json answer = {{"MD5OfMessageBody", md5(body)}};
  if (!attributes.empty()) answer["MD5OfMessageAttributes"] = md5_of_attributes(attributes);
  answer["MessageId"] =
      queues.deliver(queue, context.caller, std::move(body), std::move(attributes),
                     std::chrono::seconds(delay.value_or(queue.attributes.delay_s)));
  return answer;
}

void receive_message(Queues& queues, const Json& params, core::ApiDone done) {
  Params p(params, "sqs:ReceiveMessage", kInvalidValue);
  ReceiveRequest request;
  request.limit =
      static_cast<std::size_t>(p.optional_integer("MaxNumberOfMessages", 1, 10).value_or(1));
  const auto visibility = p.optional_integer("VisibilityTimeout", 0, kLongestVisibility);
  const auto wait = p.optional_integer("WaitTimeSeconds", 0, 20);
  request.wanted.system = p.strings("MessageSystemAttributeNames");
  const auto old_name = p.strings("AttributeNames");
  request.wanted.system.insert(request.wanted.system.end(), old_name.begin(), old_name.end());
  request.wanted.own = p.strings("MessageAttributeNames");
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return done(queue.error());
  const QueueAttributes& attributes = (*queue)->attributes;
  request.queue = (*queue)->name;
  request.visibility_timeout =
      std::chrono::seconds(visibility.value_or(attributes.visibility_timeout_s));
  request.deadline = queues.context().runtime.now() +
                     std::chrono::seconds(wait.value_or(attributes.receive_wait_s));
  request.done = std::move(done);
  queues.receive(std::move(request));
}

ApiError malformed_handle(const std::string& handle) {
  return {"ReceiptHandleIsInvalid",
          "The input receipt handle \"" + handle + "\" is not a valid receipt handle.", 404};
}

ApiResult delete_message(Queues& queues, const Json& params) {
  Params p(params, "sqs:DeleteMessage", kInvalidValue);
  const std::string handle = p.string("ReceiptHandle");
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return queue.error();
  queues.note_use(**queue);
  const Queue::Handle kind = (*queue)->erase(handle);
  if (kind == Queue::Handle::malformed) return malformed_handle(handle);
  if (kind == Queue::Handle::valid) queues.count((*queue)->metrics.deleted, 1);
  return Json::object();
}

ApiResult change_visibility(Queues& queues, const Json& params) {
  Params p(params, "sqs:ChangeMessageVisibility", kInvalidValue);
  const std::string handle = p.string("ReceiptHandle");
  const auto timeout = p.integer("VisibilityTimeout", 0, kLongestVisibility);
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return queue.error();
  queues.note_use(**queue);
  if ((*queue)->check(handle) == Queue::Handle::malformed) return malformed_handle(handle);
  const TimePoint now = queues.context().runtime.now();
  Message* message = (*queue)->in_flight(handle, now);
  if (message == nullptr) {
    return ApiError("AWS.SimpleQueueService.MessageNotInflight",
                    "Value " + handle +
                        " for parameter ReceiptHandle is invalid. Reason: Message "
                        "does not exist or is not available for visibility timeout change.");
  }
  queues.set_visible(**queue, *message, now + std::chrono::seconds(timeout));
  return Json::object();
}

}  // namespace

void add_message_operations(core::OperationRegistry& operations, Queues& queues) {
  const auto resources = [&queues](const Json& params) { return resources_of(queues, params); };
  const auto add = [&](const char* action, auto handler) {
    operations.add(
        "sqs", action,
        [&queues, handler](const Json& params, const core::CallContext&) {
          return handler(queues, params);
        },
        resources);
  };
  operations.add(
      "sqs", "SendMessage",
      [&queues](const Json& params, const core::CallContext& context) {
        return send_message(queues, params, context);
      },
      resources);
  operations.add_async(
      "sqs", "ReceiveMessage",
      [&queues](const Json& params, const core::CallContext&, core::ApiDone done) {
        receive_message(queues, params, std::move(done));
      },
      resources);
  add("DeleteMessage", delete_message);
  add("ChangeMessageVisibility", change_visibility);
}

}  // namespace spillway::sqs
