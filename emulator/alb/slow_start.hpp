// Slow start: a target's share grows linearly from nothing to the full one while it warms up
// (aws-facts A2). Pure functions over the model.
#pragma once

#include "emulator/alb/model.hpp"

namespace spillway::alb {

/// Does a healthy target of the group, other than this one, have its full share?
bool has_full_share_beside(const TargetGroup& group, const Target& target, TimePoint now);

/// A target of the group changed its state: does a slow start begin or end? Called after the
/// change.
void update_slow_start(TargetGroup& group, Target& target, TimePoint now);

/// What share of its full one the target has now, from 0 to 1.
double slow_start_share(const Target& target, TimePoint now);

/// The group's slow start was switched off: nobody is in it any more.
void end_slow_starts(TargetGroup& group);

}  // namespace spillway::alb
