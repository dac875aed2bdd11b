#include "emulator/live/runtime_api_answers.hpp"

#include "runtime/json.hpp"

namespace spillway::live {

HttpResponse result_accepted() {
  return {202, "", {{"Content-Type", "application/json"}}, "{\"status\":\"OK\"}\n"};
}

HttpResponse runtime_api_refusal(int status, const std::string& type, const std::string& message) {
  const Json body{{"errorMessage", message}, {"errorType", type}};
  return {status, "", {{"Content-Type", "application/json"}}, body.dump() + "\n"};
}

HttpResponse wrong_transition(const std::string& from, const std::string& to) {
  return runtime_api_refusal(403, "InvalidStateTransition",
                             "State transition from " + from + " to " + to +
                                 " failed for runtime. Error: State transition is not allowed");
}

HttpResponse no_such_page() {
  return {404, "", {{"Content-Type", "text/plain"}}, "404 page not found\n"};
}

}  // namespace spillway::live
