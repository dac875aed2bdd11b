// Our answers as Beast's messages, and what the server says to requests that it cannot take.
// Internal to http_*.cpp. Pure functions.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include "app/server_options.hpp"
#include "runtime/http_parser.hpp"

namespace spillway::app {

using BeastResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// An absolute target ("http://host/path") loses its scheme and host.
HttpRequest take_request(RequestParser& parser);

struct Framing {
  unsigned version = 11;  ///< as Beast counts: 10 or 11
  bool keep_alive = false;
  bool head = false;  ///< the answer to a HEAD: it has GET's Content-Length and no body
};
BeastResponse to_beast(HttpResponse response, Framing framing);

/// What to answer when the parser failed or gave up; 0 if nobody is there to hear it.
int status_for(boost::system::error_code error, const RequestParser& parser);

/// The status with which a well-formed header is refused; 0 if it is good.
int header_status(const RequestParser& parser, const ServerOptions& options);

}  // namespace spillway::app
