// The ALB's event for a Lambda target and the answer that it wants (aws-facts A4), to and from the
// app's HTTP messages.
//
// This is what every request to the function passes through, so nothing is built twice: the event
// is read in one pass where it lies, the answer is written straight into its string. A reader
// belongs to one front door and is used from its thread; write_alb_response is callable from any.
#pragma once

#include <boost/system/result.hpp>
#include <memory>
#include <string>

#include "runtime/http.hpp"
#include "runtime/invocation.hpp"

namespace spillway::app {

/// Whether the target group has lambda.multi_value_headers.enabled: the answer must use the same.
enum class HeaderMode { single, multi };

struct AlbRequest {
  HttpRequest request;
  HeaderMode mode = HeaderMode::single;
};

class AlbEventReader {
 public:
  AlbEventReader();
  ~AlbEventReader();
  AlbEventReader(const AlbEventReader&) = delete;
  AlbEventReader& operator=(const AlbEventReader&) = delete;

  /// The request, valid until the next event is read. Anything but an ALB's event is an error of
  /// type "Function.BadEvent". A payload with 64 bytes of capacity behind its text is read where it
  /// lies, any other is copied first.
  boost::system::result<const AlbRequest*, FunctionError> read(const std::string& payload);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;  // keeps its buffers from event to event
};

/// The answer's JSON, with 64 free bytes behind it. A body that is text (by aws-facts A4's list of
/// content types, without content-encoding, and valid UTF-8) goes as it is, any other as Base64.
/// Content-Length and the hop-by-hop headers are left out: the ALB makes its own. In single mode
/// headers of one name are joined with ", "; of several Set-Cookie only the last can be sent.
std::string write_alb_response(const HttpResponse& response, HeaderMode mode);

}  // namespace spillway::app
