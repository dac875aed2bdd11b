// Routing: which operation a request means, by X-Amz-Target, by Action and Version, or by its path
// (aws-facts F1); which service, if none of that tells, by the scope it is signed for. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>

#include "emulator/core/api_error.hpp"
#include "emulator/wire/services.hpp"
#include "runtime/http.hpp"
#include "runtime/json.hpp"
#include "runtime/percent.hpp"

namespace spillway::wire {

/// Protocols of services that are not modelled, in which they are told so.
enum class ErrorForm { of_protocol, cbor, rest_xml };

struct Route {
  Protocol protocol = Protocol::rest_json;
  const Service* service = nullptr;  ///< null: unknown
  std::string service_name;          ///< of an unknown one: as the request names it
  std::string action;                ///< as the request names it, known or not
  int success_status = 200;
  Json path_parameters = Json::object();  ///< restJson1
  FormFields form;                        ///< query
  ErrorForm error_form = ErrorForm::of_protocol;
  /// Set if the request means no operation at all; a protocol is chosen nevertheless.
  std::optional<core::ApiError> error;
};

Route find_route(const HttpRequest& request);

}  // namespace spillway::wire
