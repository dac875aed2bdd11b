// Limits: who may start another invocation now (aws-facts B3). Owned by Estate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "emulator/lambda/function.hpp"
#include "emulator/lambda/settings.hpp"

namespace spillway::lambda {

class Limits {
 public:
  explicit Limits(const Settings& settings) : settings_(settings) {}

  /// Empty if the invocation may run, and it counts from now on; else the reason of the 429.
  std::string_view admit(Function& function, TimePoint now, bool synchronous);
  /// An admitted invocation is over.
  void release(Function& function);
  /// How many run now, for an invocation of this function.
  Concurrency concurrency(const Function& function) const {
    return {function.active, active_, unreserved_active_, unreserved_active_ + reserved_,
            function.reserved.has_value()};
  }

  /// Changes the function's reservation; its running invocations move between the shares.
  void set_reservation(Function& function, std::optional<std::int64_t> reservation);
  /// What must stay unreserved: in a small account, all of it. aws-facts B3; that the message says
  /// [10] or [50] there is OBSERVED
  std::int64_t unreserved_minimum() const {
    return std::min(settings_.unreserved_minimum, settings_.account_concurrency);
  }
  /// What is left for functions without a reservation.
  std::int64_t unreserved() const { return settings_.account_concurrency - reserved_; }

 private:
  const Settings& settings_;
  std::int64_t reserved_ = 0;
  std::int64_t unreserved_active_ = 0;
  std::int64_t active_ = 0;  // of the account
  TokenBucket unreserved_requests_;
};

}  // namespace spillway::lambda
