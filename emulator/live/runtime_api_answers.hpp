// What the Runtime API answers to a runtime besides events (aws-facts B2). Pure functions.
// Internal to emulator/live.
#pragma once

#include <string>

#include "runtime/http.hpp"

namespace spillway::live {

/// 202: the result was taken.
HttpResponse result_accepted();
HttpResponse runtime_api_refusal(int status, const std::string& type, const std::string& message);
/// 403 InvalidStateTransition; the states as the Runtime API calls them.
HttpResponse wrong_transition(const std::string& from, const std::string& to);
/// A path that it does not have.
HttpResponse no_such_page();

}  // namespace spillway::live
