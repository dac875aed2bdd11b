// OwnHosts: the names by which an emulator's own clients call it. A request under another name, or
// sent by a page that came from elsewhere, is foreign: so no web page can drive the emulator, not
// even one whose name server says that it lives on this machine. A plain value.
#pragma once

#include <string>
#include <vector>

#include "runtime/http.hpp"

namespace spillway::live {

class OwnHosts {
 public:
  /// The loopback interface's names, and those given.
  explicit OwnHosts(std::vector<std::string> further = {});

  bool is_foreign(const HttpRequest& request) const;

 private:
  bool is_ours(std::string_view host) const;

  std::vector<std::string> names_;
};

}  // namespace spillway::live
