// Checks what a scenario says under `aws.ecr.images` against its template: a size for an image that
// nobody pulls would be a word without effect.
#pragma once

#include "tools/harness/trial_deployment.hpp"

namespace spillway::harness {

/// Of images that are named wrongly. Precondition: nothing else is wrong with the scenario.
document::Diagnostics check_images(const Scenario& scenario, const cloudformation::Outline& outline,
                                   const Trial& trial);

}  // namespace spillway::harness
