// LambdaResponses: makes an HTTP response of a function's answer (aws-facts A4).
//
// Owned by the data plane and by the health checks, one each; keeps its parser's buffers. On the
// per-request path. Runtime's thread only.
#pragma once

#include <memory>
#include <string>

#include "runtime/http.hpp"

namespace spillway::alb {

class LambdaResponses {
 public:
  /// `text_status`: whether "200" is a status, too.
  explicit LambdaResponses(bool text_status = false);
  ~LambdaResponses();
  LambdaResponses(const LambdaResponses&) = delete;
  LambdaResponses& operator=(const LambdaResponses&) = delete;

  /// False if the answer is malformed (LambdaInvalidResponse); `response` is unspecified then. The
  /// payload's bytes stay, its capacity may grow. `date` is what the Date header says;
  /// `server_header`: whether the load balancer names itself in Server.
  bool parse(std::string& payload, bool multi_value_headers, const std::string& date,
             HttpResponse& response, bool server_header = true);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  const bool text_status_;
};

}  // namespace spillway::alb
