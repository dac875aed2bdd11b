#include "runtime/aws/protocol.hpp"

#include "runtime/aws/codecs.hpp"
#include "runtime/aws/service_table.hpp"

namespace spillway::aws {

boost::system::result<HttpRequest, Error> build_request(const Service& service,
                                                        std::string_view action,
                                                        const Json& params) {
  if (!params.is_object()) return client_error("the parameters of a call must be an object");
  switch (service.protocol) {
    case Protocol::query:
      return build_query(service, action, params);
    case Protocol::json_1_0:
    case Protocol::json_1_1:
      return build_json(service, action, params);
    case Protocol::rest_json:
      return build_rest(service, action, params);
  }
  return client_error("unknown protocol");
}

Result decode_response(const Service& service, std::string_view action,
                       const HttpResponse& response) {
  const bool ok = response.status >= 200 && response.status < 300;
  switch (service.protocol) {
    case Protocol::query:
      return ok ? decode_query(action, response) : Result(decode_query_error(response));
    case Protocol::json_1_0:
    case Protocol::json_1_1:
      return ok ? decode_json(response) : Result(decode_json_error(response));
    case Protocol::rest_json:
      return ok ? decode_rest(response) : Result(decode_json_error(response));
  }
  return client_error("unknown protocol");
}

}  // namespace spillway::aws
