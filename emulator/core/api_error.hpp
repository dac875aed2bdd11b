// ApiError: what an AWS operation answers when it refuses, in AWS's words.
//
// The wire gives it the shape of the service's protocol (aws-facts F2). Plain value.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "runtime/json.hpp"

namespace spillway::core {

struct ApiError {
  ApiError() = default;
  // A constructor, since C++20 would build an aggregate from a lone Json (through its code), and
  // an ApiResult could then not tell a Json from an error.
  ApiError(std::string its_code, std::string its_message, int status = 400,
           bool is_not_modelled = false, Json its_extra = Json::object())
      : code(std::move(its_code)),
        message(std::move(its_message)),
        http_status(status),
        not_modelled(is_not_modelled),
        extra(std::move(its_extra)) {}

  std::string code;  ///< as AWS spells it on the wire: "TargetGroupNotFound"
  std::string message;
  int http_status = 400;
  /// Not AWS's refusal but ours: the call or parameter is not modelled. Ends a run with exit
  /// code 3.
  bool not_modelled = false;
  Json extra = Json::object();  ///< further members of the error's body, e.g. {"Reason": ...}
  /// The remedy, for whoever wrote the template; AWS's protocols have no place for it.
  std::string hint;
};

/// Our own refusal, by name.
inline ApiError not_modelled(std::string what) {
  return {"NotModelled", std::move(what) + " is not modelled by Spillway", 501, true};
}

inline ApiError with_hint(ApiError error, std::string hint) {
  error.hint = std::move(hint);
  return error;
}

[[noreturn]] inline void throw_exception_from_error(const ApiError& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unexpected API error " + error.code + ": " + error.message);
}

using ApiResult = boost::system::result<Json, ApiError>;

}  // namespace spillway::core
