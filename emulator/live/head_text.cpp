#include "emulator/live/head_text.hpp"

#include <charconv>

namespace spillway::live {
namespace {

void append_fields(std::string& out, const HttpHeaders& headers) {
  for (const auto& [name, value] : headers) {
    if (name.size() == 10 && iequals(name, "connection")) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
}

}  // namespace

void append_answer_head(std::string& out, const HttpResponse& response,
                        const AnswerFraming& framing) {
  char status[8];
  const auto end = std::to_chars(status, status + sizeof(status), response.status).ptr;
  out.append(framing.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ");
  out.append(status, end).append(" ");
  out.append(response.reason.empty() ? reason_phrase(response.status) : response.reason);
  out.append("\r\n");
  append_fields(out, response.headers);
  if (!framing.target.empty()) {
    out.append("X-Spillway-Target: ").append(framing.target).append("\r\n");
  }
  if (framing.web_socket) {
    out.append("Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    return;
  }
  if (framing.chunked) out.append("Transfer-Encoding: chunked\r\n");
  out.append(framing.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

void append_target_head(std::string& out, const HttpRequest& request, bool chunked,
                        bool web_socket) {
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  append_fields(out, request.headers);
  if (chunked) out.append("Transfer-Encoding: chunked\r\n");
  out.append(web_socket ? "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" : "\r\n");
}

}  // namespace spillway::live
