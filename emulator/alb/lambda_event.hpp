// LambdaEvents: writes the event that a function gets for a request (aws-facts A4), straight into
// one string.
//
// Owned by the data plane and by the health checks, one each. On the per-request path: no DOM, one
// allocation. Runtime's thread only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/alb/request_facts.hpp"

namespace spillway::alb {

/// The beginning of every event of a target group, up to the value of httpMethod.
std::string lambda_event_prefix(const std::string& target_group_arn);

class LambdaEvents {
 public:
  using Field = std::pair<std::string_view, std::string_view>;

  /// The event, with at least 64 bytes of spare capacity for a parser; nothing if the request is
  /// not UTF-8 where it must be. `added` are header fields, names in lower case, that stand in for
  /// the request's of the same name.
  std::optional<std::string> write(const TargetGroup& group, const HttpRequest& request,
                                   const RequestFacts& facts, std::span<const Field> added);

 private:
  void collect_headers(const HttpRequest& request, std::span<const Field> added);
  void collect_query(std::string_view query);
  void append_fields(std::string& out, bool multi_value, bool are_headers) const;

  std::vector<Field> fields_;  // of what is being written
};

}  // namespace spillway::alb
