#include <algorithm>

#include "emulator/sqs/attributes.hpp"
#include "emulator/sqs/operations.hpp"

namespace spillway::sqs {
namespace {

using core::ApiError;
using core::ApiResult;
using core::Params;

constexpr std::size_t kLongestName = 80;

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

// A URL names a queue by its last two parts; the host is the client's affair.
std::string name_in(const std::string& url, const core::Account& account) {
  const auto slash = url.rfind('/');
  if (slash == std::string::npos) return {};
  const std::string before = url.substr(0, slash);
  return before.ends_with('/' + account.id) ? url.substr(slash + 1) : std::string();
}

bool same_numbers(const QueueAttributes& a, const QueueAttributes& b) {
  return a.delay_s == b.delay_s && a.maximum_message_bytes == b.maximum_message_bytes &&
         a.retention_s == b.retention_s && a.receive_wait_s == b.receive_wait_s &&
         a.visibility_timeout_s == b.visibility_timeout_s &&
         a.managed_encryption == b.managed_encryption && a.policy_text == b.policy_text;
}

void read_into(Params& p, QueueAttributes& attributes) {
  const Json* given = p.object("Attributes");
  if (given == nullptr) return;
  if (auto error = read_attributes(*given, attributes)) p.fail(std::move(*error));
}

ApiResult create_queue(Queues& queues, const Json& params) {
  Params p(params, "sqs:CreateQueue", kInvalidValue);
  const std::string name = p.string("QueueName");
  if (name.ends_with(".fifo")) {
    p.fail(core::not_modelled("the FIFO queue " + name));
  } else if (!p.failed() && !is_name(name)) {
    p.fail("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  // Attributes that are not given do not contradict the queue that is there.
  Queue* existing = queues.find(name);
  QueueAttributes attributes = existing != nullptr ? existing->attributes : QueueAttributes{};
  read_into(p, attributes);
  p.inert("tags");
  if (auto error = p.finish()) return *error;
  if (existing == nullptr && queues.was_deleted_recently(name)) {
    return ApiError("AWS.SimpleQueueService.QueueDeletedRecently",
                    "You must wait 60 seconds after deleting a queue before you can create another "
                    "with the same name.");
  }
  if (existing == nullptr) {
    existing = &queues.create(name, std::move(attributes));
  } else if (!same_numbers(existing->attributes, attributes)) {
    return ApiError("QueueAlreadyExists",
                    "A queue already exists with the same name and a different value for an "
                    "attribute");
  }
  return Json{{"QueueUrl", existing->url}};
}

ApiResult delete_queue(Queues& queues, const Json& params) {
  Params p(params, "sqs:DeleteQueue", kInvalidValue);
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return queue.error();
  queues.remove(std::string((*queue)->name));
  return Json::object();
}

ApiResult get_url(Queues& queues, const Json& params) {
  Params p(params, "sqs:GetQueueUrl", kInvalidValue);
  const std::string name = p.string("QueueName");
  const auto owner = p.optional_string("QueueOwnerAWSAccountId");
  if (auto error = p.finish()) return *error;
  const Queue* queue = queues.find(name);
  if (queue == nullptr || (owner && *owner != queues.context().account.id)) return no_such_queue();
  return Json{{"QueueUrl", queue->url}};
}

ApiResult list_queues(Queues& queues, const Json& params) {
  Params p(params, "sqs:ListQueues", kInvalidValue);
  const std::string prefix = p.optional_string("QueueNamePrefix").value_or("");
  const auto limit = p.optional_integer("MaxResults", 1, 1000);
  const std::string token = p.optional_string("NextToken").value_or("");
  if (auto error = p.finish()) return *error;
  const auto most = static_cast<std::size_t>(limit.value_or(1000));
  Json answer = Json::object();
  for (auto it = queues.all().lower_bound(token); it != queues.all().end(); ++it) {
    if (!it->first.starts_with(prefix)) continue;
    if (answer.contains("QueueUrls") && answer["QueueUrls"].size() == most) {
      // Without MaxResults there are no pages, and nothing after the first 1000.
      if (limit) answer["NextToken"] = it->first;
      break;
    }
    answer["QueueUrls"].push_back(it->second.url);
  }
  return answer;
}

ApiResult get_attributes(Queues& queues, const Json& params) {
  Params p(params, "sqs:GetQueueAttributes", kInvalidValue);
  const auto names = p.strings("AttributeNames");
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return queue.error();
  queues.note_use(**queue);
  const TimePoint now = queues.context().runtime.now();
  (*queue)->drop_expired(now);
  auto shown = show_attributes(**queue, names, now);
  if (shown.has_error()) return shown;
  return shown->empty() ? Json::object() : Json{{"Attributes", std::move(*shown)}};
}

ApiResult set_attributes(Queues& queues, const Json& params) {
  Params p(params, "sqs:SetQueueAttributes", kInvalidValue);
  Json given = Json::object();
  if (const Json* attributes = p.object("Attributes")) {
    given = *attributes;
  } else {
    p.fail(ApiError("MissingParameter", "The request must contain the parameter Attributes."));
  }
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return queue.error();
  QueueAttributes changed = (*queue)->attributes;
  if (auto error = read_attributes(given, changed)) return *error;
  (*queue)->attributes = std::move(changed);
  (*queue)->modified = queues.context().runtime.wall_now();
  queues.note_use(**queue);
  return Json::object();
}

ApiResult purge_queue(Queues& queues, const Json& params) {
  Params p(params, "sqs:PurgeQueue", kInvalidValue);
  const auto queue = read_queue(p, queues);
  if (queue.has_error()) return queue.error();
  if (queues.purge(**queue)) return Json::object();
  return ApiError(
      "AWS.SimpleQueueService.PurgeQueueInProgress",
      "Only one PurgeQueue operation on " + (*queue)->name + " is allowed every 60 seconds.", 403);
}

}  // namespace

ApiError no_such_queue() {
  return {"AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."};
}

boost::system::result<Queue*, ApiError> read_queue(Params& params, Queues& queues) {
  const std::string url = params.string("QueueUrl");
  if (auto error = params.finish()) return std::move(*error);
  Queue* queue = queues.find(name_in(url, queues.context().account));
  if (queue == nullptr) return no_such_queue();
  return queue;
}

std::vector<std::string> resources_of(Queues& queues, const Json& params) {
  const auto text = [&](const char* member) {
    const auto found = params.find(member);
    return found != params.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  std::string name = text("QueueName");
  if (name.empty()) name = name_in(text("QueueUrl"), queues.context().account);
  if (name.empty()) return {};
  return {queues.arn_of(name)};
}

void add_queue_operations(core::OperationRegistry& operations, Queues& queues) {
  const auto add = [&](const char* action, auto handler) {
    operations.add(
        "sqs", action,
        [&queues, handler](const Json& params, const core::CallContext&) {
          return handler(queues, params);
        },
        [&queues](const Json& params) { return resources_of(queues, params); });
  };
  add("CreateQueue", create_queue);
  add("DeleteQueue", delete_queue);
  add("GetQueueUrl", get_url);
  add("ListQueues", list_queues);
  add("GetQueueAttributes", get_attributes);
  add("SetQueueAttributes", set_attributes);
  add("PurgeQueue", purge_queue);
}

}  // namespace spillway::sqs
