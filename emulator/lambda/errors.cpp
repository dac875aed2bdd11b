#include "emulator/lambda/errors.hpp"

#include <cstdio>

#include "runtime/json.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::lambda {
namespace {

std::string body(std::string_view type, std::string_view request_id, const std::string& what) {
  return Json{{"errorType", type},
              {"errorMessage", "RequestId: " + std::string(request_id) + " Error: " + what}}
      .dump();
}

std::string timed_out_after(std::int64_t timeout_s) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.2f", static_cast<double>(timeout_s));
  return "Task timed out after " + std::string(seconds) + " seconds";
}

std::string signal_name(int signal) {
  switch (signal) {
    case 6:
      return "aborted";
    case 9:
      return "killed";
    case 11:
      return "segmentation fault";
    case 15:
      return "terminated";
    default:
      return "signal " + std::to_string(signal);
  }
}

}  // namespace

std::string timeout_body(std::string_view request_id, std::int64_t timeout_s) {
  return body("Sandbox.Timedout", request_id, timed_out_after(timeout_s));
}

std::string old_timeout_body(WallTime now, std::string_view request_id, std::int64_t timeout_s) {
  const std::string text = format_iso8601_millis(now) + ' ' + std::string(request_id) + ' ';
  return Json{{"errorMessage", text + timed_out_after(timeout_s)}}.dump();
}

std::string init_timeout_body() {
  return Json{{"errorType", "Sandbox.Timedout"}, {"errorMessage", "Init timed out"}}.dump();
}

std::string exit_body(std::string_view request_id, int status) {
  std::string what = "Runtime exited without providing a reason";
  if (status > 128) {
    what = "Runtime exited with error: signal: " + signal_name(status - 128);
  } else if (status != 0) {
    what = "Runtime exited with error: exit status " + std::to_string(status);
  }
  return body("Runtime.ExitError", request_id, what);
}

std::string response_too_large_body() {
  return Json{{"errorType", "Function.ResponseSizeTooLarge"},
              {"errorMessage",
               "Response payload size exceeded maximum allowed payload size (6291556 bytes)."}}
      .dump();
}

std::string with_request_id(std::string text, std::string_view request_id) {
  constexpr std::string_view kNobody = "\"RequestId:  Error: ";
  const std::size_t at = text.find(kNobody);
  if (at != std::string::npos)
    text.insert(at + std::string_view("\"RequestId: ").size(), request_id);
  return text;
}

ErrorSummary summarize(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  const auto member = [&](const char* name) {
    const auto it = json.find(name);
    return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
  };
  return {member("errorType"), member("errorMessage")};
}

}  // namespace spillway::lambda
