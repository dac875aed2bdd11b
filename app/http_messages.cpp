#include "app/http_messages.hpp"

#include <boost/beast/http/error.hpp>

#include "runtime/request_target.hpp"

namespace spillway::app {
namespace {

namespace http = boost::beast::http;

// What this end decides by itself.
bool is_framing(std::string_view name) {
  return iequals(name, "content-length") || iequals(name, "transfer-encoding") ||
         iequals(name, "connection") || iequals(name, "keep-alive");
}

bool has_no_content(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

HttpRequest take_request(RequestParser& parser) {
  HttpRequest request = std::move(parser.message());
  take_authority(request.target);
  return request;
}

BeastResponse to_beast(HttpResponse response, Framing framing) {
  BeastResponse message;
  message.version(framing.version);
  message.result(static_cast<unsigned>(response.status));
  const std::string_view phrase =
      response.reason.empty() ? reason_phrase(response.status) : std::string_view(response.reason);
  message.reason({phrase.data(), phrase.size()});
  for (const auto& [name, value] : response.headers) {
    if (!is_framing(name)) message.insert(name, value);
  }
  message.keep_alive(framing.keep_alive);
  if (has_no_content(response.status)) return message;
  const auto length = response.headers.get("content-length");
  if (framing.head && response.body.empty() && length) {
    message.set(http::field::content_length, std::string(*length));
    return message;
  }
  message.content_length(response.body.size());
  if (!framing.head) message.body() = std::move(response.body);
  return message;
}

int status_for(boost::system::error_code error, const RequestParser& parser) {
  // The target is known as soon as the request line was read.
  if (error == http::error::header_limit) return parser.message().target.empty() ? 414 : 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::bad_version) return 505;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  return error.category() == http::make_error_code(http::error::bad_version).category() ? 400 : 0;
}

int header_status(const RequestParser& parser, const ServerOptions& options) {
  const HttpRequest& message = parser.message();
  if (message.target.size() > options.max_target) return 414;
  int hosts = 0;
  for (const auto& [name, value] : message.headers) {
    if (name.size() + value.size() > options.max_header_field) return 431;
    if (iequals(name, "host")) ++hosts;
  }
  // RFC 9112 3.2: exactly one Host. Its absence is allowed to HTTP/1.0 only.
  if (hosts > 1 || (hosts == 0 && parser.version() >= 11)) return 400;
  // Taken for a message without a body, what follows would be read as the next request.
  if (message.headers.contains("transfer-encoding") && !parser.chunked()) return 501;
  return 0;
}

}  // namespace spillway::app
