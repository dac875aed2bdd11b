#include "tools/harness/api_faults.hpp"

namespace spillway::harness {
namespace {

bool applies(const ApiFault& fault, const std::string& service, const std::string& action,
             TimePoint now) {
  return fault.service == service && (fault.action == "*" || fault.action == action) &&
         now >= fault.from && (!fault.length || now < fault.from + *fault.length);
}

core::ApiError error_of(const ApiFault& fault) {
  const bool throttled = fault.error.find("Throttl") != std::string::npos;
  const bool server = fault.error == "ServerException" || fault.error == "InternalFailure" ||
                      fault.error == "ServiceUnavailable" || fault.error == "ServiceException";
  return {fault.error,
          throttled ? "Rate exceeded" : "injected by the scenario's fault " + fault.name,
          server ? 500 : 400};
}

}  // namespace

ApiFaults::ApiFaults(Runtime& runtime, core::Timeline& timeline, wire::Endpoint& api,
                     const std::vector<ApiFault>& faults)
    : runtime_(runtime), timeline_(timeline), faults_(faults), rng_(runtime.rng("faults/api")) {
  if (faults_.empty()) return;
  api.set_interceptor(
      [this](const std::string& service, const std::string& action, const std::string& caller) {
        return decide(service, action, caller);
      });
}

wire::Interference ApiFaults::decide(const std::string& service, const std::string& action,
                                     const std::string& caller) {
  wire::Interference interference;
  for (const ApiFault& fault : faults_) {
    if (!applies(fault, service, action, runtime_.now()) || rng_.uniform() >= fault.probability)
      continue;
    timeline_.record("fault.injected", {{"name", fault.name},
                                        {"type", "api_error"},
                                        {"target", service + ":" + action},
                                        {"detail", fault.error + " for " + caller}});
    interference.error = error_of(fault);
    break;
  }
  return interference;
}

}  // namespace spillway::harness
