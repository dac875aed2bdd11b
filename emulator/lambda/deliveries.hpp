// Deliveries: what becomes of an asynchronous event that is over: records to destinations, the
// event itself to a dead-letter queue (aws-facts B5). Owned by Estate.
//
// They are sent with the permissions of the function's role. Destinations may be queues, functions
// and the default event bus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/api_error.hpp"
#include "emulator/core/ports.hpp"
#include "emulator/lambda/function.hpp"
#include "emulator/lambda/functions.hpp"

namespace spillway::lambda {

struct Estate;

/// An event that is over, and the last answer of its function.
struct AsyncResult {
  const Endpoint& endpoint;
  std::string_view request_id;
  std::string_view payload;
  std::string_view condition;  ///< "Success", "RetriesExhausted", "EventAgeExceeded"
  int attempts = 0;            ///< that reached the function
  const InvokeReply& last;     ///< of them the last; without one, not looked at
};

class Deliveries {
 public:
  explicit Deliveries(Estate& estate) : estate_(estate) {}

  /// Queues are refused as not modelled until it is called. `queues` must outlive this.
  void connect(core::MessageQueues& queues) { queues_ = &queues; }

  /// Why a function of that role cannot have this destination (or dead-letter queue); nothing if it
  /// can. `arn` empty: none is asked for.
  std::optional<core::ApiError> refuse_destination(const std::string& arn,
                                                   const std::string& role) const;
  std::optional<core::ApiError> refuse_dead_letter(const std::string& arn,
                                                   const std::string& role) const;

  void succeeded(const AsyncResult& result);
  void failed(const AsyncResult& result);

 private:
  std::optional<core::ApiError> refuse(const std::string& arn, const std::string& role,
                                       std::string_view action) const;
  void deliver(const std::string& arn, const AsyncResult& result);
  bool send(const std::string& arn, const AsyncResult& result);
  bool send_to_queue(const std::string& arn, const AsyncResult& result, std::string body,
                     std::map<std::string, std::string> attributes);
  bool send_to_function(const std::string& arn, const AsyncResult& result);
  bool send_to_bus(const std::string& arn, const AsyncResult& result);
  void send_dead_letter(const AsyncResult& result);
  Json record_of(const AsyncResult& result) const;

  Estate& estate_;
  core::MessageQueues* queues_ = nullptr;
};

}  // namespace spillway::lambda
