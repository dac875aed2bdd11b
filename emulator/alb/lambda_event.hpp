// LambdaEvents: writes the event that a function gets for a request (aws-facts A4), straight into
// one buffer.
//
// Owned by the data plane and by the health checks, one each. On the per-request path: no DOM, no
// allocation. Runtime's thread only.
#pragma once

#include <cstdint>
#include <memory>
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

  /// The event, valid until the next one is written; nothing if the request is not UTF-8 where it
  /// must be. `added` are the load balancer's own header fields, plain names in lower case, which
  /// stand in for the request's.
  std::optional<std::string_view> write(const TargetGroup& group, const HttpRequest& request,
                                        const RequestFacts& facts, std::span<const Field> added);

 private:
  void collect_headers(const HttpRequest& request, const RequestFacts& facts);
  void collect_query(std::string_view query);
  void collect(std::string_view name, std::string_view value, bool is_header);
  char* write_fields(char* out, bool multi_value, bool are_headers,
                     std::span<const Field> added) const;
  /// Room for `size` bytes, kept from event to event.
  char* scratch(std::size_t size);

  std::vector<Field> fields_;    // of what is being written
  std::uint64_t names_[4] = {};  // a bit for each name's hash
  bool duplicates_ = false;      // among fields_
  std::unique_ptr<char[]> scratch_;
  std::size_t scratch_size_ = 0;
  std::string with_body_;  // the event of a request that has a body
};

}  // namespace spillway::alb
