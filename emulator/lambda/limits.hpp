// Limits: who may start another invocation now (aws-facts B3). Owned by Estate.
#pragma once

#include <cstdint>
#include <string_view>

#include "emulator/lambda/function.hpp"
#include "emulator/lambda/settings.hpp"

namespace spillway::lambda {

class Limits {
 public:
  explicit Limits(const Settings& settings) : settings_(settings) {}

  /// Empty if the invocation may run, and it counts from now on; else the reason of the 429.
  std::string_view admit(Function& function, TimePoint now);
  /// An admitted invocation is over.
  void release(Function& function);

  /// Changes the function's reservation; its running invocations move between the shares.
  void set_reservation(Function& function, std::optional<std::int64_t> reservation);
  std::int64_t reserved() const { return reserved_; }
  /// What is left for functions without a reservation.
  std::int64_t unreserved() const { return settings_.account_concurrency - reserved_; }
  std::int64_t unreserved_active() const { return unreserved_active_; }
  std::int64_t active() const { return active_; }

 private:
  const Settings& settings_;
  std::int64_t reserved_ = 0;
  std::int64_t unreserved_active_ = 0;
  std::int64_t active_ = 0;  // of the account
  TokenBucket unreserved_requests_;
};

}  // namespace spillway::lambda
