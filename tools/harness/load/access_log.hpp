// AccessLog: reads an Application Load Balancer's access log, so that its requests can be sent
// again. Pure functions, any thread.
//
// The format is AWS's: a line a request, fields separated by blanks, texts in quotes
// (ALB/load-balancer-access-logs). Lines are in the order in which requests ended; they are sorted
// by their creation.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/document/document.hpp"
#include "runtime/time.hpp"

namespace spillway::harness {

struct LoggedRequest {
  WallTime created;
  std::string client_ip;
  std::string method;
  std::string host;                  ///< with its port where that is not the scheme's own
  std::string target;                ///< path and query
  std::string user_agent;            ///< empty: none
  std::uint64_t received_bytes = 0;  ///< of the whole request: line, headers, body
};

struct AccessLog {
  std::vector<LoggedRequest> requests;  ///< by creation
  std::uint64_t left_out = 0;  ///< lines that tell of no request (malformed ones), and WebSockets
};

/// `file` is for the errors, which name the line.
boost::system::result<AccessLog, document::Diagnostics> read_access_log(std::istream& in,
                                                                        const std::string& file);
boost::system::result<AccessLog, document::Diagnostics> load_access_log(const std::string& file);

}  // namespace spillway::harness
