#include "emulator/lambda/async_queue.hpp"

#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {
namespace {

// A 429 or 5xx sends an event back (aws-facts B5.3); another code strikes who invokes, not what has
// been accepted.
bool keeps_event(const core::ApiError& error) {
  return error.http_status == 429 || error.http_status >= 500;
}

}  // namespace

AsyncQueue::AsyncQueue(Estate& estate)
    : estate_(estate),
      calls_(estate.context, "lambda"),
      rng_(estate.context.runtime.rng("lambda/async-handover")) {}

EventInvokeConfig AsyncQueue::config_of(const Event& event) {
  return event.endpoint->event_invoke.value_or(EventInvokeConfig{});
}

void AsyncQueue::accept(Endpoint& endpoint, const Caller& caller, std::string payload) {
  Runtime& runtime = estate_.context.runtime;
  const Function& function = *endpoint.function;
  auto event = std::make_shared<Event>(Event{&endpoint,
                                             estate_.invoker.new_request_id(),
                                             std::string(caller.name),
                                             std::move(payload),
                                             runtime.now(),
                                             {},
                                             0,
                                             estate_.settings.throttle_backoff_first,
                                             {}});
  estate_.meter.async_received(endpoint);
  const EventSeq queued = estate_.context.timeline.record(
      "lambda.event_queued",
      {{"function", function.name}, {"request_id", event->request_id}, {"source", caller.name}});
  CauseScope scope(runtime, queued);
  // Without any concurrency of its own a function never runs: dropped at once (aws-facts B5). Which
  // condition its record gives is UNSOURCED.
  if (function.reserved == 0) {
    drop(event, "RetriesExhausted", "the function's reserved concurrency is 0");
    return;
  }
  runtime.call_after(estate_.settings.async_handover.sample(rng_),
                     [this, event] { attempt(event); });
}

// Lambda itself fails only where a scenario has it fail: by a fault of lambda:Invoke.
void AsyncQueue::attempt(const EventPtr& event) {
  const core::ServiceCalls::Manner manner{{}, core::ApiFaults::Telling::each, keeps_event};
  calls_.begin("lambda", "Invoke", manner, [this, event](const core::CallFate& fate) {
    if (fate.failure == core::CallFailure::none || event->endpoint->function->deleted) {
      run(event);
    } else {
      retry_later(event, fate.error.code);
    }
  });
}

void AsyncQueue::run(const EventPtr& event) {
  if (event->endpoint->function->deleted) {
    drop(event, "RetriesExhausted", "the function was deleted");
    return;
  }
  event->attempted = estate_.context.runtime.now();
  const InvocationFacts facts{"Event", event->attempts + 1, false, event->source};
  estate_.invoker.invoke(
      *event->endpoint, facts, event->request_id, event->payload,
      [this, event](InvokeReply&& reply) { attempted(event, std::move(reply)); });
}

void AsyncQueue::attempted(const EventPtr& event, InvokeReply&& reply) {
  if (reply.outcome == InvokeOutcome::throttled) {
    retry_later(event, reply.throttle_reason);
    return;
  }
  estate_.meter.async_invoked(*event->endpoint, event->attempted - event->accepted,
                              event->attempted);
  ++event->attempts;
  event->last = std::move(reply);
  if (event->last.outcome == InvokeOutcome::function_error) {
    retry_after_error(event);
  } else {
    estate_.deliveries.succeeded(result_of(*event, "Success"));
  }
}

void AsyncQueue::retry_after_error(const EventPtr& event) {
  if (event->attempts > config_of(*event).maximum_retry_attempts) {
    drop(event, "RetriesExhausted");
    return;
  }
  const Duration delay =
      event->attempts == 1 ? estate_.settings.first_retry : estate_.settings.second_retry;
  try_again(event, delay, "function error");
}

// Throttles and system errors do not use up the retries: the event waits in the queue until it is
// too old.
void AsyncQueue::retry_later(const EventPtr& event, std::string_view reason) {
  const Duration delay = event->backoff;
  event->backoff = std::min(event->backoff * 2, estate_.settings.throttle_backoff_max);
  try_again(event, delay, reason);
}

// The queue keeps an event for so long: one whose next attempt would come later goes without it.
void AsyncQueue::try_again(const EventPtr& event, Duration delay, std::string_view reason) {
  Runtime& runtime = estate_.context.runtime;
  const TimePoint expires = event->accepted + config_of(*event).maximum_event_age;
  if (runtime.now() + delay > expires) {
    runtime.call_at(expires, [this, event] { drop(event, "EventAgeExceeded"); });
    return;
  }
  const EventSeq told = estate_.context.timeline.record(
      "lambda.async_retry", {{"function", event->endpoint->function->name},
                             {"request_id", event->request_id},
                             {"reason", std::string(reason)},
                             {"attempt", event->attempts + 1},
                             {"delay_s", to_seconds(delay)}});
  CauseScope scope(runtime, told);
  runtime.call_after(delay, [this, event] { attempt(event); });
}

void AsyncQueue::drop(const EventPtr& event, const char* condition) {
  drop(event, condition, condition);
}

void AsyncQueue::drop(const EventPtr& event, const char* condition, const char* reason) {
  estate_.meter.async_dropped(*event->endpoint);
  const EventSeq dropped = estate_.context.timeline.record(
      "lambda.event_dropped", {{"function", event->endpoint->function->name},
                               {"request_id", event->request_id},
                               {"reason", reason},
                               {"attempts", event->attempts}});
  CauseScope scope(estate_.context.runtime, dropped);
  estate_.deliveries.failed(result_of(*event, condition));
}

AsyncResult AsyncQueue::result_of(const Event& event, std::string_view condition) {
  return {*event.endpoint, event.request_id, event.payload, condition, event.attempts, event.last};
}

}  // namespace spillway::lambda
