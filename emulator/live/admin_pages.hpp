// AdminPages: Spillway's own pages on the AWS endpoint, below /_spillway/: health, state, the
// timeline, reset, faults. What they show and do is the run's business, by ports.
//
// Owned by the ApiServer. Used from the LiveRuntime's thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "emulator/live/exchange.hpp"
#include "emulator/live/timeline_stream.hpp"
#include "runtime/json.hpp"

namespace spillway::live {

struct AdminAnswer {
  int status = 200;
  Json body;
};

struct AdminPorts {
  std::function<Json()> health;
  std::function<Json()> state;
  /// The world anew. It answers at once and happens after that.
  std::function<AdminAnswer()> reset;
  std::function<Json()> faults;
  /// One fault or a list of them, as a scenario has them, in JSON.
  std::function<AdminAnswer(const std::string& json)> add_faults;
  std::function<AdminAnswer(const std::string& name)> fault, remove_fault;
  std::function<AdminAnswer()> remove_faults;
  std::function<AdminAnswer(const std::string& name, bool on)> switch_fault;
};

class AdminPages {
 public:
  AdminPages(AdminPorts ports, TimelineStream& timeline);

  static bool owns(std::string_view path);
  /// Precondition: owns the request's path.
  void serve(const ExchangePtr& exchange);

 private:
  void serve_fault(const ExchangePtr& exchange, std::string_view rest);

  AdminPorts ports_;
  TimelineStream& timeline_;
};

/// {"message": ...}
HttpResponse admin_refusal(int status, const std::string& message);

}  // namespace spillway::live
