// What AWS decides about Application Auto Scaling. A plain value; the scenario's
// `aws.autoscaling` fills it.
#pragma once

#include <cstdint>

#include "emulator/core/delay.hpp"

namespace spillway::autoscaling {

struct Settings {
  /// From an alarm's action to UpdateService. UNSOURCED
  core::Delay reaction = core::Delay::uniform(std::chrono::seconds(1), std::chrono::seconds(5));
  /// An alarm that stays in its state acts again after this long (CWUG/AlarmThatSendsEmail).
  Duration repeat = std::chrono::minutes(1);
  /// A desired count above MaxCapacity: true, a scale-in first brings it down to MaxCapacity and
  /// goes on from there; false, it goes on from where it is. aws-facts H11, UNSOURCED
  bool reduces_above_maximum = true;
  /// RegisterScalableTarget moves a desired count outside of its bounds at once ("minimum capacity
  /// was set to 1", AASUG/application-auto-scaling-scaling-activities).
  bool bounds_act_at_once = true;
  /// How often it looks whether a service has reached its new desired count, which ends the
  /// activity. UNSOURCED
  Duration fulfilment_poll = std::chrono::seconds(10);
  /// Minutes above the target until target tracking's high alarm fires. UNSOURCED: as observed
  std::int64_t tracking_high_periods = 3;
  /// Minutes below it until its low alarm fires. UNSOURCED: as observed
  std::int64_t tracking_low_periods = 15;
  /// The low alarm's threshold, as a part of the target. UNSOURCED: as observed
  double tracking_low_factor = 0.9;
};

}  // namespace spillway::autoscaling
