#include "emulator/live/http_text.hpp"

#include <sys/socket.h>

namespace spillway::live {
namespace {

// What this end decides by itself.
bool is_framing(std::string_view name) {
  return iequals(name, "content-length") || iequals(name, "transfer-encoding") ||
         iequals(name, "connection") || iequals(name, "keep-alive");
}

bool has_no_content(int status) { return status < 200 || status == 204 || status == 304; }

void add_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string response_head(const HttpResponse& response, const Framing& framing) {
  std::string head;
  head.reserve(256);
  head.append(framing.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ");
  head.append(std::to_string(response.status)).append(" ");
  head.append(response.reason.empty() ? reason_phrase(response.status) : response.reason);
  head.append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (!is_framing(name)) add_field(head, name, value);
  }
  if (!has_no_content(response.status) && !framing.chunked) {
    const auto length = response.headers.get("content-length");
    add_field(head, "Content-Length",
              framing.head && response.body.empty() && length
                  ? std::string(*length)
                  : std::to_string(response.body.size()));
  }
  add_field(head, "Connection", framing.keep_alive ? "keep-alive" : "close");
  return head.append("\r\n");
}

std::string request_head(const HttpRequest& request, bool keep_alive) {
  std::string head;
  head.reserve(256);
  head.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  for (const auto& [name, value] : request.headers) {
    if (!is_framing(name) && !iequals(name, "expect")) add_field(head, name, value);
  }
  const bool has_body = !request.body.empty() || request.headers.contains("content-length") ||
                        request.headers.contains("transfer-encoding");
  if (has_body) add_field(head, "Content-Length", std::to_string(request.body.size()));
  add_field(head, "Connection", keep_alive ? "keep-alive" : "close");
  return head.append("\r\n");
}

bool is_stale(TcpSocket& socket) {
  char byte = 0;
  const auto seen = recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace spillway::live
