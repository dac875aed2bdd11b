#include "emulator/lambda/errors.hpp"

#include <array>
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

// As the language that Lambda is written in names them.
std::string signal_name(int signal) {
  static constexpr std::array kNames = {"hangup",
                                        "interrupt",
                                        "quit",
                                        "illegal instruction",
                                        "trace/breakpoint trap",
                                        "aborted",
                                        "bus error",
                                        "floating point exception",
                                        "killed",
                                        "user defined signal 1",
                                        "segmentation fault",
                                        "user defined signal 2",
                                        "broken pipe",
                                        "alarm clock",
                                        "terminated"};
  if (signal > 0 && static_cast<std::size_t>(signal) <= kNames.size()) {
    return kNames[static_cast<std::size_t>(signal) - 1];
  }
  return "signal " + std::to_string(signal);
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
  if (status < 0) {
    what = "Runtime exited with error: signal: " + signal_name(-status);
  } else if (status != 0) {
    what = "Runtime exited with error: exit status " + std::to_string(status);
  }
  return body("Runtime.ExitError", request_id, what);
}

int from_shell(std::int64_t status) {
  return static_cast<int>(status > 128 ? 128 - status : status);
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
