// The heads of HTTP/1.1 messages as text, appended to a buffer that is used again. On the load
// balancer's data path. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "runtime/http.hpp"

namespace spillway::live {

struct AnswerFraming {
  unsigned version = 11;
  bool keep_alive = true;
  bool chunked = false;
  bool web_socket = false;
  std::string_view target{};  ///< who answers, for a load generator that asked; empty: none did
};
/// With its empty line. Content-Length is among the headers if there is one.
void append_answer_head(std::string& out, const HttpResponse& response,
                        const AnswerFraming& framing);

/// With its empty line.
void append_target_head(std::string& out, const HttpRequest& request, bool chunked,
                        bool web_socket);

}  // namespace spillway::live
