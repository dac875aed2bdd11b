// The load's requests and answers as HTTP messages, whichever client sends them. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "emulator/alb/load_balancers.hpp"
#include "runtime/http.hpp"
#include "tools/harness/load/request_record.hpp"
#include "tools/harness/load/stage.hpp"

namespace spillway::harness {

/// As a client of that host sends it.
HttpRequest message_of(const LoadRequest& request, const std::string& host);

/// Bytes on the wire, heads and bodies.
std::uint64_t size_of(const HttpRequest& request);
std::uint64_t size_of(const HttpResponse& response);

Target target_of(alb::TargetKind kind);

}  // namespace spillway::harness
