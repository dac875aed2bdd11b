// Params: reads an operation's parameters, strictly.
//
// Every parameter an operation knows is asked for; finish() then refuses the rest by name, so that
// nothing a caller sent is silently without effect. Numbers and booleans may arrive as strings, as
// the query protocol sends them. The first error is kept and everything after it answers with
// defaults:
//
//   Params p(params, "ecs:UpdateService", kValidation);
//   const std::string service = p.string("service");            // required
//   const auto count = p.optional_integer("desiredCount", 0, 10000);
//   p.inert("enableECSManagedTags");                             // known to have no influence
//   if (auto error = p.finish()) return *error;
//
// Lives on the stack of one operation.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/api_error.hpp"

namespace spillway::core {

class Params {
 public:
  /// `validation_code` is the code the service answers for a bad value: "ValidationError" (query),
  /// "InvalidParameterException" (ecs), "InvalidParameterValueException" (lambda), ...
  /// `path` prefixes names in messages when the object is nested ("DefaultActions[0].").
  Params(const Json& params, std::string operation, std::string validation_code,
         std::string path = {});

  bool has(std::string_view name);

  std::string string(std::string_view name);
  std::optional<std::string> optional_string(std::string_view name);
  std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                               std::int64_t max);
  std::optional<double> optional_number(std::string_view name);
  std::optional<bool> optional_boolean(std::string_view name);
  /// One of `allowed`, else an error that lists them.
  std::optional<std::string> optional_choice(std::string_view name,
                                             const std::vector<std::string>& allowed);
  std::vector<std::string> strings(std::string_view name);  ///< absent: empty
  /// The raw value; null if absent. Read it with a nested Params.
  const Json* object(std::string_view name);
  const Json* array(std::string_view name);
  /// Whatever stands there; null if absent.
  const Json* any(std::string_view name);

  /// A parameter known to have no influence on what is modelled: accepted and ignored.
  void inert(std::string_view name);
  /// Adds an error of the caller's own, unless there is one already.
  void fail(std::string message);
  void fail(ApiError error);
  bool failed() const { return error_.has_value(); }

  /// The first error; a parameter nobody asked for is one (not_modelled).
  std::optional<ApiError> finish();

 private:
  const Json* take(std::string_view name);

  const Json& params_;
  std::string operation_;
  std::string validation_code_;
  std::string path_;
  std::set<std::string, std::less<>> known_;
  std::optional<ApiError> error_;
};

}  // namespace spillway::core
