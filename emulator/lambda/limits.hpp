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
  std::string_view admit(Endpoint& endpoint, Version& version, TimePoint now, bool synchronous);
  /// An admitted invocation is over, in that environment.
  void release(Endpoint& endpoint, Version& version, const Environment& environment);
  /// How many run now, for an invocation of this function.
  Concurrency concurrency(const Endpoint& endpoint, const Version& version,
                          bool provisioned) const {
    const Function& function = *endpoint.function;
    return {function.active,
            active_,
            endpoint.active,
            version.active,
            unreserved_active_,
            unreserved_active_ + reserved_ + provisioned_,
            !function.reserved && !provisioned};
  }

  /// Changes the function's reservation; its running invocations move between the shares.
  void set_reservation(Function& function, std::optional<std::int64_t> reservation);
  /// Changes what is provisioned of the function, in all its versions together.
  void set_provisioned(Function& function, std::int64_t provisioned);
  /// What must stay unreserved: in a small account, all of it. aws-facts B3; that the message says
  /// [10] or [50] there is OBSERVED
  std::int64_t unreserved_minimum() const {
    return std::min(settings_.unreserved_minimum, settings_.account_concurrency);
  }
  /// What is left for functions without a reservation, and not provisioned.
  std::int64_t unreserved() const {
    return settings_.account_concurrency - reserved_ - provisioned_;
  }

 private:
  std::string_view refuse(Function& function, const Version& version, TimePoint now,
                          bool synchronous);

  const Settings& settings_;
  std::int64_t reserved_ = 0;
  std::int64_t provisioned_ = 0;  // of functions without a reservation
  std::int64_t unreserved_active_ = 0;
  std::int64_t active_ = 0;  // of the account
  TokenBucket unreserved_requests_;
};

}  // namespace spillway::lambda
