// A world of one service: operations that record how they were called and answer in AWS's shape.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/cloudformation/stack.hpp"
#include "emulator/core/context.hpp"
#include "emulator/sim/virtual_runtime.hpp"

namespace spillway::cloudformation {

struct Recording final : core::MetricSink, core::EventBus, core::CredentialIssuer {
  Recording();

  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }

  /// The parameters of the only call of that name, or null.
  Json params_of(const std::string& call) const;
  /// "ecs:CreateCluster", in order.
  std::vector<std::string> names() const;

  sim::VirtualRuntime runtime;
  core::Timeline timeline{runtime};
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{runtime, timeline, *this, *this, *this, operations, account};

  std::vector<std::pair<std::string, Json>> calls;
  std::vector<core::CallContext> callers;
  std::map<std::string, core::ApiError> refusals;  ///< by name of the call
  std::map<std::string, Json> answers;             ///< instead of the usual ones
  std::vector<std::string> events;                 ///< lines of the timeline
};

/// Parses and creates; fails the test if the text does not parse.
boost::system::result<Stack, document::Diagnostics> create(Recording& recording,
                                                           const std::string& text,
                                                           StackOptions options = {});

/// All that is wrong, one "line:column: path: message [hint]" a line.
std::string errors_of(const std::string& text, const StackOptions& options = {});

/// Creates one resource X and lists its calls, one "service:Action params" a line.
std::string calls_of(const std::string& type, const std::string& properties, Recording& recording);
std::string calls_of(const std::string& type, const std::string& properties);

}  // namespace spillway::cloudformation
